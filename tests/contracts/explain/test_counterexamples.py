"""Tests of examples that break a rule."""

import pytest

from contracts.explain.counterexamples import find_counterexample
from contracts.probes.inputs.json_mutations import apply_mutation
from openapi.loading.document import load_contracts
from tests.contracts.shop import AT, SHOP

PACKAGED = [(rule, contract) for contract in load_contracts() for rule in contract.rules]


def breach(name):
    """Return the breach of one of the shop's rules."""
    [rule] = [rule for rule in SHOP.rules if rule.id == name]
    return find_counterexample(rule, SHOP, AT)


def test_the_smallest_change_that_the_schema_allows_is_found():
    """One counter too large breaks the sum, and is still a valid body."""
    found = breach("shop.parts-within-total")

    [change] = found.changes
    assert (found.example, found.operation) == ("documented", "showOrder")
    assert change.pointer in {"/total", "/done", "/failed"}
    assert isinstance(apply_mutation({change.pointer[1:]: change.before}, change), dict)


def test_a_transition_is_broken_by_two_answers():
    """The documented answer, and one in which the counter has fallen."""
    found = breach("shop.done-does-not-fall")

    assert found.is_later
    assert [(c.pointer, c.before, c.after) for c in found.changes] == [("/done", 4, 3)]


def test_a_rule_about_the_request_is_broken_by_asking_otherwise():
    """What was asked for is part of the example."""
    [(rule, contract)] = [each for each in PACKAGED if each[0].id.endswith(".slugs-agree")]

    found = find_counterexample(rule, contract, AT)

    assert found.changes == ()
    assert found.asked == ("loyalty_club_slug", "infinity-mall-2")


@pytest.mark.parametrize(("rule", "contract"), PACKAGED, ids=[rule.id for rule, _ in PACKAGED])
def test_every_packaged_rule_can_be_broken(rule, contract):
    """No rule is true of whatever a server says: an example breaks it, found by trying."""
    found = find_counterexample(rule, contract, AT)

    assert contract.operation(found.operation) is not None
    assert len(found.changes) <= 2
