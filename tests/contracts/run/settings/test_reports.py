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


@pytest.mark.parametrize(
    ("output", "texts"),
    [
        (None, ("junit=x", "sarif=x")),
        (None, ("junit=x", "sarif=./x")),
        (None, ("junit=x", "har=x")),
        ("x", ("junit=x",)),
    ],
)
def test_two_reports_in_one_file_are_refused(output, texts):
    """The later one would replace the other without a word."""
    with pytest.raises(OptionError, match="two reports"):
        read_reports("text", output, texts)


def test_reports_share_standard_output_and_devices():
    """Annotations and the text share one log, and nothing is lost in a device."""
    assert len(read_reports("text", "-", ("github=-",))) == 2
    assert len(read_report_files(("junit=/dev/null", "json=/dev/null"))) == 2
