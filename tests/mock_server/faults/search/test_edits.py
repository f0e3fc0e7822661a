"""Edits change the values that a rule reads."""

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
    """Return the values of the edits for a rule, by pointer."""
    found = {}
    for edit in edits(body, start, INDEX, extract_hints(expression)):
        found.setdefault(edit.pointer, []).append(edit.value)
    return found


def test_only_values_that_the_rule_reads_are_edited():
    """Values of other keys are not edited."""
    found = outcomes("self.total > 0")

    assert "/total" in found
    assert "/far" not in found
    assert DELETED in found["/total"]


def test_missing_keys_are_added():
    """A key that the body lacks gets a generated value and its neighbours."""
    assert {4, 5, 3} <= set(outcomes("has(self.extra)")["/extra"])


def test_lists_shrink_grow_and_repeat():
    """A list becomes empty or shorter, or gets a copy of an item or a distinct one."""
    found = outcomes("isUnique(self.parts)")["/parts"]
    one, two = BODY["parts"]

    assert [] in found
    assert [one] in found
    assert [two] in found
    assert [one, two, one] in found
    assert [one, two, {"id": 3, "state": "on"}] in found


def test_all_items_get_the_same_value_of_an_enum():
    """One edit sets the state of every item."""
    found = outcomes("self.parts.all(p, p.state == 'on')")["/parts"]

    assert [{"id": 1, "state": "off"}, {"id": 2, "state": "off"}] in found


def test_direct_edits_come_first():
    """Values whose keys are in the rule come before values inside them."""
    found = edits(BODY, "", INDEX, extract_hints("self.parts.all(p, p.state == 'on')"))
    direct = [edit.is_direct for edit in found]

    assert direct == sorted(direct, reverse=True)
    assert not direct[-1]


def test_every_edit_is_below_the_start():
    """Only values below the start pointer are edited."""
    for edit in edits(BODY, "/parts/0", INDEX, extract_hints("self.state == 'on'")):
        changed = edit.apply(BODY)

        assert edit.pointer.startswith("/parts/0")
        assert changed != BODY or edit.value == "on"


def test_scalar_alone_is_edited():
    """For a rule on a single text other texts are tried."""
    assert "off" in outcomes("self != 'x'", start="/parts/0/state")["/parts/0/state"]
