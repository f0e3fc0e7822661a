"""Tests of the options about reports."""

import pytest

from contracts.errors import OptionError
from contracts.run.settings.reports import read_report_files, read_reports
from contracts.run.settings.values import ReportFile


def test_the_report_of_format_comes_before_the_others():
    """Without --output the first report goes to standard output."""
    assert read_reports("json", None, ("junit=x.xml",)) == (
        ReportFile(format="json", path="-"),
        ReportFile(format="junit", path="x.xml"),
    )


def test_an_unknown_format_is_refused():
    """The message names the nearest format."""
    with pytest.raises(OptionError, match="junit"):
        read_report_files(("junitt=x.xml",))
