"""The output as text, JSON and plot."""

import json

from tests.benchmarks.speed.figures import Measurement, Row, Target
from tests.benchmarks.speed.report import as_json, as_text, draw, limits

GOOD = Row(name="a: x/y", what="a row", figure=3.0, target=Target(limit=2.5), note="quick")
MISSED = Row(name="b: x/y", what="b row", figure=0.5, target=Target(limit=1.0), note="slow")
WRONG = Row(name="c: x/y", what="c row", figure=None, target=Target(limit=1.0), note="status 500")
ROWS = [GOOD, MISSED, WRONG]


def test_text_has_verdict_figure_and_target():
    """The last line counts the rows that fail."""
    lines = as_text(ROWS, 0.0).splitlines()

    assert lines[0].split() == ["pass", "3.00", "x", "≥", "2.5", "a", "row"]
    assert lines[2].split()[:3] == ["fail", "0.50", "x"]
    assert lines[-1] == "3 rows, 1 below target, 1 without a figure"


def test_text_has_no_figure_from_wrong_answers():
    """The line has the reason instead."""
    line, why = as_text([WRONG], 0.0).splitlines()[:2]

    assert line.split() == ["wrong", "≥", "1", "c", "row"]
    assert why.strip() == "status 500"


def test_text_warns_of_a_busy_machine():
    """The text warns if the rates of the same server differ widely."""
    assert "changed by 30% between rounds" in as_text(ROWS, 0.3)
    assert "changed" not in as_text(ROWS, 0.1)


def test_json_has_rows_and_measurements():
    """Verdicts are included; a missing figure is null."""
    measurement = Measurement(requests=1, seconds=1.0, cpu_seconds=1.0, p50_ms=1.0, p99_ms=1.0)
    document = json.loads(as_json(ROWS, {"a": {"x": [measurement]}}, {"cores": "2"}))

    assert [row["verdict"] for row in document["rows"]] == ["pass", "fail", "wrong"]
    assert document["rows"][2]["figure"] is None
    assert document["measurements"]["a"]["x"][0]["requests"] == 1
    assert document["about"] == {"cores": "2"}


def test_plot_is_a_picture(tmp_path):
    """Also without a row to show."""
    for rows in (ROWS, []):
        draw(rows, tmp_path / "plot.png")

        assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG\r\n")


def test_axis_has_room_for_figures_and_targets():
    """The smallest and the largest of them are inside."""
    low, high = limits(ROWS)

    assert low < 0.5
    assert high > 3.0
