"""Runs Prism's public test cases against the mock, each document as it is.

    python -m tests.benchmarks.peers
    python -m tests.benchmarks.peers --only security

Prints a row for each subject, and the cases whose answer differs without a written reason; exit
code 1 if there are any.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from tests.benchmarks.peers.case import read_cases, read_reasons
from tests.benchmarks.peers.running import CaseResult, Outcome, run_case

_WIDTH = 28


def main() -> None:
    """Run the cases and print the table."""
    parser = argparse.ArgumentParser(description="Run Prism's cases against the mock.")
    parser.add_argument("--only", default="", help="part of a case's name")
    options = parser.parse_args()
    reasons = read_reasons()
    results = [run_case(case, reasons) for case in read_cases() if options.only in case.name]
    sys.stdout.writelines(f"{line}\n" for line in table(results))
    worse = [each for each in results if each.outcome.is_worse]
    sys.stdout.writelines(f"{each.outcome}: {each.case}: {each.reason}\n" for each in worse)
    same = {each.case for each in results if each.outcome == Outcome.SAME}
    unneeded = sorted(same & reasons.keys())
    sys.stdout.writelines(f"no reason needed any more: {name}\n" for name in unneeded)
    sys.exit(1 if worse else 0)


def table(results: Sequence[CaseResult]) -> list[str]:
    """Return the rows: how many cases of each subject have which outcome."""
    counts = {each.case.partition("/")[0]: Counter[str]() for each in results}
    for each in results:
        counts[each.case.partition("/")[0]][each.outcome] += 1
    total = sum(counts.values(), Counter[str]())
    rows = [("subject", list(Outcome)), *((name, _row(row)) for name, row in counts.items())]
    rows.append((f"{len(results)} cases", _row(total)))
    return [f"{name:{_WIDTH}}" + "".join(f"{cell:>12}" for cell in cells) for name, cells in rows]


def _row(counts: Counter[str]) -> list[str]:
    return [str(counts[outcome]) for outcome in Outcome]


if __name__ == "__main__":
    main()
