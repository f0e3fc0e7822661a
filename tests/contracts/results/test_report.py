"""Tests of the result of a run."""

from dataclasses import replace

import pytest

from contracts.results.report import ExitCode, unproved_by
from contracts.results.verdict import NOTHING_SEEN
from tests.contracts.example_report import FOUND_ODD, LEFT_OUT, PROVED, SHOWN, UNPROVED, report


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
    assert operation.label == word


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
