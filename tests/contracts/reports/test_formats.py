"""Tests of the table of reports."""

from dataclasses import replace

import pytest

from contracts.errors import ReportError
from contracts.reports.formats import REPORTS, append_step_summary, refuse_unwritable, write_report
from contracts.run.settings.reports import FORMATS
from openapi.contract import Severity
from tests.contracts.example_report import FOUND_ODD, FOUND_WRONG, WRONG, report


def test_the_command_offers_every_format():
    """The list of the command line is the table's."""
    assert tuple(REPORTS) == FORMATS


@pytest.mark.parametrize("name", list(REPORTS))
def test_a_report_is_written_to_a_file(tmp_path, name):
    """Every format ends with a line break and is UTF-8."""
    path = tmp_path / "report"

    write_report(report(), name, str(path))

    assert path.read_text(encoding="utf-8").endswith("\n")


@pytest.mark.parametrize("name", ["text", "json", "junit", "html", "sarif"])
def test_the_overlay_of_a_finding_can_be_pasted(tmp_path, name):
    """It is whole, however long it is, and on one line."""
    overlay = f"[{'a' * 400}]"
    found = replace(FOUND_WRONG, finding=replace(WRONG, overlay=overlay))
    path = tmp_path / "report"

    write_report(report(findings=(found,)), name, str(path))

    assert overlay in path.read_text(encoding="utf-8")


def test_a_report_is_written_to_standard_output(capsys):
    """A dash is standard output."""
    write_report(report(), "text", "-")

    assert capsys.readouterr().out.startswith("error    schema")


def test_a_log_gets_whole_lines(capsys, monkeypatch):
    """A line is cut at the width of a terminal there only: a log has no margin."""
    words = "one two three four five six seven eight nine ten " * 6
    info = replace(FOUND_ODD.finding, severity=Severity.INFO, message=f"{words}END.")
    found = (replace(FOUND_ODD, finding=info),)
    run = report(findings=found, notes=(f"{words}LAST.",))

    write_report(run, "text", "-")
    log = capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    write_report(run, "text", "-")
    screen = capsys.readouterr().out

    assert f"{words}END.\n" in log
    assert "LAST." in log
    assert "END." not in screen
    assert "LAST." not in screen
    assert max(map(len, screen.splitlines())) <= 80


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


def test_a_summary_is_appended_where_annotations_are_asked_for(tmp_path):
    """A GitHub step gets its summary with `github`; other steps and formats are left alone."""
    path = tmp_path / "summary.md"
    path.write_text("before\n", encoding="utf-8")
    environ = {"GITHUB_STEP_SUMMARY": str(path)}

    append_step_summary(report(), ["json"], environ)
    append_step_summary(report(), ["github"], {})
    assert path.read_text(encoding="utf-8") == "before\n"

    append_step_summary(report(), ["text", "github"], environ)
    assert path.read_text(encoding="utf-8").startswith("before\n## Contracts: failed")


def test_a_summary_that_cannot_be_written_is_an_error(tmp_path):
    """The message names the variable."""
    environ = {"GITHUB_STEP_SUMMARY": str(tmp_path / "none" / "summary.md")}

    with pytest.raises(ReportError, match="GITHUB_STEP_SUMMARY"):
        append_step_summary(report(), ["github"], environ)


def test_traffic_is_not_rendered(tmp_path):
    """What was written while it was sent is not written again."""
    write_report(report(), "har", str(tmp_path / "run.har"))

    assert not (tmp_path / "run.har").exists()
