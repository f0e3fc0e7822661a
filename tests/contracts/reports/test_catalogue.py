"""Tests of the table of reports."""

from dataclasses import replace

import pytest

from contracts.errors import ReportError
from contracts.reports.catalogue import REPORTS, refuse_unwritable, write_report
from contracts.run.settings.reports import FORMATS
from tests.contracts.example_report import FOUND_WRONG, WRONG, report


def test_the_command_offers_every_format():
    """The list of the command line is the table's."""
    assert tuple(REPORTS) == FORMATS


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


def test_a_file_that_cannot_be_written_is_reported(tmp_path):
    """The message names the file and what is wrong with it."""
    with pytest.raises(ReportError) as caught:
        write_report(report(), "json", str(tmp_path / "nowhere" / "report.json"))

    assert "nowhere" in str(caught.value)
    assert "No such file" in str(caught.value)


@pytest.mark.parametrize("name", list(REPORTS))
def test_half_a_surrogate_does_not_cost_the_report(tmp_path, name):
    """A report with half a surrogate pair is written as UTF-8."""
    wrong = replace(WRONG, message="odd \ud800", values=(("/a\udfff", '"\ud800"'),))
    path = tmp_path / "report"

    write_report(report(findings=(replace(FOUND_WRONG, finding=wrong),)), name, str(path))

    assert "odd " in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "found"), [("nowhere/r.json", "no such folder"), (".", "it is a folder")]
)
def test_what_cannot_be_written_is_refused_before(tmp_path, path, found):
    """A run whose results would be lost is not begun; standard output is always there."""
    refuse_unwritable(["-", str(tmp_path / "r.json")])

    with pytest.raises(ReportError, match=found):
        refuse_unwritable([str(tmp_path / path)])
