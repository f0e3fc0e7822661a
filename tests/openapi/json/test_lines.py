"""Lines of a JSON text are found for every value."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.json.lines import JsonLines
from openapi.json.pointers import iter_values

TEXT = """{
  "a/b": [1,
    {"c": "}\\n"}],
  "d":
    true
}"""


def test_each_value_has_the_line_of_its_key():
    """A value has the line of its key; a brace inside a text has no effect."""
    lines = JsonLines(TEXT, json.loads(TEXT))

    assert dict(lines) == {"": 1, "/a~1b": 2, "/a~1b/0": 2, "/a~1b/1": 3, "/a~1b/1/c": 3, "/d": 4}


def test_a_missing_value_has_no_line():
    """A pointer to no value is a KeyError, and not the line of another value."""
    lines = JsonLines(TEXT, json.loads(TEXT))

    for pointer in ("/x", "/d/x", "/a~1b/2"):
        with pytest.raises(KeyError):
            lines[pointer]


values = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(values)
def test_every_value_of_any_text_has_a_line(tree):
    """Lines do not decrease from one value to the next."""
    text = json.dumps(tree, indent=1)
    lines = JsonLines(text, tree)
    found = [lines[pointer] for pointer, _ in iter_values(tree)]

    assert len(found) == len(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in found)


def test_lines_after_characters_of_every_width_and_keys_with_escapes():
    """A document with an emoji is kept in a quarter of the memory, and its lines are right."""
    text = '{"gr\u00fc\u00df": "\U0001f600",\n "\\u00e4\\ud83d\\ude00": {\n "\u20ac": 1}}'

    lines = JsonLines(text, json.loads(text))

    assert [lines[pointer] for pointer in ("/gr\u00fc\u00df", "/\u00e4\U0001f600/\u20ac")] == [1, 3]
