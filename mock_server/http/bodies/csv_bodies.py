"""JSON values as comma-separated values (RFC 4180)."""

import csv
from collections.abc import Mapping
from io import StringIO

from openapi.json.parsing import dump_json
from openapi.json.types import JSON


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
        return [_text(row.get(name)) for name in names]
    return [_text(cell) for cell in row] if isinstance(row, list) else [_text(row)]


def _text(cell: JSON) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else dump_json(cell).decode()
