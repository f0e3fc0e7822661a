"""Long lists of a body are shortened and restored."""

from mock_server.faults.search.list_trimming import restore_lists, shorten_lists

LONG = {"list": [{"n": i} for i in range(10)], "a": 1}
SHORT = {"list": [{"n": 0}, {"n": 1}, {"n": 2}], "a": 1}


def test_long_lists_are_cut_and_short_ones_are_not():
    """A list of ten keeps three, a list of six keeps all."""
    assert shorten_lists(LONG) == SHORT
    assert shorten_lists([1, 2, 3, 4, 5, 6]) == [1, 2, 3, 4, 5, 6]


def test_changes_are_restored():
    """The changes of the short body are made in the long one, and no others."""
    changed = {"list": [{"n": 0}, {"n": "x"}, {"n": 2}], "b": 2}

    assert restore_lists(LONG, SHORT, changed) == {
        "list": [{"n": 0}, {"n": "x"}, {"n": 2}, *LONG["list"][3:]],
        "b": 2,
    }


def test_list_of_another_length_is_not_restored():
    """If items were added or removed, the changed list is the result."""
    changed = {"list": [{"n": 0}], "a": 1}

    assert restore_lists(LONG, SHORT, changed) == changed


def test_unchanged_body_is_restored():
    """Without changes the result is the original."""
    assert restore_lists(LONG, SHORT, SHORT) == LONG
