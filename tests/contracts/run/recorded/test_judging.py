"""Tests of judging the exchanges of an operation batch by batch."""

from contracts.checks.all_checks import CHECKS
from contracts.results.coverage import Coverage, CoverageItem
from contracts.results.finding import Finding, ReportedFinding
from contracts.run.recorded import judging
from contracts.run.recorded.judging import SEQUENCES, OperationJudge, OperationTally, merged
from openapi.contract import Severity
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


ALONE = {
    "success-seen", "answered", "server-error", "status-documented", "media-type", "strict-json",
    "xml-text", "schema", "annotated-values", "write-only", "response-headers", "valid-accepted",
    "invalid-refused", "framing", "methods-allowed", "http-headers", "charset", "no-reflection",
    "no-internals", "undocumented-fields",
}  # fmt: skip
"""Checks of which a finding shows in one answer; counts of several are those of a batch."""

PROBED = {
    "head", "own-answer", "equivalent-requests", "names-distinct", "access-enforced",
    "read-back", "filters",
}  # fmt: skip
"""Checks that compare answers to requests of a probe only, which no recording has."""


def test_every_check_compares_answers_or_is_said_to_need_none():
    """A check that compares answers and is not in `SEQUENCES` would see one batch, silently."""
    assert {check.id for check in CHECKS} == SEQUENCES | ALONE | PROBED
    assert len(CHECKS) == len(SEQUENCES) + len(ALONE) + len(PROBED)


ERROR = Finding(rule="a", severity=Severity.ERROR, message="m")


def test_findings_are_counted_and_bounded(monkeypatch):
    """The first finding of an id is kept, with the number of all; there are not endlessly many."""
    monkeypatch.setattr(judging, "MAX_FINDINGS", 2)
    tally = OperationTally()
    found = {
        key: ReportedFinding(id=key, api="shop", operation="o", finding=ERROR) for key in "abc"
    }
    tally.add_findings({"a": 2}, found)
    tally.add_findings({"a": 3, "b": 1, "c": 1}, found)

    assert {key: each.count for key, each in tally.findings.items()} == {"a": 5, "b": 1}


def test_coverage_is_that_of_all_parts():
    """A status that one part has seen is covered."""
    parts = [
        Coverage(statuses=(CoverageItem(name="200", is_covered=seen),)) for seen in (True, False)
    ]

    assert merged(Coverage(), parts[1]) == parts[1]
    assert merged(parts[1], parts[0]).statuses[0].is_covered
