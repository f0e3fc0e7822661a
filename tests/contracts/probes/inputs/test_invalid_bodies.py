"""Tests of invalid request bodies."""

import json

import pytest

from contracts.probes.inputs.invalid_bodies import broken_texts, wrong_values
from openapi.contract import Schema
from openapi.json.parsing import JsonError, parse_json
from openapi.schema.validation import validator_for

DEFINITION = {
    "type": "object",
    "required": ["code", "parts"],
    "properties": {
        "code": {"type": "string", "pattern": "^[A-Z]+$"},
        "label": {"type": "string"},
        "weight": {"type": "number", "maximum": 5},
        "state": {"type": "string", "enum": ["new", "old"]},
        "parts": {"type": "array", "items": {"type": "integer"}},
    },
    "additionalProperties": False,
}
SCHEMA = Schema(definition=DEFINITION, pointer="", root=DEFINITION)
VALID = {"code": "KE", "label": "Kettle", "weight": 1.5, "state": "new", "parts": [1]}


def wrong(valid=VALID):
    """Return the wrong values by their notes."""
    return {note: json.loads(text) for note, text in wrong_values(valid, SCHEMA)}


@pytest.mark.parametrize("text", [text for _, text in broken_texts(b'{"a": 1}')])
def test_broken_texts_are_no_json(text):
    """A strict parser refuses every one of them."""
    with pytest.raises(JsonError):
        parse_json(text)


def test_wrong_values_are_invalid():
    """The schema refuses every one of them, and there are many."""
    validator = validator_for(SCHEMA)

    assert not any(validator.is_valid(value) for value in wrong().values())
    assert len(wrong()) > 20


def test_required_members_are_left_out_and_made_null():
    """Optional members are not."""
    notes = wrong().keys()

    assert {"/code missing", "null for /code", "/parts missing"} <= notes
    assert not {"/label missing", "null for /label"} & notes


def test_other_types_bounds_enums_and_patterns():
    """One place is invalid, all others are kept."""
    found = wrong()

    assert found['"abczq7" for /weight'] == {**VALID, "weight": "abczq7"}
    assert {**VALID, "weight": 1_000_001.5} in found.values()
    assert {**VALID, "state": "new-2"} in found.values()
    assert {**VALID, "code": "KE-2"} in found.values()
    assert {**VALID, "parts": 5} in found.values()


def test_changes_that_a_lenient_server_accepts_are_left_out():
    """There is no number for a string, and no additional key."""
    values = list(wrong().values())

    assert not any(isinstance(v.get("label"), int) for v in values if isinstance(v, dict))
    assert not any("another" in v for v in values if isinstance(v, dict))


def test_an_invalid_example_gives_no_bodies():
    """The note could not state all that is wrong."""
    assert wrong({"code": 5}) == {}
