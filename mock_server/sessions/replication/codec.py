"""Cells as bytes: a short JSON text, `{"v": version, "r": replica, "e": era, "x": value}`.

What a store holds may be of another version of this program, or broken: it is bounded and checked
field by field, and a value that is not understood is an error here, never later.
"""

import math
import re

from mock_server.errors import MockServerError
from mock_server.sessions.replication.cells import MAX_VERSION, Cell, Stamp, has_era
from mock_server.sessions.stores.store import MAX_VALUE
from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.types import JSON

_REPLICA = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_MAX_DEPTH = 80  # a record may be as deep as a body, below a few levels of ours


class CellError(MockServerError):
    """Bytes are not a cell; the text is a clause, without the value."""


def cell_bytes(cell: Cell) -> bytes:
    """Return a cell as bytes; equal cells are equal bytes."""
    return dump_json(
        {"v": cell.stamp.version, "r": cell.stamp.replica, "e": cell.era, "x": cell.value}
    )


def parse_cell(field: str, data: bytes) -> Cell:
    """Return the cell of a field.

    Raises:
        CellError: The bytes are not one.
    """
    try:
        tree = parse_json(data, max_depth=_MAX_DEPTH, max_bytes=MAX_VALUE)
    except JsonError as error:
        raise CellError(error.reason) from error
    if not isinstance(tree, dict) or not tree.keys() >= {"v", "r", "x"}:
        raise CellError("no object with v, r and x")
    version, replica, era, value = tree["v"], tree["r"], tree.get("e", 0), tree["x"]
    if not _is_version(version) or not _is_version(era):
        raise CellError("a version that is not a whole number from 0 to 2^53")
    if not isinstance(replica, str) or not _REPLICA.fullmatch(replica):
        raise CellError("a replica that is not a short name")
    if has_era(field) and not _is_amount(value):
        raise CellError("a start or a place that is not a number from 0")
    return Cell(stamp=Stamp(version, replica), value=value, era=era)


def _is_version(value: JSON) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_VERSION


def _is_amount(value: JSON) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value <= MAX_VERSION and math.isfinite(value)
