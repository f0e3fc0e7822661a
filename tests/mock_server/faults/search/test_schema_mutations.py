"""A mutation makes one value wrong, or does not apply."""

import pytest

from mock_server.faults.search.schema_mutations import DELETED, MUTATIONS, mutations_for
from mock_server.faults.search.schema_places import schema_locations
from openapi.contract import Schema
from openapi.schema.validation import validator_for

FAMILIES = {mutation.family: mutation for mutation in MUTATIONS}


def mutated(family, definition, value):
    """Return the result of a mutation of `{"v": value}`, with `definition` as the schema of `v`."""
    whole = Schema(
        definition={"properties": {"v": definition}, "required": ["v"]}, pointer="", root={}
    )
    place = next(place for place in schema_locations(whole) if place.name == "v")
    wrong = FAMILIES[family].apply({"v": value}, place, whole)
    if wrong is not DELETED:
        assert not validator_for(whole).is_valid(wrong)
    return wrong


@pytest.mark.parametrize(
    ("family", "definition", "value", "wrong"),
    [
        ("drop", {}, 1, {}),
        ("null", {"type": "integer"}, 1, {"v": None}),
        ("wrong-type", {"type": "integer"}, 4000, {"v": "4000"}),
        ("wrong-type", {"type": "boolean"}, True, {"v": "true"}),
        ("wrong-type", {"type": "array"}, [1], {"v": {}}),
        ("wrong-type", {"type": "string"}, "a", {"v": 7}),
        ("out-of-enum", {"enum": ["on", "off"]}, "on", {"v": "undocumented"}),
        ("out-of-enum", {"enum": [1, 2]}, 1, {"v": 3}),
        ("too-long", {"type": "string", "maxLength": 3}, "ab", {"v": "abxx"}),
        ("too-short", {"type": "string", "minLength": 2}, "ab", {"v": "a"}),
        ("bad-format", {"type": "string", "format": "date"}, "2018-07-30", {"v": "30.07.2018"}),
        ("bad-pattern", {"type": "string", "pattern": "^[A-Z]+$"}, "AB", {"v": "ab"}),
        ("below-minimum", {"type": "integer", "minimum": 0}, 5, {"v": -1}),
        ("above-maximum", {"type": "integer", "maximum": 9}, 5, {"v": 10}),
        ("above-maximum", {"type": "integer", "format": "int64"}, 5, {"v": 2**63}),
        ("too-many", {"type": "array", "maxItems": 2}, [1, 2], {"v": [1, 2, 1]}),
        ("too-few", {"type": "array", "minItems": 1}, [1], {"v": []}),
        (
            "unknown-key",
            {"type": "object", "additionalProperties": False},
            {},
            {"v": {"other": "undocumented"}},
        ),
    ],
)
def test_value_becomes_wrong(family, definition, value, wrong):
    """Each family makes the likeliest mistake of its kind."""
    assert mutated(family, definition, value) == wrong


@pytest.mark.parametrize(
    ("family", "definition", "value"),
    [
        ("null", {"type": ["integer", "null"]}, 1),
        ("wrong-type", {}, 1),
        ("out-of-enum", {"type": "string"}, "on"),
        ("too-long", {"type": "string"}, "a"),
        ("bad-format", {"type": "string", "format": "colour"}, "a"),
        ("below-minimum", {"type": "integer"}, 5),
        ("too-many", {"type": "array"}, [1]),
        ("unknown-key", {"type": "object"}, {}),
    ],
)
def test_allowed_value_is_no_mutation(family, definition, value):
    """A family without a forbidden value does not apply."""
    assert mutated(family, definition, value) is DELETED


def test_null_is_mutated_too():
    """A nullable text that is null can get a text of a wrong format."""
    definition = {"type": ["string", "null"], "format": "date"}

    assert mutated("bad-format", definition, None) == {"v": "30.07.2018"}


def test_optional_key_is_not_dropped():
    """A body without an optional key is valid, so the mutation does not apply."""
    whole = Schema(definition={"properties": {"v": {}}}, pointer="", root={})
    place = schema_locations(whole)[1]

    assert FAMILIES["drop"].apply({"v": 1}, place, whole) is DELETED


def test_body_itself_has_only_one_mutation():
    """At the body itself only an unknown key is added; other mistakes are faults of protocol."""
    root = schema_locations(Schema(definition={}, pointer="", root={}))[0]

    assert [mutation.family for mutation in mutations_for(root)] == ["unknown-key"]
