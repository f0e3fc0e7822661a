"""Writes files that are complete at any moment, even if the process is killed."""

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Replace the content of a file; until all is written, the file keeps its old content.

    A symbolic link stays one: the file that it refers to is written.

    Raises:
        OSError: The file cannot be written.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
