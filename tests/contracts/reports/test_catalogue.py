"""Tests of the table of reports."""

import pytest

from contracts import cli
from contracts.errors import ReportError
from contracts.reports.catalogue import REPORTS, write_report
from tests.contracts.sample import report


def test_the_command_offers_every_format():
    """The list of the command line is the table's."""
    assert tuple(REPORTS) == cli.FORMATS


@pytest.mark.parametrize("name", list(REPORTS))
def test_a_report_is_written_to_a_file(tmp_path, name):
    """Every format ends with a line break and is UTF-8."""
    path = tmp_path / "report"

    write_report(report(), name, str(path))

    assert path.read_text(encoding="utf-8").endswith("\n")


def test_a_report_is_written_to_standard_output(capsys):
    """A dash is standard output."""
    write_report(report(), "text", "-")

    assert capsys.readouterr().out.startswith("error    schema")


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    """The message names the file and what is wrong with it."""
    with pytest.raises(ReportError) as caught:
        write_report(report(), "json", str(tmp_path / "nowhere" / "report.json"))

    assert "nowhere" in str(caught.value)
    assert "No such file" in str(caught.value)
