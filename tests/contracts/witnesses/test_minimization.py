"""Tests of keeping as few exchanges as could be found that show a finding."""

import pytest

from contracts.http.messages.redaction import Redactor
from contracts.results.finding import Finding
from contracts.run.judging import judge_operation
from contracts.witnesses.minimization import minimal_exchanges, minimize
from openapi.contract import Severity
from tests.contracts.shop import ORDER, evidence, exchange


def trail(*exchanges, rule):
    """Return the trail of the finding of a rule."""
    seen = evidence(*exchanges)
    _, found = judge_operation(seen, (), Redactor())
    [finding] = [each.finding for each in found if each.finding.rule == rule]
    return minimal_exchanges(seen, finding)


def test_one_wrong_answer_is_enough():
    """What one answer shows needs no other."""
    wrong = {**ORDER, "status": "lost"}

    assert trail(exchange(number=1), exchange(body=wrong, number=2), rule="schema") == (2,)


def test_what_two_answers_show_together_needs_both():
    """A counter that falls needs the higher one before the lower one, and none between."""
    many = [exchange(body={**ORDER, "done": 4}, number=n) for n in range(1, 6)]
    fallen = exchange(body={**ORDER, "done": 1}, number=6)

    assert trail(*many, fallen, rule="shop.done-does-not-fall") == (5, 6)


def test_a_finding_of_schemathesis_is_its_exchange_alone():
    """An objection of Schemathesis names one exchange, and that is the result."""
    finding = Finding(
        rule="schemathesis.x", severity=Severity.ERROR, message="m", exchange=2, key="k"
    )

    assert minimal_exchanges(evidence(exchange(number=1), exchange(number=2)), finding) == (2,)


def test_a_finding_about_no_exchange_has_no_trail():
    """A documented example was never sent."""
    finding = Finding(rule="schema", severity=Severity.ERROR, message="m")

    assert minimal_exchanges(evidence(exchange()), finding) == ()


@pytest.mark.parametrize("needed", [{3}, {0, 19}, {4, 5, 6}, {1, 9, 17}])
def test_only_what_is_needed_is_kept(needed):
    """Every item that is not needed is left out, and the order stays."""
    kept = minimize(range(20), lambda part: needed <= set(part), 10_000)

    assert kept == tuple(sorted(needed))


def test_where_all_is_needed_all_is_kept():
    """A sequence that is as short as it can be stays."""
    assert minimize("abc", lambda part: len(part) == 3, 10_000) == ("a", "b", "c")


def test_work_is_bounded():
    """When the work is used up, the best so far is returned; nothing more is tried."""
    tried = []

    def shows(part):
        tried.append(len(part))
        return 7 in part

    kept = minimize(range(64), shows, 100)

    assert sum(tried) <= 100
    assert 7 in kept


def test_nothing_stays_nothing():
    """An empty sequence has no shorter part."""
    assert minimize([], lambda _: True, 10) == ()
