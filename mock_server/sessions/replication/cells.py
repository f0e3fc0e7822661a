"""Cells: versioned values, and which one of two is kept.

Each field of an owner is one cell. Merging is commutative, associative and idempotent, so replicas
that have received the same cells in any order, and any number of times, have the same values.

The last writer wins, by version and then by replica, except in two kinds of fields:

* The *start* of a scenario: the earliest one wins, so that two replicas that both let a scenario
  begin agree.
* The *place* in a recorded sequence: the one that is farthest wins.

Both begin anew with an *era*, which a restart or a deletion of the session increases; the value of
a later era wins over every value of an earlier one.
"""

from dataclasses import dataclass
from typing import NamedTuple

from openapi.json.parsing import dump_json
from openapi.json.types import JSON

MAX_VERSION = 2**53 - 1
"""The largest version: the largest integer that every JSON parser keeps exact."""

START = "start "  # prefix of the field of a scenario's start; after it comes `api/name`

PLAYED = "played "
"""Prefix of the field of a place in a recorded sequence; after it comes the sequence."""


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
