"""Tests of the objects of answers as rows."""

from datetime import UTC, datetime

from contracts.results.learned import rows as module
from contracts.results.learned.rows import ObservedRows, row_of, rows_of


def test_rows_have_numbers_moments_words_and_lengths_but_no_secrets():
    """That is all that rules compare."""
    value = {"n": 1, "at": "2024-05-01T10:00:00Z", "rows": [1, 2], "token": "s3cret", "o": {}}

    assert row_of(value) == (
        ("#rows", 2),
        ("at", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("n", 1),
    )


def test_objects_are_found_in_every_place():
    """Items of a list are one place."""
    found = dict(rows_of({"a": 1, "rows": [{"b": 1}, {"b": 2}], "o": {"c": 3}}))

    assert set(found) == {(), ("rows", "*"), ("o",)}
    assert found["rows", "*"] == [(("b", 1),), (("b", 2),)]


def test_equal_objects_count_once_and_their_number_is_bounded(monkeypatch):
    """A poll that is repeated a thousand times is no support."""
    monkeypatch.setattr(module, "MAX_ROWS", 2)
    place = ObservedRows()
    for number in (1, 1, 2, 3):
        place.add((("n", number),), number)

    assert list(place.rows) == [(("n", 1),), (("n", 2),)]
    assert not place.is_whole


def test_a_moment_that_does_not_exist_is_a_text():
    """A leap second is valid in RFC 3339, and no moment of Python."""
    assert row_of({"at": "2016-12-31T23:59:60Z"}) == (("at", "2016-12-31T23:59:60Z"),)
