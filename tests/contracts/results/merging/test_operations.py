"""Tests of merging the reports on one operation."""

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.results.coverage import Coverage, CoverageItem
from contracts.results.merging.operations import merged_operations, merged_verdict
from contracts.results.report import OperationReport
from contracts.results.verdict import Verdict
from openapi.contract import Severity
from openapi.rules.outcome import Outcome


def report(**changes):
    """Return a report on an operation."""
    return OperationReport(api="a", id="o", method="GET", path="/o", **changes)


VERDICTS = st.builds(
    Verdict,
    rule=st.just("r"),
    outcome=st.sampled_from(Outcome),
    severity=st.sampled_from(Severity),
    passes=st.integers(0, 9),
    fails=st.integers(0, 9),
    reason=st.just(""),
)


@settings(max_examples=40)
@given(st.lists(VERDICTS, min_size=2, max_size=5))
def test_the_parts_of_a_verdict_may_be_merged_in_any_grouping(parts):
    """Merging some first and then the rest gives the same; nothing that failed is green."""
    at_once = merged_verdict(parts)

    assert merged_verdict([merged_verdict(parts[:2]), *parts[2:]]) == at_once
    assert (at_once.outcome is Outcome.FAIL) == any(p.outcome is Outcome.FAIL for p in parts)


def test_what_one_part_has_covered_is_covered():
    """Requests, coverage and time of parts are added."""

    def items(*covered):
        return Coverage(
            statuses=tuple(CoverageItem(name=n, is_covered=n in covered) for n in ("200", "404"))
        )

    [merged] = merged_operations(
        [report(exchanges=2, coverage=items("200")), report(exchanges=3, coverage=items("404"))]
    )

    assert merged.exchanges == 5
    assert [item.is_covered for item in merged.coverage.statuses] == [True, True]


def test_an_operation_that_one_part_has_left_out_is_that_of_the_other():
    """Only what was called counts; if no part has called it, it is left out once."""
    left = report(skipped_reason="it could change something")

    assert merged_operations([left, report(exchanges=2)]) == (report(exchanges=2),)
    assert merged_operations([left, left]) == (left,)


def test_a_part_that_was_cut_keeps_the_operation_from_being_proved():
    """A reason of one part is the reason of all."""
    [merged] = merged_operations([report(), report(cut="no time", advice="more time")])

    assert (merged.unverified_reason, merged.advice) == ("no time", "more time")
