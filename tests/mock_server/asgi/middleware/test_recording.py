"""The onlooker."""

import asyncio

import pytest

from mock_server.asgi.middleware.recording import RecordingMiddleware
from mock_server.journal.entries.entry import MAX_KEPT_BODY
from mock_server.sessions.request_context import context_of
from openapi.routing import Route
from tests.mock_server.asgi_client import ask
from tests.mock_server.manual_time import ManualTime
from tests.mock_server.observed import NOON


class Onlooker:
    """Keeps the exchanges that it records."""

    def __init__(self):
        self.seen = []

    def record(self, observation):
        """Keep it."""
        self.seen.append(observation)


@pytest.fixture
def onlooker():
    """A recorder that keeps exchanges."""
    return Onlooker()


def watched(app, onlooker, *ticks):
    """Return `app` in a recording layer whose stopwatch returns `ticks` one after the other."""
    shown = iter(ticks or (0.0, 0.0))
    return RecordingMiddleware(
        app,
        find=lambda _: Route(),
        recorders=[onlooker],
        ticker=ManualTime(NOON),
        stopwatch=lambda: next(shown),
    )


async def echo(scope, receive, send):
    """Answer with the request's body, in two pieces."""
    context_of(scope).scenario = "noted"
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message["body"]
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 201, "headers": [(b"a", b"b")]})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b"."})


def test_exchange_is_seen_as_the_client_saw_it(onlooker):
    """Status, headers, both bodies, the moment and how long it took are recorded once it ended."""
    answer = ask(watched(echo, onlooker, 5.0, 5.25), "/x", method="POST", chunks=[b"ab", b"c"])
    (seen,) = onlooker.seen

    assert (answer.status, answer.body) == (201, b"abc.")
    assert (seen.real, seen.seconds, seen.status) == (NOON, 0.25, 201)
    assert (seen.headers, seen.scenario) == ([(b"a", b"b")], "noted")
    assert (bytes(seen.body), seen.body_size) == (b"abc", 3)
    assert (bytes(seen.answer), seen.answer_size) == (b"abc.", 4)


def test_body_in_one_piece_is_not_copied(onlooker):
    """The sent bytes are kept by reference."""
    body = b"x" * 1000

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    ask(watched(app, onlooker), "/x")

    assert onlooker.seen[0].answer is body


def test_long_bodies_are_counted_and_cut(onlooker):
    """Of a body that is too long, the beginning and the length are recorded."""
    piece = b"x" * (MAX_KEPT_BODY - 1)
    ask(watched(echo, onlooker), "/x", method="POST", chunks=[piece, b"yz", b"z"])
    (seen,) = onlooker.seen

    assert (len(seen.body), seen.body_size) == (MAX_KEPT_BODY, MAX_KEPT_BODY + 2)
    assert bytes(seen.body[-2:]) == b"xy"


def test_exchange_that_fails_is_recorded(onlooker):
    """A connection that ends without a response is recorded too."""

    async def app(_scope, _receive, _send):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        ask(watched(app, onlooker), "/x")

    assert onlooker.seen[0].status == 0


def test_life_of_the_server_is_not_an_exchange(onlooker):
    """What is not HTTP passes through unseen."""
    passed = []

    async def app(scope, _receive, _send):
        passed.append(scope["type"])

    asyncio.run(watched(app, onlooker)({"type": "lifespan"}, None, None))

    assert (passed, onlooker.seen) == (["lifespan"], [])
