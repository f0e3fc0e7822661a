"""Tests of bodies that a contract calls invalid."""

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
    """Return the wrong values by what is wrong with them."""
    return {note: json.loads(text) for note, text in wrong_values(valid, SCHEMA)}


@pytest.mark.parametrize("text", [text for _, text in broken_texts(b'{"a": 1}')])
def test_broken_texts_are_no_json(text):
    """Whoever reads one of them has not read JSON."""
    with pytest.raises(JsonError):
        parse_json(text)


def test_wrong_values_are_invalid():
    """Every one of them, and there are many."""
    judge = validator_for(SCHEMA)

    assert not any(judge.is_valid(value) for value in wrong().values())
    assert len(wrong()) > 20


def test_what_is_required_is_left_out_and_made_null():
    """And what is not required is left alone in this."""
    notes = wrong().keys()

    assert {"/code missing", "null for /code", "/parts missing"} <= notes
    assert not {"/label missing", "null for /label"} & notes


def test_other_types_bounds_enums_and_patterns():
    """One place is wrong, all others stay."""
    found = wrong()

    assert found['"abczq7" for /weight'] == {**VALID, "weight": "abczq7"}
    assert {**VALID, "weight": 1_000_001.5} in found.values()
    assert {**VALID, "state": "new-2"} in found.values()
    assert {**VALID, "code": "KE-2"} in found.values()
    assert {**VALID, "parts": 5} in found.values()


def test_what_a_lenient_reader_takes_is_not_among_them():
    """No number for a text, no key too many."""
    values = list(wrong().values())

    assert not any(isinstance(v.get("label"), int) for v in values if isinstance(v, dict))
    assert not any("another" in v for v in values if isinstance(v, dict))


def test_nothing_is_made_from_an_example_that_is_wrong_itself():
    """What is wrong with the result could not be told."""
    assert wrong({"code": 5}) == {}
