"""Tests of the report of a fuzz run."""

import pytest

from contracts.fuzz.report import fuzz_report, variables_read
from contracts.http.requests.targets import Target
from contracts.results.finding import Finding, ReportedFinding
from contracts.run.judging import empty_report
from contracts.run.settings.fuzz import FuzzSettings
from openapi.contract import Severity
from tests.contracts.shop import SHOP, SPEC, TARGET, VARIABLES, operation

SHOWN = ("shop", "showOrder")


def settings(**changes):
    """Return settings for the shop."""
    return FuzzSettings(targets=(TARGET.origin,), specs=(SPEC,), seconds=1.0, **changes)


def found(severity):
    """Return a finding of a severity."""
    finding = Finding(rule="schema", severity=severity, message="no")
    return ReportedFinding(id=severity.value, api="shop", operation="showOrder", finding=finding)


def test_every_operation_is_in_the_report():
    """In the order of the document; one that was not called says what would call it."""
    shown = {SHOWN: empty_report(SHOP, operation("showOrder"))}
    report = fuzz_report(settings(), [TARGET], shown, [])

    assert [each.id for each in report.operations] == [each.id for each in SHOP.operations]
    skipped = {each.id: each.skipped_reason for each in report.operations}
    assert skipped["showOrder"] == ""
    assert "--unsafe" in skipped["createOrder"]


@pytest.mark.parametrize(
    ("lowest", "shown"),
    [
        (Severity.INFO, ["error", "warning", "info"]),
        (Severity.WARNING, ["error", "warning"]),
        (Severity.ERROR, ["error"]),
    ],
)
def test_findings_are_shown_worst_first(lowest, shown):
    """As far as their severity was asked for."""
    every = [found(each) for each in (Severity.INFO, Severity.ERROR, Severity.WARNING)]
    report = fuzz_report(settings(min_severity=lowest), [TARGET], {}, every)

    assert [each.id for each in report.findings] == shown


def test_variables_of_the_environment_are_named():
    """The report shows where a credential came from."""
    read = settings(environ={"SHOP_TOKEN": "hush"}, env=VARIABLES)
    target = Target(contract=SHOP, origin=TARGET.origin)

    assert [*variables_read([target], read)] == [
        "shop: the document reads SHOP_TOKEN from the environment."
    ]
