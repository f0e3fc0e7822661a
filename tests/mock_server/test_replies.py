"""Remembered replies."""

import pytest

from mock_server.clock import REAL
from mock_server.replies import MAX_REQUEST_BYTES, Remembered, Replies, Said
from mock_server.sessions import Sessions
from mock_server.wire import Reply
from tests.acceptance.cases import cases


def said(text: bytes) -> Said:
    """Return a reply that says this, for the first time."""
    return Said(Reply(text, b""), tuple)


def again(text: bytes) -> Remembered:
    """Return a reply that says this once more."""
    return Remembered(Reply(text, b""), ())


@pytest.fixture
def sessions():
    """Sessions in which nothing was chosen."""
    return Sessions()


def test_what_was_said_is_found(sessions):
    """A request gets what it got before, again and again; another one gets nothing."""
    replies, hello = Replies(sessions), again(b"hello")
    replies.put(b"a", said(b"hello"))

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
    """What was said in another world is never said again."""
    replies = Replies(sessions)
    for request in (b"a", b"b"):
        replies.put(request, said(b"old"))
    replies.find(b"a")

    change(sessions)

    assert [replies.find(b"a"), replies.find(b"b"), len(replies), replies.size] == [None] * 2 + [
        0,
        0,
    ]


def test_change_while_answering_counts(sessions):
    """A reply that was made in a new world does not join those of the old one."""
    replies = Replies(sessions)
    replies.put(b"a", said(b"old"))
    sessions.restart(sessions.default)
    replies.put(b"b", said(b"new"))

    assert [replies.find(b"a"), len(replies)] == [None, 1]


def test_other_sessions_change_nothing(sessions):
    """Named sessions choose as they like; what is said to those without a name stays."""
    replies = Replies(sessions)
    replies.put(b"a", said(b"hello"))
    tab = sessions.use("tab", None, 0.0)
    sessions.change(tab, scenarios={"a b": "c"})

    assert replies.find(b"a") == again(b"hello")


def test_flood_pushes_out_nothing_that_comes_back(sessions):
    """Whoever asks for ever new things makes room for itself only."""
    replies = Replies(sessions, max_once=8)
    replies.put(b"often", said(b"hello"))
    replies.find(b"often")
    for number in range(100):
        replies.put(b"%d" % number, said(b"x"))

    assert replies.find(b"often") == again(b"hello")
    assert [len(replies), replies.find(b"91"), replies.find(b"99")] == [9, None, again(b"x")]


@cases(
    "bounds, left",
    {
        "once-count": ({"max_once": 3}, 3),
        "once-bytes": ({"max_once_bytes": 3 * (2048 + 1002)}, 3),
    },
)
def test_what_waits_is_bounded(sessions, bounds, left):
    """Neither many nor large requests fill the memory."""
    replies = Replies(sessions, **bounds)
    for number in range(10):
        replies.put(b"%02d" % number, said(b"x" * 1000))

    assert (len(replies), replies.size) == (left, left * (2048 + 1002))


@cases(
    "bounds, left",
    {
        "again-count": ({"max_again": 3}, 3),
        "again-bytes": ({"max_again_bytes": 3 * (2048 + 1002)}, 3),
    },
)
def test_what_comes_back_is_bounded(sessions, bounds, left):
    """What is asked for again is kept as long as there is room, the latest first."""
    replies = Replies(sessions, **bounds)
    for number in range(10):
        replies.put(b"%02d" % number, said(b"x" * 1000))
        replies.find(b"%02d" % number)
    replies.find(b"07")
    replies.put(b"10", said(b"x" * 1000))
    replies.find(b"10")

    assert (len(replies), replies.size) == (left, left * (2048 + 1002))
    assert [replies.find(b"%02d" % number) is not None for number in (7, 8, 10)] == [
        True,
        False,
        True,
    ]


def test_long_request_is_not_remembered(sessions):
    """A request with very many headers is answered, but not learnt by heart."""
    replies = Replies(sessions)
    replies.put(b"x" * (MAX_REQUEST_BYTES + 1), said(b"hello"))

    assert len(replies) == 0
