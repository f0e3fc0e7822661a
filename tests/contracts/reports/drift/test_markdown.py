"""Tests of a comparison as Markdown."""

from dataclasses import replace

from contracts.reports.drift import markdown
from contracts.reports.drift.markdown import render
from contracts.results.drift.comparison import Drift
from tests.contracts.results.drift.test_change import change


def test_a_table_has_a_row_for_each_change():
    """Nothing in it is markup."""
    hostile = replace(change(), message="'<b>|a' is gone")
    text = render(Drift(a="a.yaml", b="b.har", changes=(hostile,), compared=1, notes=("n.",)))

    assert text.startswith("## Drift: 1 breaking, 0 likely, 0 minor; 1 operation compared\n")
    assert "| breaking, certain | GET /orders  answer 200  /a |".replace("  ", " ") in text
    assert "\\<b\\>\\|a" in text
    assert "- n." in text
    assert "n." not in render(Drift(a="a", b="b", notes=("n.",)), is_quiet=True)


def test_further_rows_are_counted(monkeypatch):
    """A comment has a longest text."""
    monkeypatch.setattr(markdown, "MAX_ROWS", 1)
    changes = (change(), replace(change(), pointer="/x/b"))

    assert "and 1 more" in render(Drift(a="a", b="b", changes=changes))
