"""Bodies in files of their own, which Playwright writes beside an archive, or with it into a zip.

Source: Playwright's `recordHar` and `routeFromHAR` with the content `attach`: the entry has the
name of the file as `_file`.
"""

import re
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, cast
from zipfile import BadZipFile, ZipFile

from openapi.archives.parts import MAX_BODY_BYTES
from openapi.json.types import JSON

ReadAttached = Callable[[str], bytes | None]
"""Returns the bytes of a file by its name; None if there is none."""

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")  # names of files in the same folder

_MARK = b"PK\x03\x04"
_BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What `zipfile` raises for archives that are damaged, encrypted or in unknown codings."""


def no_attached(_: str) -> None:
    """Find no file."""


def with_attached(entry: JSON, read: ReadAttached) -> JSON:
    """Return an entry whose bodies are in it, as far as the files are there."""
    if not isinstance(entry, Mapping):
        return entry
    for side, part in (("request", "postData"), ("response", "content")):
        holder = entry.get(side)
        body = holder.get(part) if isinstance(holder, Mapping) else None
        if not isinstance(body, dict) or body.get("text"):
            continue
        name = body.get("_file")
        if not isinstance(name, str) or not _PLAIN.fullmatch(name):
            continue
        data = read(name)
        if data is not None:
            body |= {"text": b64encode(data).decode(), "encoding": "base64"}
    return entry


def attached_beside(path: Path, name: str) -> bytes | None:
    """Return the bytes of a file in the folder of an archive, up to the size of a body.

    None if there is no such file, or it is a link or a folder.
    """
    found = path.parent / name
    try:
        if found.is_symlink() or not found.is_file():
            return None
        with found.open("rb") as stream:
            return stream.read(MAX_BODY_BYTES + 1)
    except OSError:
        return None


def is_zipped(path: Path) -> bool:
    """Whether a file is a zip; one that is no regular file is not looked into."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(_MARK)) == _MARK


@contextmanager
def opened_archive(path: Path) -> Iterator[tuple[BinaryIO, ReadAttached]]:
    """Yield the bytes of an archive, which may be in a zip, and how its other files are read.

    Raises:
        OSError: It cannot be read, or is a zip without an archive.
    """
    if is_zipped(path):
        with opened_zip(path) as found:
            yield found
        return
    with path.open("rb") as stream:
        yield stream, partial(attached_beside, path)


@contextmanager
def opened_zip(path: Path) -> Iterator[tuple[BinaryIO, ReadAttached]]:
    """Yield the bytes of the archive in a zip, and how its other files are read.

    Raises:
        OSError: The zip cannot be read, or has no archive.
    """
    try:
        whole = ZipFile(path)
    except _BROKEN as error:
        raise OSError(f"it is a broken zip: {error}") from error
    with whole:
        names = [name for name in whole.namelist() if name.lower().endswith(".har")]
        if not names:
            raise OSError("it is a zip without a .har file")

        def read(name: str) -> bytes | None:
            try:
                with whole.open(name) as stream:
                    return stream.read(MAX_BODY_BYTES + 1)
            except (KeyError, OSError, *_BROKEN):
                return None

        yield cast("BinaryIO", _Unzipped(whole, names[0])), read


class _Unzipped:
    """A file of a zip that is read as it comes; a damaged one is an OSError."""

    def __init__(self, whole: ZipFile, name: str) -> None:
        self._whole, self._name = whole, name
        self._stream: IO[bytes] | None = None

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        try:
            self._stream = self._stream or self._whole.open(self._name)
            return self._stream.read(size)
        except _BROKEN as error:
            raise OSError(f"the zip is broken: {error}") from error
