"""Writes files that are complete at any moment, even if the process is killed."""

import os
from pathlib import Path

from contracts.errors import ReportError
from openapi.process.standard_streams import write_stdout


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


def write_output(text: str, path: str, name: str = "this file") -> None:
    """Write what a command has to say to a file, whole, or to standard output for `-`.

    Half a surrogate pair, which JSON may hold and UTF-8 cannot, is replaced. A pipe or a device is
    written to as it is; a message calls the path by `name`.

    Raises:
        ReportError: The file cannot be written.
    """
    if path == "-":
        write_stdout(text)
        return
    target = Path(path)
    try:
        if _is_replaceable(target):
            write_whole(target, text)
        else:
            target.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise ReportError.of(name, path, error) from error


def _is_replaceable(target: Path) -> bool:
    """Whether another file can take the place of this one: it is no pipe, its folder is ours."""
    is_regular = target.is_file() or not target.exists()
    return is_regular and os.access(target.resolve().parent, os.W_OK)
