"""How a document and its files are loaded."""

from dataclasses import dataclass, field
from pathlib import Path

from openapi.loading.yaml import MAX_BYTES

MAX_FILES = 5_000
"""Files that a document may refer to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """Limits for a document and its files.

    Attributes:
        max_files: Number of files beside the document.
        max_bytes: Size of each file.
    """

    max_files: int = MAX_FILES
    max_bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """How documents are loaded.

    Attributes:
        is_strict: Whether the first mistake refuses a document; otherwise mistakes are repaired or
            left out, and the contract has a complaint about each.
        root: The folder whose files a document may refer to; by default its repository, or its own
            folder if it is in none.
        limits: How many files a document may have, and how large they may be.
        overlays: Overlay files that change the documents, in order.
    """

    is_strict: bool = False
    root: Path | None = None
    limits: FileLimits = field(default_factory=FileLimits)
    overlays: tuple[Path, ...] = ()


def limits_from(max_bytes: int | None, max_files: int | None) -> FileLimits:
    """Return limits; None means the default."""
    default = FileLimits()
    return FileLimits(
        max_bytes=default.max_bytes if max_bytes is None else max_bytes,
        max_files=default.max_files if max_files is None else max_files,
    )


LENIENT = LoadOptions()
STRICT = LoadOptions(is_strict=True)
