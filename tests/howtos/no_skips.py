"""A plugin of pytest for `make howtos`: a how-to that is skipped has failed."""

from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one, with the reason.

    Returns:
        The report.
    """
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"a skipped how-to is a failing how-to: {report.longrepr}"
    return report
