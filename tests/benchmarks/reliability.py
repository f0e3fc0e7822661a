"""Does the mock withstand heavy load and hostile input? Loopback only, bounded in time and count.

    python tests/benchmarks/reliability.py connections --count 1000 --seconds 60
    python tests/benchmarks/reliability.py malformed --count 100000

Starts the real command with its journal on, sends the load, and prints the results: answers,
errors, statuses, the server's memory before and after, and how it ended on SIGTERM.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.acceptance.commands import MockProcess, mock_process

REQUEST = (
    b"GET /v3/infinity-mall/members/imports/%d HTTP/1.1\r\n"
    b"Host: mock\r\nX-Loyalty-Club-Slug: infinity-mall\r\n\r\n"
)
LISTED = b"GET /subscriptions/imports?page%5Blimit%5D=10 HTTP/1.1\r\nHost: mock\r\n\r\n"
AT_ONCE = 50
INTERVAL_SECONDS = 10.0


def memory_mb(mock: MockProcess) -> float:
    """Return the server's resident memory in MB."""
    status = Path(f"/proc/{mock.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def read_answer(reader: asyncio.StreamReader) -> int:
    """Read one whole answer; return its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    await reader.readexactly(length)
    return int(head[9:12])


async def keep_alive(port: int, number: int, until: float, seen: Counter[str]) -> None:
    """Poll over one connection until the time is up."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < until:
            writer.write(REQUEST % number if number % 2 else LISTED)
            seen[str(await asyncio.wait_for(read_answer(reader), 30))] += 1
        writer.close()
    except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError) as error:
        seen[type(error).__name__] += 1


async def connections(mock: MockProcess, count: int, seconds: float) -> Counter[str]:
    """Keep many connections open, all with requests."""
    seen: Counter[str] = Counter()
    until = time.monotonic() + seconds
    port = mock.address[1]
    await asyncio.gather(*(keep_alive(port, number, until, seen) for number in range(count)))
    return seen


def malformed(draw: random.Random) -> bytes:
    """Return a request that was valid before some of its bytes were changed."""
    data = bytearray(draw.choice((REQUEST % 1, LISTED)))
    for _ in range(draw.randint(1, 6)):
        place = draw.randrange(len(data))
        match draw.randrange(4):
            case 0:
                data[place] = draw.randrange(256)
            case 1:
                del data[place : place + draw.randint(1, 20)]
            case 2:
                data[place:place] = draw.randbytes(draw.randint(1, 40))
            case _:
                data[place:place] = data[: draw.randint(1, 60)]
        data = data or bytearray(b"\0")
    return bytes(data)


def outcome(data: bytes, answer: bytes) -> str:
    """Return the result of a request: a status, or why there is none.

    Bytes that end before the head of a request does ask for nothing yet; the connection of a
    client that has said its last is closed without a word.
    """
    if answer.startswith(b"HTTP/1.1 "):
        return answer[9:12].decode("ascii", "replace")
    if answer:
        return "no HTTP"
    return "no answer" if b"\r\n\r\n" in data else "cut off, closed"


async def send_one(port: int, data: bytes, seen: Counter[str]) -> None:
    """Send bytes, close the sending side, and return the result."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(data)
        writer.write_eof()
        head = await asyncio.wait_for(reader.read(64), 30)
        seen[outcome(data, head)] += 1
        writer.close()
    except (OSError, TimeoutError) as error:
        seen[type(error).__name__] += 1


async def fuzz(mock: MockProcess, count: int, seed: int) -> Counter[str]:
    """Send many malformed requests, a few at a time."""
    seen: Counter[str] = Counter()
    draw = random.Random(seed)  # noqa: S311 - chance, not secrecy
    port = mock.address[1]
    for _ in range(0, count, AT_ONCE):
        await asyncio.gather(*(send_one(port, malformed(draw), seen) for _ in range(AT_ONCE)))
    return seen


async def watched(
    mock: MockProcess, work: Coroutine[None, None, Counter[str]]
) -> tuple[Counter[str], list[float]]:
    """Run the load and measure the server's memory all the time: growth shows in later values."""
    measurements: list[float] = []

    async def measure() -> None:
        while True:
            measurements.append(memory_mb(mock))
            await asyncio.sleep(INTERVAL_SECONDS)

    sampling = asyncio.ensure_future(measure())
    try:
        seen = await work
    finally:
        sampling.cancel()
    return seen, [*measurements, memory_mb(mock)]


def main() -> None:
    """Run one of the two loads, and print the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("connections", "malformed"))
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with mock_process() as mock:
        # The journal fills first, so that what is measured afterwards is growth and no filling.
        asyncio.run(connections(mock, 20, 10.0))
        began = time.monotonic()
        if options.what == "connections":
            work = connections(mock, options.count, options.seconds)
        else:
            work = fuzz(mock, options.count, options.seed)
        seen, memory = asyncio.run(watched(mock, work))
        took = time.monotonic() - began
        said, code = len(mock.lines), mock.stop()
    sys.stdout.write(
        f"{sum(seen.values())} answers in {took:.0f} s: {dict(seen.most_common())}\n"
        f"memory every {INTERVAL_SECONDS:.0f} s, MB: {' '.join(f'{one:.0f}' for one in memory)}\n"
        f"{said} lines said; ended with {code}\n"
    )


if __name__ == "__main__":
    main()
