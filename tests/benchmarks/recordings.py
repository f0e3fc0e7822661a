"""How fast `contracts har` judges a long recording, and with how much memory.

    python -m tests.benchmarks.recordings --entries 500000 --distinct

Writes a recording of polls and pages of the shop, as a browser would, and judges it in a process
of its own. Orders are polled again and again, with the same bodies until there is progress; with
`--distinct`, no two entries have the same URL, body or Date.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.contracts.recording import entry
from tests.contracts.shop import ORDER, SPEC

HEADERS = {
    "accept": "application/json, text/plain, */*",
    "accept-encoding": "gzip, deflate, br, zstd",
    "accept-language": "en-GB,en;q=0.9",
    "referer": "https://front.example/orders",
    "sec-fetch-dest": "empty",
    "sec-fetch-mode": "cors",
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)",
}
ANSWERED = {
    "content-type": "application/json",
    "x-count": "3",
    "date": "Sat, 21 Nov 2026 12:00:00 GMT",
    "cache-control": "no-store",
    "vary": "Origin",
    "server": "envoy",
}


def entries(count: int, seed: int, *, distinct: bool = False) -> Iterator[dict[str, object]]:
    """Yield entries: polls of orders that make progress, and pages of the list."""
    chosen = random.Random(seed)  # noqa: S311 - a recording, no secret
    for number in range(count):
        second = f"2026-11-21T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"
        sent = {"X-Shop": "corner", "X-Token": "secret-token", **HEADERS}
        first = 10 * number if distinct else 0
        lines = [{"code": f"item {first + n}", "price": n + 0.5} for n in range(10)]
        if number % 4:
            key = number + 1 if distinct else chosen.randint(1, 1000)
            body = {**ORDER, "id": key, "done": min(number // 1000, 9), "items": lines}
            url = f"https://shop.example/v1/orders/{key}"
        else:
            start = 5 * number if distinct else chosen.randint(0, 400)
            orders = [{**ORDER, "id": start + n} for n in range(5)]
            body, url = {"orders": orders}, f"https://shop.example/v1/orders?start={start}&count=5"
        date = f"Sat, 21 Nov {number // 86400 + 1000} {second[11:19]} GMT"
        answered = {**ANSWERED, "date": date} if distinct else ANSWERED
        yield entry(url, body, at=second, sent=sent, headers=answered)


def write(path: Path, count: int, seed: int, *, distinct: bool = False) -> None:
    """Write a recording."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"log": {"version": "1.2", "creator": {"name": "bench", "version": "1"},')
        file.write('"entries": [')
        for number, each in enumerate(entries(count, seed, distinct=distinct)):
            file.write(",\n" if number else "")
            file.write(json.dumps(each))
        file.write("]}}")


def main() -> None:
    """Write, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--distinct", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bench.har")
        write(path, given.entries, given.seed, distinct=given.distinct)
        command = [
            sys.executable,
            "-m",
            "contracts.cli.main",
            "har",
            str(path),
            "--spec",
            str(SPEC),
        ]
        start = time.monotonic()
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
        seconds = time.monotonic() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        size = path.stat().st_size
    sys.stdout.write(
        f"{done.stdout}"
        f"{given.entries} entries, {size / 1e6:.0f} MB: {given.entries / seconds:.0f} a second, "
        f"{given.entries / (used.ru_utime + used.ru_stime):.0f} a second of one core, "
        f"{used.ru_maxrss / 1024:.0f} MiB at most\n"
    )


if __name__ == "__main__":
    main()
