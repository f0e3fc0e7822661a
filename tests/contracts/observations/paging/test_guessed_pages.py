"""Pages are judged only by what was answered again and again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.observations.paging.guessed_pages import (
    SMALLEST_PAGE,
    TIMES,
    Doubt,
    GuessedPage,
    identities,
    suspicion,
)
from openapi.schema.paging.parameters import PageParameters

PARAMETERS = PageParameters(
    limit="limit", least=1, most=None, lengths=(), usual=None, position="skip"
)


def pages(*rounds):
    """Return pages of texts such as `0,2:ab`: position, limit and items."""
    found = []
    for text in rounds:
        asked, _, items = text.partition(":")
        position, _, limit = asked.partition(",")
        found.append(
            GuessedPage(
                position=int(position) if position != "-" else None,
                limit=int(limit),
                keys=tuple(items),
            )
        )
    return found


@pytest.mark.parametrize(
    ("texts", "doubt"),
    [
        (["-,4:abcd", "-,2:ab", "2,2:cd"], None),
        (["-,4:abcd", "-,2:ab", "2,2:bc"], Doubt.REPEATED),
        (["-,4:abcd", "-,2:ab", "2,2:ab"], Doubt.POSITION_IGNORED),
        (["-,4:abcd", "-,2:abc", "2,2:cde"], Doubt.LIMIT),
        (["-,4:abcdefg", "-,2:abcdefg", "-,8:abcdefg"], Doubt.LIMIT_IGNORED),
        (["-,4:abcdefg", "-,2:abcdefg", "-,8:abcdefgh"], None),  # a smallest page of seven
        (["-,4:abab", "-,2:ab", "2,2:ab"], None),  # the list itself has them twice
        (["-,4:abc", "-,2:ab", "2,2:bc"], None),  # the last page may begin earlier
        (["-,4:bcde", "-,2:ab", "2,2:bc"], None),  # the long page is of another list
        (["-,4:abcd", "-,2:ab", "2,2:de"], Doubt.LOST),
        (["-,4:abcd", "-,2:ab", "2,2:ef"], None),  # the offset may count pages
        (["-,4:abcd", "-,2:ab", "2,2:d"], None),  # the rest may be on a third page
        (["-,2:ab", "2,2:bc"], None),
        ([], None),
    ],
)
def test_each_doubt_needs_its_evidence(texts, doubt):
    """Many equal answers show it; fewer show nothing."""
    found = suspicion(pages(*texts * TIMES), PARAMETERS)

    assert (found.doubt if found else None) == doubt
    assert suspicion(pages(*texts * (TIMES - 1)), PARAMETERS) is None


def test_answers_that_differ_show_nothing():
    """One other answer among many is enough for a list that changes."""
    same = ["-,4:abcd", "-,2:ab", "2,2:bc"] * TIMES

    assert suspicion(pages(*same, "-,2:ba"), PARAMETERS) is None


@given(
    st.lists(st.sampled_from("abcde"), max_size=9),
    st.integers(1, 4),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_no_honest_page_of_any_list_is_accused(items, limit, smallest, largest):
    """Also if items repeat in the list, and if the server has a shortest and a longest page."""

    def page(position, asked):
        length = min(max(asked, smallest if smallest >= SMALLEST_PAGE else 1), largest)
        keys = tuple(items[position or 0 :][:length])
        return GuessedPage(position=position, limit=asked, keys=keys)

    first = page(None, limit)
    more = page(None, len(first.keys) + 1)
    seen = [first, page(limit, limit), page(None, 2 * limit), more] * TIMES
    if len(more.keys) == more.limit or smallest < SMALLEST_PAGE:
        assert suspicion(seen, PARAMETERS) is None


def test_items_without_a_key_are_compared_as_a_whole():
    """So do those whose key is no text and no integer."""
    assert identities([{"id": 1}, {"id": None, "a": 1}, "x"], "/id") == (
        "1",
        '{"a":1,"id":null}',
        '"x"',
    )
    assert identities([{"b": 1, "a": 2}], "") == ('{"a":2,"b":1}',)
