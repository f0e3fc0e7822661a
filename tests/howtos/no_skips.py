"""A plugin of pytest for `make howtos`: a how-to that is skipped has failed."""

from collections.abc import Generator

import pytest

Reports = Generator[None, pytest.TestReport, pytest.TestReport]
Collections = Generator[None, pytest.CollectReport, pytest.CollectReport]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Reports:
    """Turn a skipped test into a failed one, with the reason.

    Returns:
        The report.
    """
    return failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Collections:
    """Turn a skipped file into a failed one, with the reason.

    Returns:
        The report.
    """
    return failed_if_skipped((yield))


def failed_if_skipped(report):
    """Return a report, with the outcome of a failure if it was skipped."""
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"a skipped how-to is a failing how-to: {report.longrepr}"
    return report
