"""Tests of the result of a run."""

from dataclasses import replace

import pytest

from contracts.results.report import ExitCode, Report, unproved_by
from contracts.results.verdict import NOTHING_SEEN, failed, passed
from tests.contracts.example_report import (
    FOUND_ODD,
    FOUND_WRONG,
    LEFT_OUT,
    PROVED,
    SHOWN,
    UNPROVED,
    report,
    verdicts,
)


@pytest.mark.parametrize(
    ("operation", "word"),
    [
        (SHOWN, "fail"),
        (PROVED, "pass"),
        (UNPROVED, "not exercised"),
        (LEFT_OUT, "left out"),
    ],
)
def test_an_operation_has_one_verdict(operation, word):
    """The verdict is fail, pass, not exercised, or left out."""
    assert report().label_of(operation) == word


@pytest.mark.parametrize(("is_strict", "word"), [(False, "pass"), (True, "fail")])
def test_an_operation_does_not_pass_where_its_warning_fails_the_run(is_strict, word):
    """The label and the exit code are one decision."""
    odd = [passed("success-seen"), failed(FOUND_ODD.finding)]
    shown = replace(PROVED, verdicts=verdicts(["success-seen"], odd))
    run = report(operations=(shown,), findings=(FOUND_ODD,), is_strict=is_strict)

    assert run.label_of(shown) == word
    assert (run.exit_code is ExitCode.OK) == (word == "pass")


@pytest.mark.parametrize(
    ("reason", "cut", "shown"),
    [
        (NOTHING_SEEN, "the time is over", "the time is over"),
        ("every answer is 401", "the time is over", "every answer is 401; the time is over"),
        ("every answer is 401", "", "every answer is 401"),
    ],
)
def test_reason_is_the_limit_where_nothing_else_is_known(reason, cut, shown):
    """A run that a limit has cut says so in one clause, not that nothing was seen."""
    unproved = replace(unproved_by(UNPROVED, reason), cut=cut)

    assert unproved.unverified_reason == shown


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ExitCode.FINDINGS),
        ({"operations": (PROVED,), "findings": ()}, ExitCode.OK),
        ({"operations": (PROVED,), "findings": (FOUND_ODD,)}, ExitCode.OK),
        (
            {"operations": (PROVED,), "findings": (FOUND_ODD,), "is_strict": True},
            ExitCode.FINDINGS,
        ),
        ({"operations": (PROVED, UNPROVED), "findings": ()}, ExitCode.FINDINGS),
        ({"operations": (PROVED, LEFT_OUT), "findings": ()}, ExitCode.OK),
        ({"operations": (LEFT_OUT,), "findings": ()}, ExitCode.FINDINGS),
    ],
)
def test_exit_codes(changes, code):
    """Errors, unproved operations and an empty run fail; warnings fail only when strict."""
    assert report(**changes).exit_code is code


def test_findings_are_looked_at_once_for_all_operations(monkeypatch):
    """A report may have thousands of both."""
    looks = []
    is_failed_by = Report.is_failed_by
    monkeypatch.setattr(
        Report, "is_failed_by", lambda self, found: looks.append(found) or is_failed_by(self, found)
    )
    found = tuple(replace(FOUND_WRONG, curl="") for _ in range(5))
    run = report(operations=(SHOWN,) * 50, findings=found)

    assert set(run.labels()) == {"fail"}
    assert len(looks) == len(found)
