"""An exchange is taken as it passes."""

import asyncio

import pytest

from mock_server.asgi.proxy import taping
from mock_server.asgi.proxy.bodies import IncomingBody
from mock_server.asgi.proxy.taping import Tape, decodable
from mock_server.asgi.proxy.upstream import UpstreamResponse
from tests.mock_server.observed import observed


class Kept:
    """A recorder that keeps exchanges."""

    def __init__(self):
        self.exchanges = []

    def add(self, exchange):
        """Keep an exchange."""
        self.exchanges.append(exchange)


@pytest.fixture
def pass_on(packaged):
    """Passes a body in pieces, of which a client reads some; returns the exchange or None."""

    def passed(*pieces, read=99, answered=True, **facts):
        async def receive():
            return {"type": "http.request", "body": b"sent", "more_body": False}

        async def source():
            for piece in pieces:
                yield piece

        async def run():
            kept, body = Kept(), IncomingBody(receive)
            await body.read(100)
            context = observed(packaged, "/a?b=c", ("Connection", "close"), **facts)
            tape = Tape(context, body, "http://real", kept)
            if answered:
                headers = ((b"server", b"x"), (b"connection", b"close"))
                response = tape.running(
                    UpstreamResponse(status=203, headers=headers, body=source())
                )
                for _ in range(read):
                    if await anext(response.body, None) is None:
                        break
            tape.end()
            return kept.exchanges

        return asyncio.run(run())

    return passed


def test_request_and_response_are_taken(pass_on):
    """Without the headers of one connection."""
    [taken] = pass_on(b"ab", b"cd", method="POST", body=b"sent")

    assert (taken.origin, taken.path, taken.query) == ("http://real", b"/a", b"b=c")
    assert (taken.method, taken.body, taken.body_size) == ("POST", b"sent", 4)
    assert (taken.status, taken.answer, taken.is_whole) == (203, b"abcd", True)
    assert taken.answer_headers == ((b"server", b"x"),)
    assert taken.headers == ()


def test_a_stream_that_a_client_leaves_is_not_whole(pass_on):
    """What came until then is recorded."""
    [taken] = pass_on(b"ab", b"cd", read=1)

    assert (taken.answer, taken.is_whole) == (b"ab", False)


def test_a_long_body_is_cut(pass_on, monkeypatch):
    """Its size is known all the same."""
    monkeypatch.setattr(taping, "MAX_BODY", 3)
    [taken] = pass_on(b"ab", b"cd", b"ef")

    assert (taken.answer, taken.answer_size, taken.is_whole) == (b"abc", 6, False)


def test_no_response_is_no_exchange(pass_on):
    """The server was not reached."""
    assert pass_on(answered=False) == []


def test_only_codings_that_can_be_recorded_are_asked_for():
    """One line in the place of all."""
    headers = ((b"accept-encoding", b"br"), (b"a", b"b"), (b"accept-encoding", b"gzip"))

    assert decodable(headers) == ((b"a", b"b"), (b"accept-encoding", b"gzip"))
    assert decodable(()) == ((b"accept-encoding", b"identity"),)
