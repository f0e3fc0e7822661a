"""Cells: versioned values, and which one of two is kept.

Each field of an owner is one cell. Merging is commutative, associative and idempotent, so replicas
that have received the same cells in any order, and any number of times, have the same values.

The last writer wins, by version and then by replica, except in two kinds of fields:

* The *start* of a scenario: the earliest one wins, so that two replicas that both let a scenario
  begin agree.
* The *place* in a recorded sequence: the one that is farthest wins.

Both begin anew with an *era*, which a restart or a deletion of the session increases; the value of
a later era wins over every value of an earlier one.

A version is larger than all that its replica has seen, and near the time in microseconds (a hybrid
logical clock): of two changes by any two replicas, the later one has the larger version, as long as
their clocks differ by less than the changes.

As bytes, a cell is a short JSON text: `{"v": version, "r": replica, "e": era, "x": value}`. What a
store holds may be of another version of this program, or broken: it is bounded and checked field by
field, and a value that is not understood is an error here, never later.
"""

import math
import re
from dataclasses import dataclass
from typing import NamedTuple

from mock_server.clock import TimeSource
from mock_server.errors import MockServerError
from mock_server.sessions.stores.store import MAX_VALUE
from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.types import JSON, is_integer, is_number

MAX_VERSION = 2**53 - 1  # the largest integer that every JSON parser keeps exact
START = "start "  # prefix of the field of a scenario's start; after it comes `api/name`
PLAYED = "played "  # prefix of the field of a place in a sequence, which comes after it
_REPLICA = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_MAX_DEPTH = 80  # a record may be as deep as a body, below a few levels of ours

_PER_SECOND = 1_000_000
MAX_AHEAD_SECONDS = 24 * 3600.0  # another replica's clock; a later version would win for ever


class Stamp(NamedTuple):
    """When a value was written: stamps are totally ordered."""

    version: int  # larger than that of every value that its writer knew
    replica: str  # the writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A versioned value."""

    stamp: Stamp  # when it was written
    value: JSON  # the value; seconds in a start, a number in a place
    era: int = 0  # the version of the restart that it belongs to; 0 in fields that have no eras


def has_era(field: str) -> bool:
    """Whether the values of a field belong to an era.

    >>> has_era("start shop/order"), has_era("clock")
    (True, False)
    """
    return field.startswith((START, PLAYED))


def merged(field: str, one: Cell, other: Cell) -> Cell:
    """Return the one of two cells of a field that is kept; `one`, if they are equal."""
    mine, theirs = _rank(field, one), _rank(field, other)
    if mine == theirs and one != other:
        # No writer uses a stamp twice; if one did, all replicas still have to agree.
        return max(one, other, key=lambda cell: (cell.era, dump_json(cell.value)))
    return other if theirs > mine else one


def _rank(field: str, cell: Cell) -> tuple[int, float, Stamp]:
    if field.startswith(START):
        return cell.era, -cell.value, cell.stamp
    if field.startswith(PLAYED):
        return cell.era, cell.value, cell.stamp
    return 0, 0, cell.stamp


class CellError(MockServerError):
    """Bytes are not a cell; the text is a clause, without the value."""


def cell_bytes(cell: Cell) -> bytes:
    """Return a cell as bytes; equal cells are equal bytes."""
    return dump_json(
        {"v": cell.stamp.version, "r": cell.stamp.replica, "e": cell.era, "x": cell.value}
    )


def parse_cell(field: str, data: bytes) -> Cell:
    """Return the cell of a field (CellError: the bytes are not one)."""
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
    return is_integer(value) and 0 <= value <= MAX_VERSION


def _is_amount(value: JSON) -> bool:
    return is_number(value) and 0 <= value <= MAX_VERSION and math.isfinite(value)


class Versions:
    """Makes the versions of one replica."""

    def __init__(self, ticker: TimeSource) -> None:
        """Begin at the present; `ticker` returns real time in seconds since 1970."""
        self._ticker = ticker
        self._last = 0

    def next(self) -> int:
        """Return a version larger than all before."""
        self._last = min(max(self._last + 1, int(self._ticker() * _PER_SECOND)), MAX_VERSION)
        return self._last

    def see(self, version: int) -> None:
        """Let later versions be larger than one of another replica.

        Raises:
            CellError: It is from more than a day ahead.
        """
        if version > (self._ticker() + MAX_AHEAD_SECONDS) * _PER_SECOND:
            raise CellError("a version more than a day ahead; set the clocks of all machines")
        self._last = max(self._last, version)


def seconds_of(version: int) -> float:
    """Return about when a version was made, in seconds since 1970."""
    return version / _PER_SECOND
