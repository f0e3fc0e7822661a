"""Tests of the keys and references of a whole tree."""

from openapi.json.keys import keys_of_tree


def test_keys_and_references_of_every_level_are_found():
    """What a later step may leave undone is known from one walk, lists and data included."""
    tree = {"a": [{"b": {"$ref": "#/c"}}, 1, None], "example": {"$ref": 7}, "d": "text"}

    assert keys_of_tree(tree) == ({"a", "b", "$ref", "example", "d"}, {"#/c"})
