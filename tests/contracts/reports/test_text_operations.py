"""Tests of operations in the report for the terminal."""

from dataclasses import replace

from contracts.reports.text_operations import known_only, labels_of, operation_lines
from tests.contracts.example_report import PROVED, SHOWN, UNPROVED, report

THOUSANDS = tuple(replace(UNPROVED, id=f"op{n}", exchanges=0) for n in range(5000))


def lines_of(shown):
    """Return the lines of the operations of a report."""
    known = known_only(shown)
    return [*operation_lines(shown, labels_of(shown, known), known)]


def test_the_worst_comes_first():
    """A reader looks at the first lines."""
    lines = lines_of(report(operations=(PROVED, UNPROVED, SHOWN)))
    heads = [line.split("  ")[1] for line in lines if line.startswith("shop  ")]

    assert heads == [SHOWN.id, UNPROVED.id, PROVED.id]


def test_thousands_that_are_not_judged_have_one_line():
    """A budget may leave nearly all of a large document unasked, for one reason."""
    lines = lines_of(report(operations=(SHOWN, *THOUSANDS), findings=()))

    assert any(line.startswith("shop  showOrder  ") for line in lines)
    assert sum("op0, op1, op2, op3, op4, op5 and 4994 more" in line for line in lines) == 1
    assert len(lines) < 20
