"""Tests of examples that break a rule."""

import pytest

from contracts.breaking import breach_of
from contracts.mutations import mutated
from openapi.document import load_contracts
from tests.contracts.shop import AT, SHOP

PACKAGED = [(rule, contract) for contract in load_contracts() for rule in contract.rules]


def breach(name):
    """Return the breach of one of the shop's rules."""
    [rule] = [rule for rule in SHOP.rules if rule.id == name]
    return breach_of(rule, SHOP, AT)


def test_the_smallest_change_that_the_schema_allows_is_found():
    """One counter too large breaks the sum, and is still a valid body."""
    found = breach("shop.parts-within-total")

    [change] = found.changes
    assert (found.example, found.operation) == ("documented", "showOrder")
    assert change.pointer in {"/total", "/done", "/failed"}
    assert isinstance(mutated({change.pointer[1:]: change.before}, change), dict)


def test_a_transition_is_broken_by_two_answers():
    """The documented answer, and one in which the counter has fallen."""
    found = breach("shop.done-does-not-fall")

    assert found.is_later
    assert [(c.pointer, c.before, c.after) for c in found.changes] == [("/done", 4, 3)]


@pytest.mark.parametrize(("rule", "contract"), PACKAGED, ids=[rule.id for rule, _ in PACKAGED])
def test_the_search_ends_for_every_packaged_rule(rule, contract):
    """Whatever the rule, the search is bounded and what it finds is an example of its operation."""
    found = breach_of(rule, contract, AT)

    assert found is None or contract.operation(found.operation) is not None
