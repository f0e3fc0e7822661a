"""The mock under a profiler and under load.

    python -m tests.benchmarks.speed.profiling import              the mock of that contest
    python -m tests.benchmarks.speed.profiling import mock+journal

Prints, per request, the functions that take the most time themselves. The profiler makes small
Python functions look dearer than they are; `make bench` says what is fast.
"""

import argparse
import pstats
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.speed.contests import Contest
from tests.benchmarks.speed.loads import put_load
from tests.benchmarks.speed.servers import free_port, mock_words, running
from tests.benchmarks.speed.table import CONTESTS

CONNECTIONS = 32
SECONDS = 4
SHOWN = 15


def profile(contest: Contest, name: str, file: Path) -> int:
    """Profile a contestant under load; return how many requests there were."""
    one = next(one for one in contest.contestants if one.name == name)
    port = free_port()
    profiler = [sys.executable, "-P", "-m", "cProfile", "-o", str(file)]  # -P: as the command runs
    words = [*profiler, *mock_words(port, one.options)]
    with running(words, port, contest.request.raw()):
        load = put_load(port, contest.request, connections=CONNECTIONS, seconds=SECONDS, first=0)
    return load.requests


def table(stats: pstats.Stats, requests: int) -> str:
    """Return the most expensive functions, with microseconds and calls per request."""
    # Start-up is left out: a function of the hot path is called for most requests.
    hot = {
        place: (calls, own, below)
        for place, (_, calls, own, below, _) in stats.stats.items()  # type: ignore[attr-defined]
        if calls * 2 > requests
    }
    dearest = sorted(hot.items(), key=lambda item: item[1][1], reverse=True)[:SHOWN]
    lines = [f"{'own µs':>8}{'with callees':>14}{'calls':>8}  function"]
    for (file, line, function), (calls, own, below) in dearest:
        spot = f"{'/'.join(Path(file).parts[-2:])}:{line} {function}"
        per = f"{own / requests * 1e6:8.1f}{below / requests * 1e6:14.1f}{calls / requests:8.1f}"
        lines.append(f"{per}  {spot}")
    return "\n".join(lines)


def main() -> None:
    """Profile and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("contest", choices=[contest.name for contest in CONTESTS])
    parser.add_argument("contestant", nargs="?", default="mock")
    chosen = parser.parse_args()
    contest = next(contest for contest in CONTESTS if contest.name == chosen.contest)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "profile")
        requests = profile(contest, chosen.contestant, file)
        sys.stdout.write(f"{requests} requests\n{table(pstats.Stats(str(file)), requests)}\n")


if __name__ == "__main__":
    main()
