"""Tests of a comparison as text."""

from dataclasses import replace
from pathlib import Path

from contracts.reports.drift.text import render
from contracts.results.drift.comparison import Drift, compare
from tests.contracts.results.drift.test_change import change
from tests.contracts.traffic import documented, exchange, members, seen, tree


def test_the_report_reads_from_the_worst_change_to_the_summary(tmp_path, monkeypatch):
    """With both sides' evidence, and what was compared."""
    monkeypatch.chdir(tmp_path)
    side = documented(Path(), tree(members(("total",), total={"type": "integer"})))
    other = seen(exchange("/orders", {"total": "7", "new": 1}), label="today.har")
    text = render(compare(side, other))

    assert text == (
        "breaking  GET /orders  answer 200  /total\n"
        "          'total' is string instead of integer\n"
        "          from: integer  shop.json:25\n"
        "          to:   string (1 seen)  entry 1 of today.har: GET /orders -> 200 "
        '{"total": "7", "new": 1}\n'
        "\n"
        "minor  GET /orders  answer 200  /new\n"
        "          'new' is not documented\n"
        "          from: not documented  shop.json:22\n"
        "          to:   present in 1 of 1  entry 1 of today.har: GET /orders -> 200 "
        '{"total": "7", "new": 1}\n'
        "\n"
        "from shop.json\n"
        "to   today.har\n"
        "1 breaking, 0 likely, 1 minor; 1 operation compared\n"
    )


def test_a_report_is_one_screen_and_says_what_is_left_out():
    """A file has everything."""
    many = tuple(replace(change(), message=f"'{n}' is gone", pointer=f"/{n}/a") for n in range(50))
    drift = Drift(a="a", b="b", changes=many, notes=("one", "two", "three", "four", "five"))
    short, whole = render(drift), render(drift, is_whole=True)

    assert len(short.splitlines()) <= 40
    assert "and 46 more: 46 member-gone (breaking)\n" in short
    assert "note: and 1 more\n" in short
    assert whole.count("is gone") == 50
    assert "note: five" in whole


def test_no_drift_says_how_much_was_compared():
    """Nothing compared would be no proof."""
    assert render(Drift(a="a", b="b", compared=3)).endswith("no drift; 3 operations compared\n")


def test_hostile_texts_are_escaped():
    """Names of members come from servers."""
    drift = Drift(a="a", b="b", changes=(replace(change(), message="\x1b[2J::error::x"),))

    assert "\x1b" not in render(drift)
