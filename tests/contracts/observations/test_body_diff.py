"""Tests of comparing two bodies."""

import pytest

from contracts.observations.body_diff import first_difference
from openapi.contract import Schema

DOCUMENT = {
    "type": "object",
    "properties": {
        "at": {"type": "string"},
        "parts": {
            "type": "array",
            "items": {"type": "object", "properties": {"id": {"type": "integer"}}},
        },
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    },
}
SCHEMA = Schema(definition=DOCUMENT, root=DOCUMENT, pointer="")
BODY = {"at": "2026-11-21T12:00:00Z", "parts": [{"id": 1}, {"id": 2}], "counts": {"a": 1}}


@pytest.mark.parametrize(
    "other",
    [
        {**BODY, "trace": "x"},
        {**BODY, "at": "2026-11-21T13:00:00.000+01:00"},
        {**BODY, "at": "2026-11-21t12:00:00z"},
        {**BODY, "parts": [{"id": 2, "note": "y"}, {"id": 1}]},
    ],
)
def test_equal_bodies(other):
    """Undocumented members, the notation of a time and the order of objects make no difference."""
    assert first_difference(SCHEMA, BODY, other) is None


AT = ("2026-11-21T12:00:00+00:00", "2026-11-21T12:00:01+00:00")


@pytest.mark.parametrize(
    ("other", "place", "before", "after"),
    [
        ({**BODY, "at": "2026-11-21T12:00:01Z"}, "/at", *AT),
        ({**BODY, "parts": [{"id": 1}]}, "/parts", [{"id": 1}, {"id": 2}], [{"id": 1}]),
        ({**BODY, "counts": {"a": True}}, "/counts/a", 1, True),
        ({**BODY, "counts": {}}, "/counts/a", 1, None),
    ],
)
def test_different_bodies(other, place, before, after):
    """Another time, a missing part, another type and a missing member are differences."""
    found = first_difference(SCHEMA, BODY, other)

    assert found is not None
    assert found.pointer == place
    assert (found.before, found.after, found.is_removed) == (before, after, after is None)


def test_a_place_inside_a_body_is_judged_by_its_own_schema():
    """The pointer of the value selects the part of the schema that describes it."""
    assert first_difference(SCHEMA, {"id": 1, "x": 1}, {"id": 1, "x": 2}, "/parts/0") is None
    assert first_difference(SCHEMA, {"id": 1}, {"id": 2}, "/parts/0").pointer == "/parts/0/id"
