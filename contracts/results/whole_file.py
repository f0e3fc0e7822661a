"""Writes files that are whole at any moment, whatever ends the process."""

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a text to a file; until it is written, the file is what it was.

    A link stays one: the file that it leads to is written.

    Raises:
        OSError: The file cannot be written.
    """
    meant = path.resolve()
    half = meant.with_name(f".{meant.name}.{os.getpid()}")
    try:
        half.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        half.replace(meant)
    finally:
        half.unlink(missing_ok=True)
