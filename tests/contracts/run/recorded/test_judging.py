"""Tests of judging the exchanges of an operation batch by batch."""

from contracts.checks.catalogue import CHECKS
from contracts.run.recorded.judging import SEQUENCES, OperationJudge
from openapi.rules.outcome import Outcome
from tests.contracts.dialogue import looks
from tests.contracts.shop import ORDER, SHOP


def judge(*batches, **about):
    """Return the report and findings of looks at an order, divided into batches."""
    evidence = looks(*(answer for batch in batches for answer in batch), **about)
    judged = OperationJudge(SHOP, evidence.operation, frozenset())
    rest, earlier = list(evidence.observations), []
    for batch in batches:
        new, rest = rest[: len(batch)], rest[len(batch) :]
        judged.add(earlier, new)
        earlier = new
    return judged.report()


def test_an_earlier_answer_is_compared_and_not_judged_again():
    """What a batch shows together with earlier answers is found; nothing is counted twice."""
    report, findings = judge([{**ORDER, "done": 4}], [{**ORDER, "done": 2}])

    [found] = [f for f in findings if f.finding.rule == "shop.done-does-not-fall"]
    assert found.count == 1
    assert report.exchanges == 2
    assert report.verdict("shop.parts-within-total").passes == 2


def test_an_old_finding_is_counted_and_not_reported_again():
    """The second batch adds to the count of the first finding."""
    broken = {**ORDER, "status": "lost"}
    _, findings = judge([broken, broken], [broken])

    [found] = [f for f in findings if f.finding.rule == "schema"]
    assert found.count == 3


def test_a_rule_without_a_result_is_not_exercised():
    """What no entry shows is not green."""
    report, _ = judge([ORDER])

    assert report.verdict("access-enforced").outcome is Outcome.NOT_EXERCISED


def test_the_checks_of_sequences_exist():
    """A check that is renamed does not lose its earlier answers."""
    assert {check.id for check in CHECKS} >= SEQUENCES
