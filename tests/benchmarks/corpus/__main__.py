"""Serve published documents, ask every operation, and check each mock by its own document.

    python -m tests.benchmarks.corpus --documents 300 --seed 1
    python -m tests.benchmarks.corpus --folder specs --only stripe
    python -m tests.benchmarks.corpus --output build/corpus        (again, to go on)

Fetches npm packages of OpenAPI documents by name, into a folder that is kept if it is named. A
folder with more documents may be given: the 22 of Elastic Path are files of a repository
(`elasticpath/elasticpath-dev`, below `openapispecs/`), in no package.
"""

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.corpus.choosing import add_options, chosen_documents
from tests.benchmarks.corpus.processes import import_all
from tests.benchmarks.corpus.table import line_of, summary_of
from tests.benchmarks.corpus.trial import Outcome, Trial


def main() -> None:
    """Print one line a document, then the totals and every failure with its reason."""
    options = _options()
    import_all()
    with TemporaryDirectory() as name:
        folder = Path(name)
        paths = chosen_documents(options, folder)
        output = options.output or folder / "output"
        output.mkdir(parents=True, exist_ok=True)
        trial = Trial(
            folder=folder / "documents",
            output=output,
            most=options.operations,
            seed=options.seed,
            seconds_to_check=options.seconds,
        )
        outcomes = []
        for outcome in _run(trial, paths, options.processes):
            outcomes.append(outcome)
            _say(line_of(outcome))
    _say(summary_of(sorted(outcomes, key=lambda each: each.name), options.operations))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Serve and check published documents.")
    parser.add_argument("--operations", type=int, default=60, help="asked of each document at most")
    parser.add_argument(
        "--output", type=Path, help="keeps outcomes; a second run tries what has none"
    )
    parser.add_argument("--seconds", type=int, default=900, help="one smoke check at most")
    add_options(parser)
    return parser.parse_args()


def _run(trial: Trial, paths: list[Path], processes: int) -> Iterator[Outcome]:
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        yield from pool.map(trial.kept_or_run, paths)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
