"""Holds the mock under load: many clients, saved documents, and kill -9.

    python -m tests.benchmarks.soak --minutes 60 --connections 1000

Prints the mock's memory over time, and what the clients received; exit code 1 if memory grows, an
answer is 5xx or not the right one, or the mock writes to stderr.
"""

import argparse
import asyncio
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from openapi.loading.document import packaged_documents
from tests.acceptance.commands import MockProcess, mock_process
from tests.benchmarks.reliability import memory_mb
from tests.benchmarks.soak.clients import Crowd, ask_patiently, break_off, flood, read_slowly, stay
from tests.benchmarks.soak.flatness import growth_mb

_FIXTURES = Path(__file__).parents[2] / "fixtures"
RUNS = 4
"""How often the mock is started; it is killed in between."""

_LOOKS = 24
"""Readings of the memory in each run."""

_MAX_GROWTH_MB = 16.0


def main() -> None:
    """Soak and print the result; exit with 1 if an answer or the memory was wrong."""
    parser = argparse.ArgumentParser(description="Hold the mock under load.")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--connections", type=int, default=1_000)
    options = parser.parse_args()
    crowd = asyncio.run(soak(options.minutes * 60, options.connections))
    sys.stdout.write(f"answers {dict(crowd.seen.most_common())}\n")
    for text, count in crowd.wrong.items():
        sys.stdout.write(f"wrong   {count} x {text}\n")
    sys.exit(1 if crowd.wrong else 0)


async def soak(seconds: float, connections: int, *, runs: int = RUNS) -> Crowd:
    """Return the results of clients whose mock is killed and started again."""
    crowd = Crowd()
    talks = [
        *[ask_patiently] * connections,
        *[read_slowly] * max(1, connections // 50),
        *[flood] * max(1, connections // 200),
        *[break_off] * max(1, connections // 100),
    ]
    clients = [asyncio.create_task(stay(crowd, talk)) for talk in talks]
    try:
        with TemporaryDirectory() as folder:
            for name in ("warehouse.yaml", "warehouse-common.yaml"):
                shutil.copy(_FIXTURES / name, folder)
            for _ in range(runs):
                await _run(crowd, Path(folder) / "warehouse.yaml", seconds / runs)
    finally:
        crowd.is_over.set()
        await asyncio.gather(*clients)
    crowd.wrong.update(f"an answer is {status}" for status in crowd.seen if status.startswith("5"))
    return crowd


async def _run(crowd: Crowd, document: Path, seconds: float) -> None:
    """Serve for a while, measure the memory, save the document repeatedly, and kill the mock."""
    words = (str(document), *map(str, packaged_documents()))
    # The journal is full within a second, so it does not count as growth.
    with mock_process("--journal-entries", "1000", *words) as mock:
        crowd.port = mock.address[1]
        versions = _versions(document)
        memory = []
        for look in range(_LOOKS):
            await asyncio.sleep(seconds / _LOOKS)
            memory.append(memory_mb(mock))
            if look % 4 == 3:
                next(versions)
        _judge(crowd, mock, memory)
        crowd.port = 0
        mock.process.kill()


def _versions(document: Path) -> Iterator[None]:
    """Save the two versions of the document in turn."""
    text = document.read_text(encoding="utf-8")
    for old, new in (("Kettle", "Boiler"), ("Boiler", "Kettle")) * _LOOKS:
        text = text.replace(old, new)
        document.write_text(text, encoding="utf-8")
        yield


def _judge(crowd: Crowd, mock: MockProcess, memory: list[float]) -> None:
    sys.stdout.write(f"memory, MB: {' '.join(f'{each:.0f}' for each in memory)}\n")
    sys.stdout.flush()
    growth = growth_mb(memory)
    if growth > _MAX_GROWTH_MB:
        crowd.wrong[f"memory grew by {growth:.0f} MB in half a run"] += 1
    if mock.process.poll() is not None:
        crowd.wrong["the mock ended"] += 1
    if any("Traceback" in line for line in mock.lines):
        crowd.wrong["the mock wrote a traceback"] += 1


if __name__ == "__main__":
    main()
