"""Tests of whether two answers are about the same resource."""

from contracts.observations.similarity import is_distinctive, leaves, matches, stable_leaves
from tests.contracts.shop import ORDER, exchange, observe


def seen(body, status=200):
    """Return an answer."""
    return observe(exchange(body=body, status=status))[0]


def test_leaves_are_scalars_and_empty_containers():
    """Every leaf is listed by its pointer."""
    assert leaves({"a": [1, {"b": None}], "c": {}, "d/e": []}) == {
        "/a/0": 1,
        "/a/1/b": None,
        "/c": "{}",
        "/d~1e": "[]",
    }


def test_leaves_that_change_are_not_stable():
    """Progress does not identify a resource."""
    stable = stable_leaves([seen(ORDER), seen({**ORDER, "done": 5})])

    assert stable == {"/id": 7, "/status": "open", "/total": 10, "/failed": 1}


def test_refusals_have_no_stable_leaves():
    """Without a success no leaf is stable, and no answer matches."""
    assert stable_leaves([seen({"error": "no"}, 404)]) == {}
    assert not matches(seen(ORDER), {})


def test_few_values_do_not_identify():
    """Two resources may share a flag and a zero."""
    assert not is_distinctive({"/a": 0, "/b": 0, "/c": "x", "/d": True})
    assert is_distinctive({"/a": 0, "/b": 1, "/c": "x", "/d": "y"})


def test_one_is_not_true():
    """Python takes 1 for True; JSON does not."""
    assert not matches(seen({"a": True}), {"/a": 1})
    assert matches(seen({"a": 1, "more": 2}), {"/a": 1})
