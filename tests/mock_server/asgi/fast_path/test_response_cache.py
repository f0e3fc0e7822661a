"""Remembered replies."""

from functools import cache

import pytest

from mock_server.asgi.fast_path.response_bytes import ResponseBytes
from mock_server.asgi.fast_path.response_cache import (
    MAX_REQUEST_BYTES,
    CachedResponse,
    ResponseCache,
)
from mock_server.clock import REAL
from mock_server.sessions.sessions import Sessions
from tests.acceptance.cases import cases

ENTRY = 4096 + 2002
"""Bytes of a request of two bytes with a reply of a thousand, which is kept in parts and joined."""


@cache
def said(text: bytes) -> CachedResponse:
    """Return the response with this text."""
    return CachedResponse(ResponseBytes(text, b""), ())


@pytest.fixture
def sessions():
    """Sessions with default settings."""
    return Sessions()


def test_what_was_said_is_found(sessions):
    """A request gets its cached response again; another one gets none."""
    replies, hello = ResponseCache(sessions), said(b"hello")
    replies.store(b"a", hello)

    assert [replies.find(b"a"), replies.find(b"a"), replies.find(b"b")] == [hello, hello, None]


@cases(
    "change",
    {
        "choice": lambda sessions: sessions.change(sessions.default, scenarios={"a b": "c"}),
        "restart": lambda sessions: sessions.restart(sessions.default),
        "dropped": lambda sessions: sessions.drop_all(),
        "clock": lambda sessions: setattr(sessions, "clock", REAL.frozen(0.0)),
        "fault": lambda sessions: setattr(sessions, "faults", ("any",)),
    },
)
def test_change_drops_everything(sessions, change):
    """A response that was made before a change of state is not used after it."""
    replies = ResponseCache(sessions)
    for request in (b"a", b"b"):
        replies.store(request, said(b"old"))
    change(sessions)

    assert [replies.find(b"a"), replies.find(b"b")] == [None, None]
    assert (len(replies), replies.size) == (0, 0)


def test_change_while_answering_drops_everything(sessions):
    """A response that was made after a change of state replaces those before it."""
    replies = ResponseCache(sessions)
    replies.store(b"a", said(b"old"))
    sessions.restart(sessions.default)

    assert [replies.was_seen_before(b"b"), len(replies)] == [False, 0]


def test_other_sessions_change_nothing(sessions):
    """Changes of named sessions do not drop responses of the default session."""
    replies = ResponseCache(sessions)
    replies.store(b"a", said(b"hello"))
    tab = sessions.touch("tab", None, 0.0)
    sessions.change(tab, scenarios={"a b": "c"})

    assert replies.find(b"a") == said(b"hello")


def test_only_what_comes_back_is_worth_remembering(sessions):
    """A request is known at the second time; a change of state resets this."""
    replies = ResponseCache(sessions)
    before = [
        replies.was_seen_before(b"a"),
        replies.was_seen_before(b"b"),
        replies.was_seen_before(b"a"),
    ]
    sessions.restart(sessions.default)

    assert before == [False, False, True]
    assert replies.was_seen_before(b"a") is False


def test_flood_pushes_out_nothing_that_comes_back(sessions):
    """Requests that come only once take no space."""
    replies = ResponseCache(sessions, max_marks=8)
    replies.store(b"often", said(b"hello"))

    assert not any(replies.was_seen_before(b"%d" % number) for number in range(100))
    assert [replies.find(b"often"), len(replies)] == [said(b"hello"), 1]


@cases("bounds", {"count": {"max_replies": 3}, "bytes": {"max_bytes": 3 * ENTRY}})
def test_replies_are_bounded(sessions, bounds):
    """The number is bounded; the least recently used response is evicted first."""
    replies = ResponseCache(sessions, **bounds)
    for number in range(10):
        replies.store(b"%02d" % number, said(b"x" * 1000))
    replies.find(b"07")
    replies.store(b"10", said(b"x" * 1000))
    kept = [number for number in range(11) if replies.find(b"%02d" % number)]

    assert kept == [7, 9, 10]
    assert (len(replies), replies.size) == (3, 3 * ENTRY)


def test_reply_that_is_said_anew_takes_the_place_of_the_old_one(sessions):
    """Nothing is counted twice."""
    replies = ResponseCache(sessions)
    replies.store(b"ab", said(b"old"))
    replies.store(b"ab", said(b"x" * 1000))

    assert replies.find(b"ab") == said(b"x" * 1000)
    assert replies.size == ENTRY


def test_long_request_is_not_remembered(sessions):
    """A request with very many headers is answered, but not learnt by heart."""
    replies = ResponseCache(sessions)
    long = b"x" * (MAX_REQUEST_BYTES + 1)

    assert [replies.was_seen_before(long), replies.was_seen_before(long)] == [False, False]
