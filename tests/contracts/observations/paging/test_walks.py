"""Tests of choosing the pages that can be compared."""

from dataclasses import replace

from contracts.http.messages.exchange import Purpose
from contracts.observations.paging.pages import read_page
from contracts.observations.paging.walks import walks
from tests.contracts.dialogue import pages

ONE, TWO = ("start=0&count=2", [1, 2]), ("start=2&count=2", [3, 4])


def walked(*asked, purpose=Purpose.RECORDED, changes=()):
    """Return the offsets of the pages of each walk."""
    seen = [
        replace(each, exchange=replace(each.exchange, changes_before=number in changes))
        for number, each in enumerate(pages(*asked, purpose=purpose).observations, 1)
    ]
    return [[page.offset for page in walk] for walk in walks(map(read_page, seen))]


def test_the_pages_of_a_run_are_one_walk():
    """A run repeats its first page itself."""
    assert walked(ONE, TWO, purpose=Purpose.WALK) == [[0, 2]]


def test_recorded_pages_between_equal_answers_are_a_walk():
    """The list was the same before and after; what came later may be another list."""
    assert walked(ONE, TWO, ONE, TWO) == [[0, 2, 0]]


def test_recorded_pages_without_a_repeated_answer_are_none():
    """Nothing shows that the list did not change in between."""
    assert walked(ONE, TWO) == []
    assert walked(ONE, ("start=2&count=2", []), ("start=0&count=2", [2, 3])) == []


def test_a_change_by_a_client_divides_a_walk():
    """Pages before and after it are not compared."""
    assert walked(ONE, TWO, ONE, changes=(3,)) == []
