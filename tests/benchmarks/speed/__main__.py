"""How fast is the mock? All servers side by side in one run, with verified answers.

    python -m tests.benchmarks.speed                       all rows
    python -m tests.benchmarks.speed --only import,list    some
    python -m tests.benchmarks.speed --rounds 9 --seconds 5

Writes `bench.json` and `bench.png` into the folder `build`. Ends with 1 when a row misses its
target, or has no figure because answers were wrong. `PYTHONPATH=/another/checkout` measures the
mock of that checkout.
"""

import argparse
import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.benchmarks.speed import checking, large, memory, starting, workers
from tests.benchmarks.speed.contests import Contest, Pace, hold
from tests.benchmarks.speed.figures import Measurement, Row, WrongAnswersError, unsteadiness
from tests.benchmarks.speed.loads import generator
from tests.benchmarks.speed.report import as_json, as_text, draw, machine
from tests.benchmarks.speed.table import BARE, COMPARISONS, CONTESTS, IMPORT, PRESENT

NAMES = (
    *(contest.name for contest in CONTESTS),
    starting.NAME,
    checking.NAME,
    memory.NAME,
    large.NAME,
    workers.NAME,
)
OPEN_FILES = 8192


def say(text: str) -> None:
    """Print the progress."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def names(text: str) -> tuple[str, ...]:
    """Read the value of `--only`."""
    wanted = tuple(filter(None, text.replace(",", " ").split()))
    if unknown := [name for name in wanted if name not in NAMES]:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]!r}; there are {' '.join(NAMES)}")
    return wanted or NAMES


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each server")
    parser.add_argument("--seconds", type=int, default=2, help="length of a turn")
    parser.add_argument("--requests", type=int, default=1_000_000, help="of the row memory")
    parser.add_argument("--only", type=names, default=NAMES, help=f"some of {' '.join(NAMES)}")
    parser.add_argument("--output", type=Path, default=Path("build"), help="folder of the results")
    return parser.parse_args()


def contest_rows(
    contest: Contest, pace: Pace
) -> tuple[list[Row], Mapping[str, Sequence[Measurement]]]:
    """Run a contest and return its rows and measurements."""
    comparisons = [one for one in COMPARISONS if one.contest == contest.name]
    try:
        measurements = hold(contest, pace, say)
    except WrongAnswersError as error:
        return [one.refused(str(error)) for one in comparisons], {}
    return [one.row(measurements) for one in comparisons], measurements


def other_rows(name: str, measure: Callable[[], list[Row]]) -> list[Row]:
    """Measure the rows without a contest; if that is impossible, one row has the reason."""
    try:
        return measure()
    except WrongAnswersError as error:
        return [Row(name=name, what=name, figure=None, note=str(error))]


def main() -> int:
    """Measure and report."""
    chosen = options()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    about = machine(generator())
    say(f"load comes from {generator()}")
    for name in (name for name, is_present in PRESENT.items() if not is_present):
        say(f"there is no {name}: its rows are left out (PRISM and WIREMOCK name command and jar)")
    rows: list[Row] = []
    measurements: dict[str, Mapping[str, Sequence[Measurement]]] = {}
    for contest in CONTESTS:
        if contest.name in chosen.only:
            pace = Pace(rounds=chosen.rounds, seconds=chosen.seconds)
            found, measurements[contest.name] = contest_rows(contest, pace)
            rows += found
    for name, measure in {
        starting.NAME: lambda: starting.start_rows(IMPORT, chosen.rounds, say),
        checking.NAME: lambda: checking.check_rows(chosen.rounds, say),
        memory.NAME: lambda: memory.memory_rows(chosen.requests, say),
        large.NAME: lambda: large.large_rows(chosen.rounds, chosen.seconds, say),
        workers.NAME: lambda: workers.worker_rows(IMPORT, chosen.rounds, chosen.seconds, say),
    }.items():
        if name in chosen.only:
            rows += other_rows(name, measure)
    unsteady = max(
        (unsteadiness(group.get(BARE.name, ())) for group in measurements.values()), default=0
    )
    chosen.output.mkdir(exist_ok=True)
    (chosen.output / "bench.json").write_text(as_json(rows, measurements, about), encoding="utf-8")
    draw(rows, chosen.output / "bench.png")
    sys.stdout.write(as_text(rows, unsteady))
    return any(row.verdict in {"fail", "wrong"} for row in rows)


if __name__ == "__main__":
    sys.exit(main())
