"""Tests of excerpts of long bodies."""

import json

import pytest

from contracts.reports.excerpts import MAX_LINES, excerpt


def lines(text, *pointers):
    """Return the lines of an excerpt, marked ones with `>`, gaps with `~`."""
    found = excerpt(text if isinstance(text, str) else json.dumps(text), pointers)
    return found and [
        f"{'>' if line.is_marked else '~' if line.is_ellipsis else ' '}{line.text}"
        for line in found
    ]


def test_a_short_body_is_shown_whole():
    """Each member is on its line, and the value of the finding is marked."""
    assert lines({"a": 1, "b": [True, {}], "c": {"d": None}}, "/c/d") == [
        " {",
        '   "a": 1,',
        '   "b": [',
        "     true,",
        "     {}",
        "   ],",
        '   "c": {',
        '>    "d": null',
        "   }",
        " }",
    ]


def test_what_is_missing_marks_where_it_should_be():
    """A pointer that does not exist marks its last existing parent, but never the whole body."""
    assert lines({"a": {"b": 1}}, "/a/gone") == [" {", '>  "a": {', '     "b": 1', "   }", " }"]
    assert lines([1], "/5", "") == [" [", "   1", " ]"]


def test_of_a_long_list_the_ends_and_what_is_meant_are_left():
    """The others are counted."""
    assert lines(list(range(100)), "/50") == [
        *(" [", "   0,", "   1,", "   2,"),
        "~  … 47 more",
        ">  50,",
        "~  … 48 more",
        "   99",
        " ]",
    ]


@pytest.mark.parametrize("number", ["1.0", "1e3", "-0", "9007199254740993", "1" * 5000])
def test_numbers_are_shown_as_they_came(number):
    """A reader sees the number as the server wrote it."""
    assert lines(f"[{number}]")[1].strip().rstrip("…") == number[:400]


def test_a_body_that_was_cut_is_read_as_far_as_it_goes():
    """Up to the last whole member, and the end is reported."""
    whole = json.dumps({"data": [{"id": n, "s": 'a"]}'} for n in range(3)]})

    assert lines(whole[:-12], "/data/1/id") == [
        *(" {", '   "data": [', "     {", '       "id": 0,', '       "s": "a\\"]}"', "     },"),
        *("     {", '>      "id": 1,', '       "s": "a\\"]}"', "     },"),
        *("     {", '       "id": 2', "     }", "   ]", " }"),
        "~… cut here",
    ]


@pytest.mark.parametrize(
    "text", ["", "<p>", "{]", '{"a": 1, "a": 2}', '[{"a": 1, "a": 2}', "[" * 100_000, "nul"]
)
def test_what_is_no_json_is_left_to_be_shown_as_it_came(text):
    """An object with a repeated name is also shown raw, so that no value is lost."""
    assert excerpt(text, ()) is None


def test_deep_and_wide_bodies_stay_bounded():
    """Hostile shapes end in a gap, not in a long page."""
    deep = "[" * 500 + "]" * 500
    wide = [{f"k{n}": [[1, 2], [3, 4]] for n in range(30)} for _ in range(8)]

    assert len(lines(deep)) < 100
    assert len(lines(wide)) == MAX_LINES + 1
    assert lines(wide)[-1].startswith("~… ")
    assert len(lines(["x" * 100_000])[1]) < 500
