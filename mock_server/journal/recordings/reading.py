"""Reads the entries of an HTTP archive one after the other, as far as the file can be read.

This module is the only one of the mock that imports ijson. One entry at a time is in memory.
"""

from collections.abc import Iterator
from typing import BinaryIO

import ijson

from openapi.json.types import JSON

MAX_ENTRY_BYTES = 64 * 1024 * 1024  # bytes of one entry, or between two
MAX_DEPTH = 200  # levels of nested values

_PART = 64 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BEGINS = frozenset({"start_map", "start_array"})
_ENDS = frozenset({"end_map", "end_array"})
_ROOT, _LOG, _ENTRIES = [""], ["", "log"], ["", "log", "entries"]
_SHOWN = 200


class BrokenRecordingError(Exception):
    """The rest of a recording cannot be read.

    Attributes:
        reason: Why not, one clause.
        position: Bytes that were read until then.
    """

    def __init__(self, reason: str, position: int) -> None:
        self.reason = reason
        self.position = position
        super().__init__(reason)


class _TooDeepError(Exception):
    """A value has too many levels."""


class RecordingFile:
    """The bytes of an archive.

    Attributes:
        members: The members of its `log` beside the entries, those that were read so far.
        has_entries: Whether the list of entries was found.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._position = 0
        self._limit = MAX_ENTRY_BYTES
        self.members: dict[str, JSON] = {}
        self.has_entries = False

    def entries(self) -> Iterator[JSON]:
        """Yield the values in the list at `log.entries`.

        Raises:
            BrokenRecordingError: The rest cannot be read, or there is no such list.
        """
        try:
            yield from self._entries()
        except (ijson.JSONError, ArithmeticError, ValueError) as error:
            raise self._broken(f"it is no JSON there: {_first_line(error)}") from error
        except _TooDeepError as error:
            raise self._broken(str(error)) from error
        except OSError as error:
            raise self._broken(error.strerror or type(error).__name__) from error
        if not self.has_entries:
            raise self._broken("it has no list at log.entries")

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; ijson calls this."""
        if self._position > self._limit:
            raise self._broken(f"an entry is longer than {MAX_ENTRY_BYTES >> 20} MiB")
        data = self._stream.read(size)
        if not self._position:
            data = data.removeprefix(_BYTE_ORDER_MARK) or self._stream.read(size)
        self._position += len(data)
        return data

    def _entries(self) -> Iterator[JSON]:
        """Yield the entries, and keep the other members of `log`."""
        # The keys of the containers around a value: of the document, its `log` and its entries.
        above: list[str] = []
        key = ""
        events = ijson.basic_parse(self, buf_size=_PART, use_float=True)
        for event, value in events:
            if event == "map_key":
                key = value
            elif event in _ENDS:
                above.pop()
            elif event in _BEGINS and _is_walked_through(event, above, key):
                above.append(key)
                self.has_entries = self.has_entries or above == _ENTRIES
            else:
                made = _value(event, events) if event in _BEGINS else value
                if above == _ENTRIES:
                    yield made
                elif above == _LOG:
                    self.members[key] = made
                self._limit = self._position + MAX_ENTRY_BYTES

    def _broken(self, reason: str) -> BrokenRecordingError:
        return BrokenRecordingError(reason, self._position)


def _is_walked_through(event: str, above: list[str], key: str) -> bool:
    """Whether a container that begins is one around the values that are made."""
    if event == "start_map":
        return not above or (above == _ROOT and key == "log")
    return above == _LOG and key == "entries"


def _value(event: str, events: Iterator[tuple[str, JSON]]) -> JSON:
    """Return the value of a container that begins, without recursion."""
    key = ""
    made: JSON = {} if event == "start_map" else []
    current = made
    outer: list[tuple[JSON, str]] = []
    for inner, value in events:
        if inner == "map_key":
            key = value
            continue
        if inner in _ENDS:
            if not outer:
                return made
            current, key = outer.pop()
            continue
        is_scalar = inner not in _BEGINS
        new: JSON = value if is_scalar else {} if inner == "start_map" else []
        if type(current) is dict:
            current[key] = new
        else:
            current.append(new)
        if not is_scalar:
            outer.append((current, key))
            current = new
            if len(outer) >= MAX_DEPTH:
                raise _TooDeepError(f"a value is nested more than {MAX_DEPTH} levels deep")
    return made


def _first_line(error: Exception) -> str:
    """Return the first line of the parser's message; the others show a part of the file."""
    text = error.args[0] if error.args else ""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return next(iter(text.strip().splitlines()), type(error).__name__)[:_SHOWN].rstrip(".")
