"""Tests of texts and values that servers may read in more than one way."""

import pytest

from contracts.observations.leniency.values import (
    in_utf16_units,
    is_list,
    is_open_number,
    is_open_text,
    lenient_number,
    lenient_reading,
)
from openapi.contract import Location, Parameter, Schema

INTEGERS = {"type": "array", "items": {"type": "integer"}}


def schema(**definition):
    """Return a schema with this definition."""
    return Schema(definition=definition, root=definition, pointer="")


def parameter(style="form", **definition):
    """Return a query parameter with this definition."""
    return Parameter(
        name="p", location=Location.QUERY, is_required=False, schema=schema(**definition),
        style=style,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        (" +007.0 ", 7),
        ("1_0", 10),
        ("1e2", 100),
        ("1.5E1", 15),
        ("0x1F", 31),
        ("0o17", 15),
        ("0B101", 5),
        ("0o8", None),
        ("010", 10),
        ("1e-1", None),
        ("1e999", None),
        ("\u0667", 7),
        ("7.5", None),
        ("seven", None),
        ("", None),
        ("9" * 401, None),
    ],
)
def test_integers_are_read_leniently(text, number):
    """Signs, zeros, exponents, other digits and the like do not change the number."""
    assert lenient_number(text) == number


@pytest.mark.parametrize(
    ("definition", "texts", "is_tolerated"),
    [
        ({"type": "integer", "maximum": 9}, ["+7"], True),
        ({"type": "integer", "maximum": 9}, ["+10"], False),
        (INTEGERS, ["1,+2", "03"], True),
        ({"style": "pipeDelimited", **INTEGERS}, ["1|-2105828477678215757824"], True),
        ({"style": "spaceDelimited", **INTEGERS}, ["1 +2"], True),
        ({"style": "pipeDelimited", **INTEGERS}, ["1,2"], False),
        ({"type": "string", "format": "date-time"}, ["1700000000"], True),
        ({"type": "string"}, ["+7"], False),
        ({"type": "number", "minimum": 0}, ["Infinity"], True),
        ({"type": "number", "minimum": 0}, ["nan"], True),
        ({"type": "number", "maximum": 9}, ["Infinity"], False),
        ({"type": "number", "minimum": 0}, ["9" * 350], True),
        ({"type": "integer"}, ["Infinity"], False),
        ({"type": "number"}, ["none"], False),
    ],
)
def test_a_valid_lenient_reading_is_tolerated(definition, texts, is_tolerated):
    """A server may accept an invalid text that it reads as a valid value."""
    assert bool(lenient_reading(texts, parameter(**definition))) is is_tolerated


def test_only_arrays_are_lists():
    """A parameter with a scalar schema takes one value."""
    assert is_list(parameter(type="array", items={"type": "string"}))
    assert not is_list(parameter(type="string"))


@pytest.mark.parametrize(
    ("definition", "value", "without", "with_refusal"),
    [
        ({"type": "string"}, "x", True, True),
        ({"type": "string", "enum": ["x"]}, "x", False, False),
        ({"type": "string", "format": "uuid"}, "x", False, False),
        ({"type": "string", "format": "email"}, "x", False, True),
        ({"type": "string", "pattern": "x"}, "x", False, True),
        ({"type": "string", "pattern": "^x$"}, "x", False, False),
        ({"type": "array", "items": {"type": "string"}}, ["x"], True, True),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, {"a": "x"}, True, True),
        ({"type": "integer"}, 5, False, False),
        ({"allOf": [{"type": "string"}, {"enum": ["x"]}]}, "x", False, False),
        ({"type": "array", "prefixItems": [{"enum": ["x"]}]}, ["x"], False, False),
        (
            {"type": "object", "patternProperties": {"^a": {"enum": ["x"]}}},
            {"a": "x"},
            False,
            False,
        ),
    ],
)
def test_strings_without_bounds_are_open(definition, value, without, with_refusal):
    """A server may refuse them; with a documented 4xx also those of wide formats."""
    assert is_open_text(schema(**definition), value, has_refusal=False) is without
    assert is_open_text(schema(**definition), value, has_refusal=True) is with_refusal


@pytest.mark.parametrize(
    ("definition", "value", "is_open"),
    [
        ({"type": "integer"}, 2**31, True),
        ({"type": "integer"}, 10_000, False),
        ({"type": "integer"}, 0, False),
        ({"type": "integer"}, -1, True),
        ({"type": "integer", "minimum": -5}, -1, False),
        ({"type": "integer", "minimum": 0}, 2**31, True),
        ({"type": "number", "exclusiveMaximum": 1e9}, 20_000.5, False),
        ({"anyOf": [{"type": "integer", "maximum": 99_999}, {"type": "null"}]}, 20_000, False),
        ({"enum": [5, 20_000]}, 20_000, False),
        ({"type": "boolean"}, True, False),
        ({"type": "string"}, "20000", False),
    ],
)
def test_numbers_without_a_bound_are_open(definition, value, is_open):
    """A server that documents a refusal may mean the large and the negative ones."""
    assert is_open_number(schema(**definition), value) is is_open


@pytest.mark.parametrize(
    ("text", "is_tolerated"),
    [
        ("\N{SHOPPING BAGS}", True),
        ("a", False),
        ("\N{SHOPPING BAGS}" * 4, False),
        ("abcde\N{SHOPPING BAGS}", False),
    ],
)
def test_letters_beyond_16_bits_may_count_twice(text, is_tolerated):
    """Java and JavaScript do; a text that is too short or long for them, too, is no freedom."""
    given = parameter(type="string", minLength=2, maxLength=3)

    assert bool(lenient_reading([text], given)) is is_tolerated


def test_units_are_counted_in_values_of_any_depth():
    """In lists and members; a value too deep to be written is left as it is."""
    deep: list = []
    for _ in range(100_000):
        deep = [deep]

    assert in_utf16_units({"a": ["b\N{SHOPPING BAGS}", 7, None]}) == {
        "a": ["b\ue000\ue000", 7, None]
    }
    assert in_utf16_units(deep) is deep
