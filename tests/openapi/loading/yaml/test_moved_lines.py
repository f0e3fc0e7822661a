"""A place of a converted document is cited where a person wrote it."""

import pytest

from openapi.loading.yaml.moved_lines import MovedLines

LINES = MovedLines({"": 1, "/old": 3, "/old/x": 4, "/kept": 9}, {"/new/place": "/old"})


def test_what_is_below_moves_along():
    """The nearest moved parent counts; all else stays."""
    assert LINES["/new/place"] == 3
    assert LINES["/new/place/x"] == 4
    assert LINES["/kept"] == 9
    assert LINES.original("/new/place/x/y") == "/old/x/y"


def test_what_was_never_written_has_no_line():
    """It is for the caller to look for the parent."""
    with pytest.raises(KeyError):
        LINES["/new"]
    assert len(LINES) == len([*LINES]) == 5
