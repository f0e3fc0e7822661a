"""Edits near what a rule looks at."""

from mock_server.faults.search.edits import edits
from mock_server.faults.search.expression_hints import extract_hints
from mock_server.faults.search.schema_mutations import DELETED
from mock_server.faults.search.schema_places import location_index
from openapi.contract import Schema

INDEX = location_index(
    Schema(
        definition={
            "type": "object",
            "properties": {
                "total": {"type": "integer"},
                "far": {"type": "integer"},
                "extra": {"type": "integer", "example": 4},
                "parts": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "id": {"type": "integer"},
                            "state": {"type": "string", "enum": ["on", "off"]},
                        },
                    },
                },
            },
        },
        pointer="",
        root={},
    )
)
BODY = {"total": 3, "far": 9, "parts": [{"id": 1, "state": "on"}, {"id": 2, "state": "off"}]}


def outcomes(expression, body=BODY, start=""):
    """Return the bodies that edits for a rule make, by pointer."""
    found = {}
    for edit in edits(body, start, INDEX, extract_hints(expression)):
        found.setdefault(edit.pointer, []).append(edit.value)
    return found


def test_only_what_the_rule_looks_at_is_edited():
    """Values beside the way are left alone."""
    found = outcomes("self.total > 0")

    assert "/total" in found
    assert "/far" not in found
    assert DELETED in found["/total"]


def test_missing_keys_are_offered():
    """A key that the body lacks is put there, as derived and nearby."""
    assert {4, 5, 3} <= set(outcomes("has(self.extra)")["/extra"])


def test_lists_shrink_grow_and_repeat():
    """A list loses items, gets all of them, doubles one, and gets one of its own."""
    found = outcomes("isUnique(self.parts)")["/parts"]
    one, two = BODY["parts"]

    assert [] in found
    assert [one] in found
    assert [two] in found
    assert [one, two, one] in found
    assert [one, two, {"id": 3, "state": "on"}] in found


def test_all_items_get_a_listed_value():
    """Every item is switched to the same state at once."""
    found = outcomes("self.parts.all(p, p.state == 'on')")["/parts"]

    assert [{"id": 1, "state": "off"}, {"id": 2, "state": "off"}] in found


def test_near_edits_come_first():
    """What the rule names itself is tried before what lies below."""
    found = edits(BODY, "", INDEX, extract_hints("self.parts.all(p, p.state == 'on')"))
    nearness = [edit.is_direct for edit in found]

    assert nearness == sorted(nearness, reverse=True)
    assert not nearness[-1]


def test_every_edit_changes_what_it_says():
    """An edit's outcome has its value where it points, or nothing there."""
    for edit in edits(BODY, "/parts/0", INDEX, extract_hints("self.state == 'on'")):
        changed = edit.apply(BODY)

        assert edit.pointer.startswith("/parts/0")
        assert changed != BODY or edit.value == "on"


def test_scalar_alone_is_edited():
    """A rule on a single text gets other texts."""
    assert "off" in outcomes("self != 'x'", start="/parts/0/state")["/parts/0/state"]
