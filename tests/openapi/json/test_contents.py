"""Tests of what a whole tree contains."""

import pytest

from openapi.json.contents import TooDeepError, contents_of


def test_keys_and_references_of_every_level_are_found():
    """What a later step may leave undone is known from one walk, lists and data included."""
    tree = {"a": [{"b": {"$ref": "#/c"}}, 1, None, [{"e": 1}]], "example": {"$ref": 7}, "d": "text"}

    found = contents_of(tree)

    assert found.tree is tree
    assert found.keys == {"a", "b", "$ref", "example", "d", "e"}
    assert found.references == {"#/c"}
    assert found.members == 7


def test_mappings_are_found():
    """Discriminators may name files, wherever they are; a mapping that is a text names none."""
    tree = {"a": {"mapping": {"x": "a.json"}}, "b": [{"mapping": "text"}]}

    assert contents_of(tree).mappings == ({"x": "a.json"},)


@pytest.mark.parametrize("tree", [7, "text", None, {}, []])
def test_small_trees_have_no_contents(tree):
    """A document may be any JSON value; what it is not is reported elsewhere."""
    assert not contents_of(tree, max_depth=1).keys


def test_levels_are_bounded():
    """The bound itself is allowed; lists count, too."""
    assert contents_of({"a": [1]}, max_depth=2).members == 1
    with pytest.raises(TooDeepError):
        contents_of({"a": [{}]}, max_depth=2)
