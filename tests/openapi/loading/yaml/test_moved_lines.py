"""A value of a converted document is cited with its original line."""

import pytest

from openapi.loading.yaml.moved_lines import MovedLines

LINES = MovedLines({"": 1, "/old": 3, "/old/x": 4, "/kept": 9}, {"/new/place": "/old"})


def test_values_below_a_moved_value_have_moved():
    """The nearest moved value counts; all others stay."""
    assert LINES["/new/place"] == 3
    assert LINES["/new/place/x"] == 4
    assert LINES["/kept"] == 9
    assert LINES.original("/new/place/x/y") == "/old/x/y"


def test_an_added_value_has_no_line():
    """A value that the original lacks is a KeyError."""
    with pytest.raises(KeyError):
        LINES["/new"]
    assert len(LINES) == len([*LINES]) == 5
