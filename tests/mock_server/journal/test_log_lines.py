"""The lines of the log of requests."""

import json

from hypothesis import given
from hypothesis import strategies as st

from mock_server.journal.log_lines import MAX_SHOWN_URL, LoggedFacts, json_lines, pretty_lines
from openapi.text.printable import printable_lines
from tests.acceptance.cases import cases

AT = "2026-11-21T12:00:00.123Z"
JOBS = "/subscriptions/imports"
FACTS = st.builds(
    LoggedFacts,
    method=st.text(),
    status=st.integers(0, 999),
    **dict.fromkeys(("api", "operation", "session", "scenario", "fault", "refusal"), st.text()),
)


@cases(
    "facts, line",
    {
        "example": (
            LoggedFacts("GET", 200, operation="listJobs", example="empty"),
            "12:00:00.123Z  GET    200   12.3 ms  /x  listJobs  example=empty",
        ),
        "scenario": (
            LoggedFacts("GET", 200, operation="listJobs", session="tab-1", scenario="a/b"),
            "12:00:00.123Z  GET    200   12.3 ms  /x  listJobs  scenario=a/b  session=tab-1",
        ),
        "fault": (
            LoggedFacts("DELETE", 0, fault="reset"),
            "12:00:00.123Z  DELETE ---   12.3 ms  /x  fault=reset",
        ),
        "records": (
            LoggedFacts("GET", 200, operation="listPets", collection="/pets"),
            "12:00:00.123Z  GET    200   12.3 ms  /x  listPets  records=/pets",
        ),
        "recorded": (
            LoggedFacts("GET", 200, operation="listJobs", recorded="played entry 7", session="a"),
            "12:00:00.123Z  GET    200   12.3 ms  /x  listJobs  played entry 7  session=a",
        ),
        "refusal": (
            LoggedFacts("GET", 404, refusal="nothing there"),
            "12:00:00.123Z  GET    404   12.3 ms  /x  refused: nothing there",
        ),
    },
)
def test_line_says_what_happened(facts, line):
    """A line has time, method, status, duration, URL, and what else is known."""
    assert pretty_lines().line("/x", facts, AT, 0.0123) == line


def test_json_line_has_the_same_facts():
    """A line of JSON has the names of the journal; facts that are empty are left out."""
    facts = LoggedFacts("GET", 400, operation="listJobs", refusal="no")
    line = json_lines().line(JOBS, facts, AT, 0.0123)

    assert json.loads(line) == {
        "at": AT,
        "seconds": 0.0123,
        "url": JOBS,
        "method": "GET",
        "status": 400,
        "operation": "listJobs",
        "refusal": "no",
    }


@given(st.text(), FACTS)
def test_no_text_of_a_client_acts_on_a_terminal(url, facts):
    """Whatever a client sends, its line is one line, without control characters or commands."""
    for style in (pretty_lines(), json_lines()):
        line = style.line(url, facts, AT, 0.1)

        assert printable_lines(line) == line
        assert len(line.splitlines()) == 1
        assert "\t" not in line


@given(st.text(), FACTS)
def test_json_line_is_always_json(url, facts):
    """Every line of JSON can be parsed."""
    assert json.loads(json_lines().line(url, facts, AT, 0.1))["status"] == facts.status


def test_colour_is_only_where_it_is_wanted():
    """Without colour there is no escape sequence; with it, the text is the same."""
    facts = LoggedFacts("GET", 500, operation="o", fault="f")
    plain = pretty_lines().line("/x", facts, AT, 0.1)
    coloured = pretty_lines(has_colour=True).line("/x", facts, AT, 0.1)

    assert "\x1b" not in plain
    for number in (0, 1, 2, 31, 35, 36):
        coloured = coloured.replace(f"\x1b[{number}m", "")
    assert coloured == plain


def test_long_url_is_shortened_for_people():
    """A line for people fits on a screen."""
    line = pretty_lines().line("/" + "a" * 5000, LoggedFacts("GET", 200), AT, 0.1)

    assert len(line) < MAX_SHOWN_URL + 50
    assert line.endswith("…")
