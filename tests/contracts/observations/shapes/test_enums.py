"""Tests of closed sets of words."""

from contracts.observations.shapes.enums import closed_set
from contracts.observations.shapes.shape import merge_all, shape_of


def seen(*words, times=6):
    """Return the shape of words that came several times."""
    return merge_all([shape_of(word) for word in words * times])


def test_few_words_that_come_often_are_a_closed_set():
    """As the states of an order are."""
    assert closed_set(seen("open", "paid", "shipped"), "status") == {"open", "paid", "shipped"}


def test_words_that_came_too_rarely_are_not():
    """Three different values of three say nothing."""
    assert closed_set(seen("open", "paid", times=2), "status") is None


def test_an_answer_that_comes_again_is_no_further_evidence():
    """A poll shows the same few words each time."""
    first = seen("open", "paid", times=1)
    again = [shape_of(word, weight=0) for word in ("open", "paid") * 50]

    assert closed_set(merge_all([first, *again]), "status") is None


def test_one_word_is_no_set():
    """It may be a constant, or all that was asked for."""
    assert closed_set(seen("open", times=50), "status") is None


def test_names_and_free_texts_are_not():
    """However few customers were seen, others have other names."""
    assert closed_set(seen("ada", "bob"), "name") is None
    assert closed_set(seen("ada", "bob"), "userName") is None
    assert closed_set(seen("ada", "bob"), "alertname") is None
    assert closed_set(seen("Ada Lovelace", "Bob"), "by") is None
    assert closed_set(seen("2024-05-01", "2024-05-02"), "day") is None
