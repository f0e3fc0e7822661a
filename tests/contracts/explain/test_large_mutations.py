"""Tests of larger changes of a JSON value."""

import pytest

from contracts.explain.large_mutations import large_mutations
from contracts.probes.inputs.json_mutations import MISSING
from tests.contracts.shop import operation

SCHEMA = operation("showOrder").success.media_types[0].schema


def found(value, schema=None):
    """Return the pointers and values that are tried."""
    return [(each.pointer, each.after) for each in large_mutations(value, schema)]


@pytest.mark.parametrize(
    ("value", "pointer", "after"),
    [
        ({"a": 1}, "/a", None),
        ({"a": 1}, "", {}),
        ({"at": "2026-11-21T12:00:00Z"}, "/at", "2026-11-21"),
        ({"l": [{"n": 1}]}, "/l", [{"n": 1}, {"n": 2}]),
    ],
)
def test_places_are_changed_in_larger_ways(value, pointer, after):
    """Nulls, empty objects, days, and a list with an odd item more."""
    assert (pointer, after) in found(value)


def test_a_declared_name_that_is_near_is_tried():
    """In place of the member, and beside it with another value."""
    changes = [after for pointer, after in found({"totals": 10}, SCHEMA) if pointer == ""]

    assert {"total": 10} in changes
    assert {"totals": 10, "total": 11} in changes


def test_items_are_made_alike():
    """All of them have each word of the enum that their member takes."""
    changes = found([{"status": "open"}, {"status": "done"}], SCHEMA)

    assert ("", [{"status": "done"}] * 2) in changes
    assert ("", [{"status": "open"}] * 2) in changes


def test_an_item_more_is_whole():
    """A list grows by one like the last; members are not left out of it."""
    assert all(MISSING not in after for _, after in found([[1]]) if isinstance(after, list))
