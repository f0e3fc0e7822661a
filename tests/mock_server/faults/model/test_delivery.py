"""Plans are carried out through ASGI, or by closing or resetting the connection."""

import asyncio

import pytest

from mock_server.faults.model.delivery import deliver
from mock_server.faults.model.response_plan import Chunk, ConnectionEnding, ResponsePlan, unchanged
from mock_server.http.problems import ConnectionTorn
from mock_server.http.requests import EXTENSION
from mock_server.http.responses import prepare_response

ANSWER = prepare_response(200, media_type="application/json", body=b'{"a":1}')


class Wire:
    """Notes all events on the way to a client, in order."""

    def __init__(self):
        self.events = []

    async def send(self, message):
        """Note an ASGI message."""
        if message["type"] == "http.response.start":
            self.events.append(("start", message["status"]))
        else:
            self.events.append(("body", message["body"], message["more_body"]))

    async def receive(self):
        """Return an empty request body, then a disconnect."""
        self.events.append("received")
        is_gone = self.events.count("received") > 1
        return {"type": "http.disconnect" if is_gone else "http.request"}

    async def sleep(self, seconds):
        """Note a pause without waiting."""
        self.events.append(("sleep", seconds))

    def write(self, data):
        """Note raw bytes."""
        self.events.append(("raw", data))

    def close(self):
        """Note that the connection is closed."""
        self.events.append("close")

    def reset(self):
        """Note that the connection is reset."""
        self.events.append("reset")

    def carry_out(self, plan, *, has_connection=True):
        """Deliver a plan."""
        scope = {"type": "http", "extensions": {EXTENSION: self} if has_connection else {}}
        asyncio.run(deliver(plan, scope, self.receive, self.send, sleep=self.sleep))
        return self.events


def test_plain_answer_needs_only_asgi():
    """An answer that leaves the connection needs no extension of the server."""
    events = Wire().carry_out(unchanged(ANSWER), has_connection=False)

    assert events == [("start", 200), ("body", b'{"a":1}', False)]


def test_delay_is_before_the_answer():
    """No byte is sent before the delay is over."""
    events = Wire().carry_out(unchanged(ANSWER).delayed(2.5))

    assert events[:2] == [("sleep", 2.5), ("start", 200)]


def test_pauses_are_before_pieces():
    """Each piece is sent after its pause, and only the last one ends the body."""
    chunks = (Chunk(data=b'{"a"', pause_seconds=0.5), Chunk(data=b":1}", pause_seconds=0.5))
    events = Wire().carry_out(ResponsePlan(answer=ANSWER, chunks=chunks))

    assert events == [
        ("start", 200),
        ("sleep", 0.5),
        ("body", b'{"a"', True),
        ("sleep", 0.5),
        ("body", b":1}", False),
    ]


def test_truncated_body_never_ends():
    """An incomplete body is not ended; the connection is closed and the disconnect is awaited."""
    plan = ResponsePlan(answer=ANSWER, chunks=(Chunk(data=b'{"a"'),), ending=ConnectionEnding.CLOSE)
    events = Wire().carry_out(plan)

    assert events == [("start", 200), ("body", b'{"a"', True), "close", "received", "received"]


def test_complete_answer_ends_before_its_connection():
    """A broken keep-alive still sends a complete answer."""
    plan = ResponsePlan(
        answer=ANSWER, chunks=(Chunk(data=ANSWER.body),), ending=ConnectionEnding.CLOSE
    )
    events = Wire().carry_out(plan)

    assert events[:3] == [("start", 200), ("body", b'{"a":1}', False), "close"]


def test_raw_bytes_are_written_without_an_answer():
    """Garbage is sent instead of an answer."""
    events = Wire().carry_out(
        ResponsePlan(answer=None, raw=b"HTTP/1.1 200 OK\r\n?", ending=ConnectionEnding.CLOSE)
    )

    assert events[:2] == [("raw", b"HTTP/1.1 200 OK\r\n?"), "close"]


def test_reset_sends_no_byte():
    """A reset connection gets no answer."""
    events = Wire().carry_out(ResponsePlan(answer=None, ending=ConnectionEnding.RESET))

    assert events == ["reset", "received", "received"]


def test_without_a_connection_the_call_fails():
    """In process there is no connection, so the client's call ends in a connection error."""
    with pytest.raises(ConnectionTorn, match="reset by a fault") as caught:
        Wire().carry_out(
            ResponsePlan(answer=None, ending=ConnectionEnding.RESET), has_connection=False
        )

    assert isinstance(caught.value, ConnectionError)
