"""Entries of the journal as JSON, as they travel through a store between replicas.

`{"v": 1, "lost": 0, "bodies": [body], "rows": [row]}`, or `{"v": 1, "clear": session}`, with null
for all sessions. A row has the fields of an `Entry` in their order, without its number; the body of
its response is a place in `bodies`, so that equal ones are written once. What comes from a store is
checked like any input.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from mock_server.errors import MockServerError
from mock_server.http.responses import Headers
from mock_server.journal.entries.entry import Entry
from mock_server.journal.shared.stream import Operations, SharedBatch
from openapi.json.types import JSON, is_integer, is_number

VERSION = 1

_MAX_BYTES = 64 * 1024 * 1024
_EARLIEST, _LATEST = -62_135_596_800, 253_402_300_799  # the years 1 to 9999, as `datetime` has them

_encode = json.JSONEncoder(separators=(",", ":")).encode


class PortableError(MockServerError):
    """The bytes are no entries of this version."""


def portable_entries(entries: Sequence[Entry], lost: int = 0) -> bytes:
    """Return entries as bytes, without their numbers; `lost` is how many are missing before."""
    bodies: dict[bytes, int] = {}
    rows = [_row(entry, bodies.setdefault(entry.answer, len(bodies))) for entry in entries]
    texts = [_text_of(body) for body in bodies]
    return _encode({"v": VERSION, "lost": lost, "bodies": texts, "rows": rows}).encode("ascii")


def portable_clearing(session: str | None) -> bytes:
    """Return as bytes that the exchanges of a session were deleted, or all."""
    return _encode({"v": VERSION, "clear": session}).encode("ascii")


def read_portable(
    data: bytes, first: int, operations: Operations, *, position: int = 0
) -> SharedBatch:
    """Return a part, whose first exchange has the number `first`.

    An operation that the documents do not have is None.

    Raises:
        PortableError: The bytes are no part of this version.
    """
    try:
        # A tenth of the cost of `parse_json`, whose bounds on duplicates and depth are not needed.
        tree = json.loads(data[:_MAX_BYTES].decode("ascii"))
        if tree["v"] != VERSION:
            raise PortableError(f"it is of version {str(tree['v'])[:20]}")
        if "clear" in tree:
            session = None if tree["clear"] is None else _text(tree["clear"])
            return SharedBatch(position=position, is_clear=True, session=session)
        bodies = [_bytes(each) for each in tree["bodies"]]
        numbered = enumerate(tree["rows"], first + _count(tree["lost"]))
        entries = tuple(_entry(number, row, bodies, operations) for number, row in numbered)
    except (TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
        raise PortableError("no JSON, or a value that is not of its type") from error
    return SharedBatch(position=position, entries=entries)


class _Kind(NamedTuple):
    """How the value of a field is written and read."""

    write: Callable[[Any], JSON]
    read: Callable[[JSON], Any]


def _text(value: JSON) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: JSON) -> float:
    if not is_number(value):
        raise TypeError
    if not _EARLIEST <= value <= _LATEST:  # nor not a number
        raise ValueError
    return value


def _count(value: JSON) -> int:
    if not is_integer(value) or value < 0:
        raise TypeError
    return value


def _text_of(data: bytes) -> str:
    return data.decode("latin-1")


def _bytes(value: JSON) -> bytes:
    return _text(value).encode("latin-1")


def _flat(headers: Headers) -> list[str]:
    return [part.decode("latin-1") for pair in headers for part in pair]


def _list(value: JSON) -> list[JSON]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _headers(value: JSON) -> Headers:
    parts = [_bytes(each) for each in _list(value)]
    return tuple(zip(parts[::2], parts[1::2], strict=True))


def _texts(value: JSON) -> tuple[str, ...]:
    return tuple(map(_text, _list(value)))


def _same(value: JSON) -> JSON:
    return value


_TEXT, _NUMBER = _Kind(_same, _text), _Kind(_same, _number)
_COUNT, _BYTES = _Kind(_same, _count), _Kind(_text_of, _bytes)
_KINDS: Mapping[str, _Kind] = {
    **dict.fromkeys(Entry._fields, _TEXT),
    **dict.fromkeys(("real", "now", "seconds"), _NUMBER),
    **dict.fromkeys(("body_size", "answer_size", "status", "size"), _COUNT),
    **dict.fromkeys(("path", "query", "body"), _BYTES),
    **dict.fromkeys(("headers", "answer_headers"), _Kind(_flat, _headers)),
    **dict.fromkeys(("violations", "notes"), _Kind(list, _texts)),
}
_WRITTEN = tuple((place, _KINDS[name]) for place, name in enumerate(Entry._fields) if place)
_OPERATION, _ANSWER = (Entry._fields.index(name) for name in ("operation", "answer"))
_PLAIN = [each for each in _WRITTEN if each[0] not in (_OPERATION, _ANSWER)]


def _row(entry: Entry, body: int) -> list[JSON]:
    row: list[JSON] = [None] * len(entry)
    for place, kind in _PLAIN:
        row[place] = kind.write(entry[place])
    operation = entry.operation
    row[_OPERATION] = None if operation is None else [operation.api, operation.id]
    row[_ANSWER] = body
    return row[1:]


def _entry(number: int, row: JSON, bodies: Sequence[bytes], operations: Operations) -> Entry:
    found: list[Any] = [number, *row]
    for place, kind in _PLAIN:
        found[place] = kind.read(found[place])
    key = found[_OPERATION]
    found[_OPERATION] = None if key is None else operations.get((_text(key[0]), _text(key[1])))
    found[_ANSWER] = bodies[_count(found[_ANSWER])]
    return Entry._make(found)
