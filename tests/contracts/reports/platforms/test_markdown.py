"""Tests of the report as Markdown."""

from dataclasses import replace

from contracts.reports.platforms.markdown import MAX_ROWS, render
from tests.contracts.example_report import FOUND_WRONG, PROVED, UNPROVED, WRONG, report


def test_the_result_comes_first_and_findings_are_a_table():
    """A reader sees the verdict, then what is wrong and where."""
    lines = render(report()).splitlines()

    assert lines[0] == "## Contracts: failed"
    assert lines[2].startswith("1 operation, 1 error, 1 warning")
    assert any(line.startswith("| error, firm | schema | showOrder |") for line in lines)
    assert any(line.endswith("| shop.yaml:120 |") for line in lines)


def test_a_run_that_passes_says_so():
    """Without findings there is no table of them."""
    text = render(report(operations=(PROVED,), findings=()))

    assert text.startswith("## Contracts: passed")
    assert "| severity |" not in text


def test_what_is_not_proved_is_listed():
    """A run that fails without a finding has something to show."""
    assert "- listOrders is not proved" in render(report(operations=(UNPROVED,), findings=()))


def test_nothing_a_server_sends_is_markup():
    """Pipes, links, HTML and line breaks of a message stay text in its cell."""
    wrong = replace(WRONG, message="a|b <img src=x> [link](http://x) `code`\n## head")
    [row] = [
        line
        for line in render(report(findings=(replace(FOUND_WRONG, finding=wrong),))).splitlines()
        if "schema" in line
    ]

    assert row.count("|") - row.count("\\|") == 6
    assert "\\<img" in row
    assert "\\[link\\]" in row
    assert "\\## " not in row.split("code")[0]


def test_a_long_report_is_cut():
    """A summary of a step has a limit; what is left out is counted."""
    text = render(report(findings=(FOUND_WRONG,) * (MAX_ROWS + 5)))

    assert "and 5 more findings" in text


def test_a_check_that_could_not_run_shows_why():
    """The message is shown as it is on a terminal."""
    text = render(report(error="no server\n  where  here", operations=(), findings=()))

    assert "    no server\n      where  here" in text


def test_a_document_on_one_line_has_the_pointer_too():
    """As the text has it: the line alone says nothing where it has the whole document."""
    crowded = replace(WRONG, contract="openapi.json:1#/paths/~1pets/get")
    text = render(report(findings=(replace(FOUND_WRONG, finding=crowded),)))

    assert "| openapi.json:1\\#/paths/\\~1pets/get |" in text


def test_one_reason_of_many_operations_is_one_line():
    """A summary of a step has a limit."""
    many = tuple(replace(UNPROVED, id=f"op{n}") for n in range(3000))
    lines = render(report(operations=many, findings=())).splitlines()

    [line] = [line for line in lines if "not proved:" in line]
    assert line.startswith("- op0, op1, op2 and 2997 more are not proved: every answer is 401")
