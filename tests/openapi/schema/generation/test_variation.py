"""Random choices where a schema leaves something open."""

from random import Random

import pytest

from openapi.json.formats import FORMATS
from openapi.schema.examples import generate_example
from openapi.schema.generation.variation import Variation
from openapi.schema.validation import validator_for
from tests.openapi.schemas import schema

SEEDS = range(200)

PET = {
    "type": "object",
    "required": ["id", "kind"],
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "kind": {"enum": ["cat", "dog", "hen"]},
        "born": {"type": "string", "format": "date-time"},
        "note": {"type": ["string", "null"], "minLength": 3, "maxLength": 40},
        "is_sold": {"type": "boolean"},
        "weight": {"type": "number", "minimum": 0.5, "maximum": 40},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 4},
    },
}


def values_of(definition):
    """Return the value of each seed."""
    where = schema(definition)
    return [generate_example(where, seed=seed, is_varied=True) for seed in SEEDS]


def test_every_part_varies():
    """Numbers, texts, dates, booleans, enums and lengths depend on the seed."""
    found = values_of(PET)

    for name in PET["properties"]:
        assert len({str(each[name]) for each in found}) >= 2, name
    assert {each["kind"] for each in found} == {"cat", "dog", "hen"}
    assert len({len(each["tags"]) for each in found}) > 2
    assert None in [each["note"] for each in found]
    assert len({each["born"] for each in found}) > 100


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_varies_and_is_valid(name):
    """A text in a format is one for each seed."""
    found = values_of({"type": "string", "format": name})

    assert all(FORMATS[name](text) for text in found)
    assert len({*found}) > 20


@pytest.mark.parametrize(
    "definition",
    [
        {"type": "integer", "exclusiveMinimum": 3, "maximum": 5},
        {"type": "integer", "maximum": -7},
        {"type": "number", "multipleOf": 0.25, "minimum": 1, "maximum": 2},
        {"type": "number", "exclusiveMaximum": 0.5, "minimum": 0.1},
        {"type": "string", "minLength": 30, "maxLength": 31},
        {"type": "string", "maxLength": 1},
        {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
        {"type": "array", "items": {"type": "integer"}, "minItems": 7, "uniqueItems": True},
        {"oneOf": [{"type": "integer"}, {"type": "string", "minLength": 1}]},
    ],
    ids=str,
)
def test_bounds_hold_for_every_seed(definition):
    """Every seed has a valid value, and not all have the same."""
    where = schema(definition)
    found = values_of(definition)

    assert all(map(validator_for(where).is_valid, found))
    assert len({str(each) for each in found}) > 1


def test_examples_are_used_beside_other_values():
    """A documented example is one of the values, not the only one."""
    found = {*values_of({"type": "string", "example": "as documented"})}

    assert "as documented" in found
    assert len(found) > 20


def test_a_long_list_of_cases_is_not_read_to_its_end():
    """Only the first cases change their places, so that none of the others is computed."""
    cases = iter(range(10**9))

    assert next(Variation(Random(1)).ordered(cases)) < 10  # noqa: S311 - nothing secret
