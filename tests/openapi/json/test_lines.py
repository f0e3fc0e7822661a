"""The lines of a JSON text are those that a person sees."""

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
    """Under a key it is the key's line; a brace inside a text ends nothing."""
    lines = JsonLines(TEXT, json.loads(TEXT))

    assert dict(lines) == {"": 1, "/a~1b": 2, "/a~1b/0": 2, "/a~1b/1": 3, "/a~1b/1/c": 3, "/d": 4}


def test_a_value_that_is_not_there_has_no_line():
    """Whoever asks learns that, and gets no line of something else."""
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
    """Lines never go back from one value to the next."""
    text = json.dumps(tree, indent=1)
    lines = JsonLines(text, tree)
    found = [lines[pointer] for pointer, _ in iter_values(tree)]

    assert len(found) == len(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in found)
