"""A finding of a report is explained."""

import json

import pytest

from contracts.errors import OptionError
from contracts.explain.reported import explain_finding, finding_in

FINDING = {
    "id": "0123456789ab",
    "rule": "schema",
    "severity": "error",
    "confidence": "certain",
    "operation": "getOrder",
    "message": "total is a text.",
    "pointer": "/total",
    "values": {"/total": '"x"'},
    "expected": "a number",
    "curl": "curl http://a/orders/7",
    "witness": "my witnesses/w.json",
    "replay_options": ["--spec", "'a shop.yaml'"],
    "exchanges": [
        {"request": {"method": "GET", "target": "/orders/7"}, "answer": {"status": 200}},
        {"request": {"method": "GET", "target": "/orders/8"}, "answer": None},
    ],
}


@pytest.fixture
def report(tmp_path):
    """Writes a report with findings, and returns its path."""

    def write(*findings):
        path = tmp_path / "report.json"
        path.write_text(json.dumps({"version": 1, "findings": [*findings]}))
        return path

    return write


def test_what_was_found_and_how_to_see_it_again(report):
    """Value, place, exchanges, and the commands to paste."""
    text = explain_finding(finding_in(report(FINDING), "0123456789ab"))

    assert text.startswith("0123456789ab  (error, certain)\n  total is a text.\n")
    assert '  found     /total = "x"' in text
    assert "  shown by  GET /orders/7  200\n  shown by  GET /orders/8  no answer" in text
    assert "  again     contracts replay 'my witnesses/w.json' --spec 'a shop.yaml'" in text


def test_the_beginning_of_an_id_is_enough(report):
    """If it is of one finding only, and not too short."""
    path = report(FINDING, {**FINDING, "id": "0123ffffffff"})

    assert finding_in(path, "01234")["id"] == "0123456789ab"
    with pytest.raises(OptionError, match="0123456789ab, 0123ffffffff"):
        finding_in(path, "0123")
    with pytest.raises(OptionError, match="too short"):
        finding_in(report(FINDING), "01")


def test_a_misspelt_id_names_the_nearest(report):
    """As everywhere."""
    with pytest.raises(OptionError, match="did you mean '0123456789ab'"):
        finding_in(report(FINDING), "0123456789ba")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"findings": {}}', "nothing", '{"findings": [1, {"id": 2}, {}]}']
)
def test_what_is_no_report_is_refused(tmp_path, text):
    """In words; a report of another program has no findings of ours."""
    path = tmp_path / "report.json"
    path.write_text(text)

    with pytest.raises(OptionError, match=r"no report|no finding"):
        finding_in(path, "0123456789ab")
    with pytest.raises(OptionError, match="no report"):
        finding_in(tmp_path / "none.json", "0123456789ab")


def test_a_report_may_have_anything(report):
    """A file from elsewhere gives no traceback."""
    odd = {"id": "0123456789ab", "values": [1], "exchanges": [None, {"request": 7}, 3], "curl": 1}

    assert explain_finding(finding_in(report(odd), "0123456789ab")).startswith("0123456789ab")
