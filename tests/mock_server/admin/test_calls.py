"""A call to the admin API."""

import json

from hypothesis import given
from hypothesis import strategies as st

from mock_server.admin.calls import (
    WIDTH,
    AdminCall,
    format_moment,
    indented_json,
    json_response,
    no_content,
)
from tests.acceptance.cases import cases

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_session_is_named_in_query_or_body():
    """Without a name, all sessions are meant; an empty name is the default session."""
    assert AdminCall(controls=None).session is None
    assert AdminCall(controls=None, query={"session": ""}).session == ""
    assert AdminCall(controls=None, body={"session": "a"}).session == "a"


def test_answers_are_not_for_keeping():
    """A response about changing state has no `etag`."""
    answer = json_response({"a": 1})

    assert (answer.status, answer.body) == (200, b'{"a": 1}\n')
    assert b"etag" not in dict(answer.headers)
    assert no_content().status == 204


def test_moments_have_milliseconds():
    """A moment is written in UTC, to the millisecond."""
    assert format_moment(1_795_262_400.1234) == "2026-11-21T12:00:00.123Z"
    assert format_moment(-5.0) == "1970-01-01T00:00:00.000Z"


@given(VALUES)
def test_indentation_keeps_the_value(value):
    """Indented JSON has the same value, and ends with a line feed."""
    text = indented_json(value)

    assert json.loads(text) == value
    assert text.endswith(b"\n")


def test_short_values_are_on_one_line():
    """A list of headers is a list of lines."""
    header = {"name": "content-type", "value": "application/json"}
    text = indented_json({"headers": [header] * 3, "status": 200}).decode()

    assert text.splitlines() == [
        "{",
        '  "headers": [',
        *[f"    {json.dumps(header)},"] * 2,
        f"    {json.dumps(header)}",
        "  ],",
        '  "status": 200',
        "}",
    ]


def test_long_text_is_not_broken():
    """A text longer than a line is one line."""
    assert len(indented_json(["x" * WIDTH]).splitlines()) == 3


@cases(
    "target, method, body",
    {
        "answer": ("/health", "GET", None),
        "problem": ("/faults", "POST", {"fault": "dely"}),
        "refusal": ("/requests?limit=0", "GET", None),
    },
)
def test_answers_and_problems_are_indented(admin, target, method, body):
    """Every JSON answer of the admin API is readable in a terminal, and its length is right."""
    answer = admin(target, method=method, body=body)

    assert answer.body.startswith(b"{\n  ")
    assert answer.header("content-length") == str(len(answer.body))
