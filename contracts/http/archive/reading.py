"""Reads the entries of an HTTP archive one after the other, in bounded memory.

This module is the only one that imports ijson. A file may have any length; only one entry of it is
in memory, and an entry that is too long ends the reading. Whatever is wrong with a file, the
entries before that place are yielded first.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

import ijson

from openapi.json.types import JSON

MAX_ENTRY_BYTES = 64 * 1024 * 1024
"""Bytes of one entry, or before the first one; browsers keep bodies up to about 50 MB."""

MAX_DEPTH = 500
"""Levels of nested values."""

_PLACE = ["", "log", "entries"]
"""The keys above an entry, with that of the whole document first."""

_STARTS = frozenset({"start_map", "start_array"})
_ENDS = frozenset({"end_map", "end_array"})
_CHUNK = 64 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_KEY = b'"entries"'
_SHOWN = 200
"""Characters of an error's message that are shown."""

OnBytes = Callable[[int], None]
"""Called with the number of bytes that were read so far."""


class BrokenArchiveError(Exception):
    """The rest of an archive cannot be read.

    Attributes:
        reason: Why not, one clause.
        position: Bytes that were read until then.
        is_archive: Whether the file looked like an archive until then.
    """

    def __init__(self, reason: str, position: int, *, is_archive: bool) -> None:
        """Take the reason and the place."""
        super().__init__(reason)
        self.reason = reason
        self.position = position
        self.is_archive = is_archive


def read_entries(stream: BinaryIO, on_bytes: OnBytes = lambda _: None) -> Iterator[JSON]:
    """Yield the entries of an archive as JSON values; numbers with a fraction are decimals.

    Args:
        stream: The bytes of the file.
        on_bytes: Called with every part that is read.

    Raises:
        BrokenArchiveError: The rest cannot be read, or there is no list of entries.
    """
    source = _Source(stream, on_bytes)
    try:
        for entry in _entries(ijson.basic_parse(source, buf_size=_CHUNK)):
            source.begin_entry()
            yield entry
    except (ijson.JSONError, ArithmeticError, ValueError) as error:
        raise _broken(f"it is no JSON there: {_first_line(error)}", source) from error
    except OSError as error:
        raise _broken(f"it cannot be read: {error.strerror or error}", source) from error
    except _TooLargeError as error:
        raise _broken(str(error), source) from error
    if not source.has_entries:
        raise _broken("it has no list at /log/entries", source)


def _entries(events: Iterable[tuple[str, JSON]]) -> Iterator[JSON]:
    """Yield the values in the list of entries, from the events of a parser.

    ijson's own builder keeps prefixes, which take memory with the square of the depth.

    Raises:
        _TooLargeError: A value has too many levels.
    """
    above: list[JSON] = []
    keys: list[str] = []
    current: JSON = None
    key = ""
    is_entry = False
    for event, value in events:
        if event == "map_key":
            key = value
            continue
        if event in _ENDS:
            done, current, key = current, above.pop(), keys.pop()
            is_entry = keys == _PLACE
            if is_entry:
                yield done
            continue
        is_nested = event in _STARTS
        made = value if not is_nested else {} if event == "start_map" else []
        if type(current) is dict:
            current[key] = made
        elif current is not None and not is_entry:
            current.append(made)
        if is_nested:
            above.append(current)
            keys.append(key)
            if len(keys) > MAX_DEPTH:
                raise _TooLargeError(f"a value is nested more than {MAX_DEPTH} levels deep")
            current, key, is_entry = made, "", keys == _PLACE
        elif is_entry:
            yield made


def _broken(reason: str, source: "_Source") -> BrokenArchiveError:
    return BrokenArchiveError(reason, source.position, is_archive=source.has_entries)


def _first_line(error: Exception) -> str:
    """Return the first line of a message of the parser; the others show a part of the file."""
    text = error.args[0] if error.args else ""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return next(iter(text.strip().splitlines()), type(error).__name__)[:_SHOWN].rstrip(".")


class _TooLargeError(Exception):
    """A value is too large to be kept in memory."""


class _Source:
    """A stream that counts, and that ends with an error where an entry is too long."""

    def __init__(self, stream: BinaryIO, on_bytes: OnBytes) -> None:
        self._stream = stream
        self._on_bytes = on_bytes
        self._begin = 0
        self._end = b""
        self.position = 0
        self.has_entries = False

    def begin_entry(self) -> None:
        """Count the bytes of the next entry from here."""
        self._begin = self.position

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; `ijson` calls this."""
        if self.position - self._begin > MAX_ENTRY_BYTES:
            limit = MAX_ENTRY_BYTES // 1024 // 1024
            raise _TooLargeError(f"an entry is longer than {limit} MiB")
        data = self._stream.read(size)
        if not self.position:
            data = data.removeprefix(_BYTE_ORDER_MARK) or self._stream.read(size)
        if not self.has_entries:
            self.has_entries = _KEY in self._end + data
            self._end = data[-len(_KEY) :]
        self.position += len(data)
        if data:
            self._on_bytes(self.position)
        return data
