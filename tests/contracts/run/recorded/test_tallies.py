"""Tests of what is kept of the judgements on an operation."""

from contracts.results.coverage import Coverage, CoverageItem
from contracts.results.finding import Finding, ReportedFinding
from contracts.run.recorded import tallies
from contracts.run.recorded.tallies import OperationTally, merged
from openapi.contract import Severity

ERROR = Finding(rule="a", severity=Severity.ERROR, message="m")


def test_findings_are_counted_and_bounded(monkeypatch):
    """The first finding of an id is kept, with the number of all; there are not endlessly many."""
    monkeypatch.setattr(tallies, "MAX_FINDINGS", 2)
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
