"""JSON values as streams of several: events, lines of JSON, JSON text sequences, rows of CSV."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from io import StringIO

from openapi.json.parsing import cell_text, dump_json
from openapi.json.types import JSON

EVENT_STREAM = "text/event-stream"
LINES = frozenset(
    {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines",
     "application/json-lines", "application/x-json-stream"}
)  # fmt: skip
"""Media types whose bodies are one JSON value a line."""
JSON_SEQUENCE = "application/json-seq"
_LINE_END = re.compile(r"\r\n|\r|\n")
_FIELDS = ("event", "id", "retry", "data")
_RECORD_SEPARATOR = b"\x1e"


def write_csv(value: JSON) -> bytes:
    r"""Return a list as lines: of objects with a line of names first, of lists, or of single cells.

    Another value is a list of one. A cell that is an object or a list has its JSON text.

    >>> write_csv([{"id": 1, "name": "a, b"}, {"id": 2, "tags": []}])
    b'id,name,tags\r\n1,"a, b",\r\n2,,[]\r\n'
    """
    rows = value if isinstance(value, list) else [value]
    names = dict.fromkeys(name for row in rows if isinstance(row, Mapping) for name in row)
    text = StringIO()
    writer = csv.writer(text)
    if names:
        writer.writerow(names)
    writer.writerows(_cells(row, [*names]) for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def _cells(row: JSON, names: list[str]) -> list[str]:
    if isinstance(row, Mapping):
        return [cell_text(row.get(name)) for name in names]
    return [cell_text(cell) for cell in row] if isinstance(row, list) else [cell_text(row)]


def write_events(value: JSON) -> bytes:
    r"""Return a list as server-sent events (HTML, 9.2.6), one for each item; another value as one.

    An object with `data` has the fields of an event; any other value is the data of one.

    >>> write_events([{"event": "add", "data": {"id": 1}}, "two\nlines"])
    b'event: add\ndata: {"id":1}\n\ndata: two\ndata: lines\n\n'
    """
    return "".join(_event(item) for item in _items(value)).encode("utf-8", "replace")


def write_lines(value: JSON) -> bytes:
    r"""Return a list as lines of JSON, one for each item; another value as one line.

    >>> write_lines([{"id": 1}, 2])
    b'{"id":1}\n2\n'
    """
    return b"".join(dump_json(item) + b"\n" for item in _items(value))


def write_json_sequence(value: JSON) -> bytes:
    r"""Return a list as a JSON text sequence (RFC 7464); another value as a sequence of one.

    >>> write_json_sequence([1])
    b'\x1e1\n'
    """
    return b"".join(_RECORD_SEPARATOR + dump_json(item) + b"\n" for item in _items(value))


def _items(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else [value]


def _event(value: JSON) -> str:
    is_event = isinstance(value, Mapping) and "data" in value and value.keys() <= {*_FIELDS}
    fields = {name: value[name] for name in _FIELDS if name in value} if is_event else None
    return "".join(_lines(fields or {"data": value})) + "\n"


def _lines(fields: Mapping[str, JSON]) -> Iterator[str]:
    for name, value in fields.items():
        text = value if isinstance(value, str) else dump_json(value).decode()
        for line in _LINE_END.split(text):
            yield f"{name}: {line}\n"


WRITERS: Mapping[str, Callable[[JSON], bytes]] = {
    EVENT_STREAM: write_events,
    JSON_SEQUENCE: write_json_sequence,
    "text/csv": write_csv,
    **dict.fromkeys(LINES, write_lines),
}
"""What writes a value, by media type."""
