"""Tests of YAML that is written."""

import pytest
from hypothesis import given

from openapi.json.yaml_text import quoted_text, yaml_text
from openapi.loading.yaml import parse_yaml
from tests.properties.values import JSON_VALUES


def read(text):
    """Return the value of a YAML text as this project reads it."""
    return parse_yaml(text, file="x.yaml").tree


@given(JSON_VALUES)
def test_values_come_back_as_they_are(value):
    """Whatever characters a text has, and however deep it is."""
    tree = {"value": value}

    assert read(yaml_text(tree)) == tree


@pytest.mark.parametrize(
    "text",
    ["no", "Null", "1.0", "0x1F", "- a", "a: b", "#", "", " a", "a ", "~", "=", "<<", "2001-01-01"],
)
def test_texts_that_could_be_something_else_are_quoted(text):
    """`no` is a text, and version `1.0` too."""
    tree = {text: [text, {text: text}]}

    assert read(yaml_text(tree)) == tree


def test_short_lists_and_objects_are_on_one_line():
    """As a person writes them; long ones are not."""
    value = {"a": {"type": "integer"}, "b": ["x" * 40] * 4, "c": [], "d": [{"e": [1, {"f": 2}]}]}

    assert yaml_text(value).splitlines() == [
        "a: {type: integer}",
        "b:",
        *[f"  - {'x' * 40}"] * 4,
        "c: []",
        "d:",
        "  - e:",
        "      - 1",
        "      - {f: 2}",
    ]


def test_keys_that_are_too_long_for_yaml_make_it_json():
    """Readers of YAML take 1024 characters, escapes included."""
    tree = {"a": [{"\U000b1dea" * 150: 1}]}

    assert yaml_text(tree).startswith("{")
    assert read(yaml_text(tree)) == tree


def test_an_empty_list_with_a_long_key_stays_a_list():
    """It has no lines of its own."""
    tree = {"k" * 200: [], "o" * 200: {}}

    assert read(yaml_text(tree)) == tree


def test_a_quoted_text_of_any_characters_is_read_as_it_was():
    """Also one beyond the first plane, whose escapes as JSON has them YAML does not know."""
    text = "\U0001f600 \x7f \u2028 # ' \""

    assert parse_yaml(f"key: {quoted_text(text)}", file="a.yaml").tree == {"key": text}
