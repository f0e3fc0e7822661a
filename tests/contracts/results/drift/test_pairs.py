"""Tests of changes and their evidence on both sides."""

from dataclasses import replace

from contracts.results.drift.comparison import compare
from tests.contracts.traffic import documented, drifted, exchange, members, seen, tree


def test_evidence_is_a_place_of_the_document_and_an_exchange(tmp_path):
    """Both can be looked up."""
    side = documented(tmp_path, tree(members(("total",), total={"type": "integer"})))
    [change] = compare(side, seen(exchange("/orders?page=2", {"total": "7"}))).changes

    assert change.message == "'total' is string instead of integer"
    assert change.a.says == "integer"
    assert change.a.witness is not None
    assert change.a.witness.source == f"{tmp_path / 'shop.json'}:25"
    assert change.b.says == "string (1 seen)"
    assert change.b.witness is not None
    assert change.b.witness.source == "entry 1 of seen.har"
    assert change.b.witness.request == "GET /orders?page=2"
    assert (change.b.witness.status, change.b.witness.body) == (200, '{"total": "7"}')


def test_the_exchange_is_the_first_one_that_shows_it():
    """Of thirty answers the one with the wrong value is shown."""
    bodies = [{"a": 1}] * 30
    one = seen(*[exchange("/orders", b, number=n) for n, b in enumerate(bodies, 1)])
    bodies[24] = {"a": None}
    other = seen(*[exchange("/orders", b, number=n) for n, b in enumerate(bodies, 1)])
    [change] = compare(one, other).changes

    assert change.b.witness is not None
    assert change.b.witness.source == "entry 25 of seen.har"


def test_what_a_learned_document_lacks_was_not_seen(tmp_path):
    """It denies nothing."""
    side = documented(tmp_path, tree(members(("a",), a={}, b={})), "a.json")
    learned = documented(tmp_path, tree(members(("a",), a={})), "b.json")

    assert drifted(side, learned) == ["breaking certain member-gone /b"]
    assert drifted(side, replace(learned, is_inferred=True)) == ["minor tentative member-unseen /b"]
