"""JSON text is parsed quickly, with the same result and the same bounds."""

import json

from hypothesis import given
from hypothesis import strategies as st

from openapi.loading.yaml import parse_yaml
from openapi.loading.yaml.json_text import parse_json_quickly
from tests.openapi.yaml_texts import refused, tree


def test_lines_of_json_are_those_of_its_keys():
    """A JSON text is parsed quickly, and its lines are found on demand."""
    file = parse_yaml('{\n"a/b": [1,\n {"c":\n 2}],\n"d": ""}', file="d.json")

    lines = {"": 1, "/a~1b": 2, "/a~1b/0": 2, "/a~1b/1": 3, "/a~1b/1/c": 3, "/d": 5}
    assert {pointer: file.lines[pointer] for pointer in file.lines} == lines
    assert file.location("/a~1b/1/none") == "d.json:3"
    assert "/none" not in file.lines


def test_lone_surrogates_are_refused():
    """A lone surrogate cannot be encoded, so it is refused."""
    assert refused("a: \ud800").what == "d.yaml is not UTF-8 text"


def test_depth_of_64_is_fine():
    """The bound itself is allowed, aliases included."""
    assert tree("[" * 64 + "]" * 64) is not None
    assert tree("a: &a " + "[" * 40 + "]" * 40 + "\nb: " + "[" * 23 + "*a" + "]" * 23)


STRINGS = st.sampled_from(['"a"', '"b"', '"\\":"', '":"', '"\\\\"', '": x"', '"\\u0061"'])
SPACES = st.sampled_from(["", " ", "\n\t"])
TEXTS = st.recursive(
    STRINGS | st.sampled_from(["1", "1.5", "null"]),
    lambda inner: st.lists(
        st.builds("{}{}:{}{}".format, STRINGS, SPACES, SPACES, inner), max_size=3
    ).map(lambda members: "{" + ",".join(members) + "}"),
)


@given(TEXTS)
def test_a_key_that_appears_twice_is_always_found(text):
    """However it is written, and whatever other texts look like keys."""
    are_unique = True

    def look(pairs):
        nonlocal are_unique
        are_unique = are_unique and len(dict(pairs)) == len(pairs)
        return dict(pairs)

    tree = json.loads(text, object_pairs_hook=look)
    found = parse_json_quickly(text, max_depth=64)

    assert (found.tree if found else None) == (tree if are_unique else None)


def test_numbers_are_bounded_and_repeated_ones_are_the_same():
    """The slower parser reports a number that is too large; all others are as they are written."""
    assert parse_json_quickly("[1, 1, 1.5, -0, 1.0]", max_depth=9).tree == [1, 1, 1.5, 0, 1.0]
    assert parse_json_quickly("[1e999]", max_depth=9) is None
    assert parse_json_quickly(f"[{'9' * 1001}]", max_depth=9) is None
