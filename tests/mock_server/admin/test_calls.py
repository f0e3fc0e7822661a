"""A call to the admin API."""

from mock_server.admin.calls import AdminCall, format_moment, json_response, no_content


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
