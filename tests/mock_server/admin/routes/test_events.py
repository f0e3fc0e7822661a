"""`/__admin/events`."""

import pytest

from mock_server.admin.event_stream import MAX_READERS
from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"


@pytest.fixture(autouse=True)
def asked(mock):
    """Two requests."""
    ask(mock.app, JOBS)
    ask(mock.app, "/nothing")


def numbers(answer):
    """Return the numbers of the events."""
    return [line[4:] for line in answer.body.decode().splitlines() if line.startswith("id: ")]


@pytest.mark.parametrize(
    ("query", "headers", "found"),
    [
        ("?since=0", (), ["1", "2"]),
        ("?since=1", (), ["2"]),
        ("", (), []),
        ("?since=0", (("Last-Event-ID", "1"),), ["2"]),
    ],
    ids=["all", "since", "only-new", "continued"],
)
def test_stream_begins_where_its_reader_wants(admin, query, headers, found):
    """All that is kept, what comes after a number, or only what is new."""
    answer = admin(f"/events{query}", *headers)

    assert (answer.status, answer.header("content-type")) == (200, "text/event-stream")
    assert answer.header("cache-control") == "no-store"
    assert numbers(answer) == found


def test_refused_request_has_its_reason(admin):
    """The line of an exchange says why it was refused."""
    assert b'"refusal":""' not in admin("/events?since=1").body


def test_head_ends_at_once(admin):
    """A HEAD opens no stream."""
    answer = admin("/events", method="HEAD")

    assert (answer.status, answer.body) == (200, b"")


def test_streams_are_bounded(admin, mock):
    """One reader more than allowed gets a problem that says what else it can do."""
    mock.controls.state.streams.open = MAX_READERS
    answer = admin("/events")

    assert (answer.status, answer.header("mock-server-problem")) == (429, "too-many-readers")
    assert answer.header("retry-after") == "5"


@pytest.mark.parametrize(
    "headers", [[("Host", "evil.example")], [("Origin", "http://evil.example")]]
)
def test_stream_is_closed_to_others(admin, headers):
    """The rules of access are those of the whole admin API."""
    assert admin("/events", *headers).status == 403
