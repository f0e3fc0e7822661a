"""Bodies that vary, are valid, and keep every rule."""

import pytest

from mock_server.answers.varied_bodies import MAX_JUDGED, Task, varied_body
from mock_server.faults.search.schema_places import location_index
from openapi.schema.validation import validator_for
from tests.openapi.schemas import schema

PARTS = {
    "type": "object",
    "required": ["total", "parts", "times"],
    "properties": {
        "total": {"type": "integer", "minimum": 0},
        "parts": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["id", "count"],
                "properties": {
                    "id": {"type": "integer"},
                    "count": {"type": "integer", "minimum": 0},
                    "kind": {"enum": ["a", "b"]},
                    "key": {"type": "string", "format": "uuid"},
                },
            },
        },
        "times": {"type": "array", "items": {"type": "string", "format": "date-time"}},
    },
}
NIL = "00000000-0000-0000-0000-000000000000"
BODY = {
    "total": 30,
    "parts": [
        {"id": 1, "count": 10, "kind": "a", "key": NIL},
        {"id": 2, "count": 20, "kind": "b", "key": NIL},
    ],
    "times": ["2020-01-01T00:00:00.5Z", "2020-01-02T00:00:00.5Z"],
}


def broken(body):
    """Count the broken rules: parts within the total, different ids, times in their order."""
    ids = [each["id"] for each in body["parts"]]
    return (
        (sum(each["count"] for each in body["parts"]) > body["total"])
        + (len(ids) != len({*ids}))
        + (body["times"] != sorted(body["times"]))
    )


def task(starts=(BODY,), judge=broken):
    """Return the task to vary such a body."""
    where = schema(PARTS)
    return Task(
        schema=where, index=location_index(where), starts=starts, broken=judge, has_rules=True
    )


@pytest.fixture(scope="module")
def found():
    """Bodies of many seeds."""
    return [varied_body(task(), seed) for seed in range(100)]


def test_every_body_is_valid_and_keeps_the_rules(found):
    """Hundreds of changes break nothing."""
    is_valid = validator_for(schema(PARTS)).is_valid

    assert all(is_valid(each) and not broken(each) for each in found)


def test_every_part_varies(found):
    """Totals, parts, lengths of lists, times and choices depend on the seed."""
    assert len({each["total"] for each in found}) > 10
    assert len({len(each["parts"]) for each in found}) > 1
    assert len({each["times"][0] for each in found}) > 10
    assert {part.get("kind") for each in found for part in each["parts"]} >= {"a", "b"}


def test_the_same_seed_gives_the_same_body():
    """A body can be made again."""
    assert varied_body(task(), 5) == varied_body(task(), 5)


def test_without_an_example_a_generated_body_is_repaired():
    """A document without examples gets bodies that keep its rules, too."""
    for seed in range(20):
        assert not broken(varied_body(task(starts=()), seed))


def test_a_rule_that_no_body_keeps_ends_the_search():
    """The work is bounded, and the caller learns that there is nothing."""
    judged = []

    def never(body):
        judged.append(body)
        return 1

    with pytest.raises(ValueError, match="no generated values keep every rule"):
        varied_body(task(judge=never), 1)
    assert len(judged) < MAX_JUDGED + 10
