"""A value is cited with its line."""

from openapi.loading.yaml import parse_yaml


def test_where_falls_back_to_the_nearest_parent():
    """A value without a line is cited with the line of the nearest value around it."""
    file = parse_yaml("a:\n  b: 1\nc: 2", file="d.yaml")

    assert file.location("/c/not/there") == "d.yaml:3"
    assert file.location() == "d.yaml:1"
    assert file.location_with_pointer("/a/b") == "d.yaml:2 (/a/b)"
