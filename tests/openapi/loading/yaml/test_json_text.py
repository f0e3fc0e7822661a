"""JSON text is parsed quickly, with the same result and the same bounds."""

from openapi.loading.yaml import parse_yaml
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
