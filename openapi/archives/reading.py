"""Reads the entries of an HTTP archive one after the other, in bounded memory.

A file may have any length; only a window of it is in memory, and an entry that is too long ends the
reading. Whatever is wrong with a file, the entries before that place are yielded first.
`json` finds the end of each value by itself, twice as fast as a parser that reports its parts.
"""

import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import BinaryIO, Never

from openapi.json.types import JSON

MAX_ENTRY_BYTES = 64 * 1024 * 1024
"""Bytes of one entry, or before the first one; browsers keep bodies up to about 50 MB."""

Lists = Mapping[str, tuple[str, Callable[[JSON], JSON]]]
"""Where a list of entries may be: a member of the file, a member of that, and what makes an entry
of an item."""

ARCHIVE: Lists = {"log": ("entries", lambda entry: entry)}

_CHUNK = 256 * 1024
_LONGEST_TOKEN = 16
"""Characters of a literal, an escape or the end of a number, which the end of a window may cut."""

_SPACE = re.compile(r"[ \t\n\r]*")
_SURROGATES = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F])..|.)"
)
"""An escaped pair of surrogates, a lone one (which has the group), or another escape."""

_INVALID = "invalid bytes in UTF-8"

OnBytes = Callable[[int], None]  # called with the number of bytes that were read so far


class BrokenArchiveError(Exception):
    """The rest of an archive cannot be read.

    Attributes:
        reason: Why not, one clause.
        place: Where in the file: `line 3, byte 1045`.
        is_archive: Whether the list of entries was found until then.
    """

    def __init__(self, reason: str, place: str, *, is_archive: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place
        self.is_archive = is_archive


def read_entries(
    stream: BinaryIO,
    on_bytes: OnBytes = lambda _: None,
    *,
    lists: Lists = ARCHIVE,
    members: dict[str, JSON] | None = None,
    parse_float: Callable[[str], JSON] = Decimal,
) -> Iterator[JSON]:
    """Yield the entries of an archive as JSON values.

    `on_bytes` is called with every part that is read, `parse_float` with every number that has a
    fraction or an exponent; `members` gets the members beside the entries.

    Raises:
        BrokenArchiveError: The rest cannot be read, or there is no list of entries.
    """
    window = _Window(stream, on_bytes, parse_float)
    for key in window.members():
        if key not in lists:
            window.value()
            continue
        name, entry_of = lists[key]
        for part in window.members():
            if part != name or window.next() != "[":
                value = window.value()
                if members is not None:
                    members[part] = value
                continue
            window.has_entries = True
            for _ in window.parts("[", "]"):
                yield entry_of(window.value())
    if window.next():
        raise window.broken("it is no JSON there: the file should end")
    if window.has_invalid_bytes:
        raise window.broken(f"it is no JSON there: {_INVALID}")
    if not window.has_entries:
        raise window.broken("it has no list at /log/entries")


class _Window:
    """The part of a file that is in memory, and the place of the next character in it."""

    def __init__(
        self, stream: BinaryIO, on_bytes: OnBytes, parse_float: Callable[[str], JSON]
    ) -> None:
        self._stream = stream
        self._on_bytes = on_bytes
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._scan = json.JSONDecoder(parse_float=parse_float, parse_constant=_refuse).raw_decode
        self._text = ""
        self._at = 0
        self._bytes_before, self._lines_before, self._bytes_read = 0, 1, 0
        self._end = ""
        self.has_entries = False

    @property
    def has_invalid_bytes(self) -> bool:
        """Whether what was read ends before bytes that are no text."""
        return self._end == _INVALID

    def members(self) -> Iterator[str]:
        """Yield the keys of an object, whose values the caller takes; pass over another value."""
        for _ in self.parts("{", "}"):
            if self.next() != '"':
                raise self._expected("a key")
            key = self.value()
            if self.next() != ":":
                raise self._expected("':'")
            self._at += 1
            yield key

    def parts(self, opening: str, closing: str) -> Iterator[None]:
        """Stop at each part of an object or list, which the caller takes; pass over others."""
        if self.next() != opening:
            self.value()
            return
        self._at += 1
        if self.next() == closing:
            self._at += 1
            return
        yield
        while self.next() == ",":
            self._at += 1
            yield
        if self.next() != closing:
            raise self._expected(f"',' or '{closing}'")
        self._at += 1

    def next(self) -> str:
        """Return the next character that is no white space; none at the end of the file."""
        while True:
            space = _SPACE.match(self._text, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def value(self) -> JSON:
        """Take the next value; halves of characters in it become question marks."""
        self.next()
        try:
            value, end = self._scan(self._text, self._at)
        except json.JSONDecodeError as error:
            is_cut = error.pos + _LONGEST_TOKEN >= len(self._text) or "Untermin" in error.msg
            if is_cut and self._fill():
                return self.value()
            reason = self._end if is_cut else error.msg[:1].lower() + error.msg[1:]
            at = len(self._text) if is_cut else error.pos
            raise self.broken(f"it is no JSON there: {reason}", at) from error
        except RecursionError as error:
            raise self.broken("a value is nested too deeply") from error
        except (ValueError, ArithmeticError) as error:
            raise self.broken(f"a number or constant is no JSON or too long: {error}") from error
        if end + _LONGEST_TOKEN > len(self._text) and self._fill():
            return self.value()  # a number may go on: `1` of `1e+5`
        text, self._at = self._text[self._at : end], end
        if "\\ud" in text or "\\uD" in text:
            whole = _SURROGATES.sub(lambda found: "?" if found[1] else found[0], text)
            value, _ = self._scan(whole)
        return value

    def broken(self, reason: str, at: int | None = None) -> BrokenArchiveError:
        """Return an error about a place in the window, by default the next character."""
        before = self._text[: self._at if at is None else at]
        line = self._lines_before + before.count("\n")
        position = self._bytes_before + len(before.encode())
        place = f"line {line}, byte {position}"
        return BrokenArchiveError(reason, place, is_archive=self.has_entries)

    def _expected(self, what: str) -> BrokenArchiveError:
        reason = f"expecting {what}" if self.next() else self._end
        return self.broken(f"it is no JSON there: {reason}")

    def _fill(self) -> bool:
        """Read more of the file, as much again as is in the window; False if there is no more."""
        if self._end:
            return False
        left = len(self._text) - self._at
        if left > MAX_ENTRY_BYTES:
            raise self.broken(f"an entry is longer than {MAX_ENTRY_BYTES // 1024 // 1024} MiB")
        try:
            data = self._stream.read(max(_CHUNK, left))
        except OSError as error:
            reason = f"it cannot be read: {error.strerror or error}"
            raise self.broken(reason, len(self._text)) from error
        if not data:
            self._end = "the file ends too early"
            return False
        gone = self._text[: self._at]
        self._bytes_before += len(gone.encode())
        self._lines_before += gone.count("\n")
        self._text, self._at = self._text[self._at :] + self._decoded(data), 0
        if not self._bytes_before and self._text.startswith("\ufeff"):
            self._at = 1  # the byte order mark
        self._bytes_read += len(data)
        self._on_bytes(self._bytes_read)
        return True

    def _decoded(self, data: bytes) -> str:
        try:
            return self._decode(data)
        except UnicodeDecodeError as error:
            self._end = _INVALID
            return bytes(error.object[: error.start]).decode()


def _refuse(constant: str) -> Never:
    raise ValueError(constant)
