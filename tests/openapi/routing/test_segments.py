"""Segments of path templates are split into values, in linear time."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.routing.segments import segment_template
from tests.acceptance.cases import cases

TEXTS = st.text(alphabet="ab-.", max_size=12)


@cases(
    "template, text, values",
    {
        "literal": ("a.b", "a.b", ()),
        "other literal": ("a.b", "axb", None),
        "whole": ("{x}", "abc", ("abc",)),
        "nothing": ("{x}", "", None),
        "suffix inside": ("{x}.png", "a.png.png", ("a.png",)),
        "no room between": ("ab{x}ba", "aba", None),
        "least first": ("{x}-{y}", "a-b-c", ("a", "b-c")),
        "at least one character": ("{x}-{y}", "--b", ("-", "b")),
        "side by side": ("{x}{y}", "abc", ("a", "bc")),
        "room for the last": ("{x}-{y}-", "a-b-", ("a", "b")),
    },
)
def test_values_are_split(template, text, values):
    """Each value has at least one character; the first is as short as possible."""
    assert segment_template(template).match(text) == values


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_scanning_finds_what_a_regular_expression_finds(literals, text):
    """The values are those of `(.+?)` between the literals, for every template and text."""
    template = "{p}".join(literals)
    match = re.fullmatch("(.+?)".join(map(re.escape, literals)), text)

    assert segment_template(template).match(text) == (match and match.groups())


def test_no_text_takes_long():
    """A million dashes are read once; backtracking would not end."""
    dashes = "-" * 1_000_000

    assert segment_template("{a}-{b}-{c}-{d}.png").match(dashes) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.json", ("a", ".json")),
        ("a.json.xml", ("a.json", ".xml")),
        ("a", None),
        (".json", (".", "json")),
        ("ab", ("a", "b")),
    ],
)
def test_the_values_of_the_last_parameter_say_where_it_begins(text, values):
    """Without a text between two parameters, only the documented values divide them."""
    assert segment_template("{id}{extension}", (".json", ".xml")).match(text) == values
