"""Tests of the order of findings by harm."""

from dataclasses import replace

import pytest

from contracts.results.finding import Occurrence
from contracts.results.harm import RANK, Harm, harm_of
from tests.contracts.example_report import FOUND_ODD, FOUND_WRONG


@pytest.mark.parametrize(
    ("rule", "harm"),
    [
        ("server-error", Harm.FAILURE),
        ("answered", Harm.FAILURE),
        ("write-only", Harm.LEAK),
        ("access-enforced", Harm.ACCESS),
        ("schema", Harm.CONTRACT),
        ("shop.total-is-even", Harm.CONTRACT),
        ("schemathesis.response-schema-conformance", Harm.CONTRACT),
        ("schemathesis.unsupported-method", Harm.HTTP),
        ("head", Harm.HTTP),
    ],
)
def test_every_rule_has_a_kind_of_harm(rule, harm):
    """Rules of a contract are about the contract."""
    assert harm_of(rule) is harm


def test_the_worst_comes_first():
    """Failures and leaks before a broken contract, manners of HTTP last; severity before harm."""
    rules = ("head", "schema", "access-enforced", "no-internals", "server-error")
    errors = [replace(FOUND_WRONG, finding=replace(FOUND_WRONG.finding, rule=r)) for r in rules]

    ordered = sorted([FOUND_ODD, *errors], key=lambda found: found.order)

    assert [found.finding.rule for found in ordered] == [
        *reversed(rules),
        FOUND_ODD.finding.rule,
    ]
    assert sorted(RANK.values()) == [*range(len(Harm))]


def test_what_shows_in_many_operations_comes_first():
    """Of two causes of one kind the one that more operations have is worse."""
    many = replace(FOUND_WRONG, occurrences=(Occurrence(operation="a"), Occurrence(operation="z")))

    assert many.order < FOUND_WRONG.order
