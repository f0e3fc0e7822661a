"""How a document and its files are loaded."""

from dataclasses import field
from pathlib import Path

from openapi.loading.yaml import MAX_BYTES
from openapi.values import dataclass

BUNDLE = "x-files"  # key of the document's root that holds the other files
MAX_FILES = 5_000  # files that a document may refer to


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """Limits for a document and its files."""

    max_files: int = MAX_FILES  # number of files beside the document
    max_bytes: int = MAX_BYTES  # size of each file


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How documents are loaded."""

    # Whether the first mistake refuses a document; otherwise mistakes are repaired or left out, and
    # the contract has a complaint about each.
    is_strict: bool = False
    # The folder whose files a document may refer to; by default its repository, or its own folder
    # if it is in none.
    root: Path | None = None
    # How many files a document may have, and how large they may be.
    limits: FileLimits = field(default_factory=FileLimits)
    overlays: tuple[Path, ...] = ()  # overlay files that change the documents, in order


def limits_from(max_bytes: int | None, max_files: int | None) -> FileLimits:
    """Return limits; None means the default."""
    default = FileLimits()
    return FileLimits(
        max_bytes=default.max_bytes if max_bytes is None else max_bytes,
        max_files=default.max_files if max_files is None else max_files,
    )


LENIENT = LoadOptions()
STRICT = LoadOptions(is_strict=True)
