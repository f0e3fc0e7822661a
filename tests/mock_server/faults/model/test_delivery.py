"""Plans carried out, through ASGI and through a torn connection."""

import asyncio

import pytest

from mock_server.faults.model.delivery import EXTENSION, ConnectionTorn, deliver
from mock_server.faults.model.response_plan import Chunk, ConnectionEnding, ResponsePlan, unchanged
from mock_server.http.responses import prepare_response

ANSWER = prepare_response(200, media_type="application/json", body=b'{"a":1}')


class Wire:
    """Everything that happens on the way to a client, in order."""

    def __init__(self):
        self.events = []

    async def send(self, message):
        """Note an ASGI message."""
        if message["type"] == "http.response.start":
            self.events.append(("start", message["status"]))
        else:
            self.events.append(("body", message["body"], message["more_body"]))

    async def receive(self):
        """Tell that the client has gone, after an empty request body."""
        self.events.append("received")
        is_gone = self.events.count("received") > 1
        return {"type": "http.disconnect" if is_gone else "http.request"}

    async def sleep(self, seconds):
        """Note a pause instead of making it."""
        self.events.append(("sleep", seconds))

    def write(self, data):
        """Note bytes that no library looked at."""
        self.events.append(("raw", data))

    def close(self):
        """Note the end."""
        self.events.append("close")

    def reset(self):
        """Note the sudden end."""
        self.events.append("reset")

    def carry_out(self, plan, *, is_tearable=True):
        """Deliver a plan."""
        scope = {"type": "http", "extensions": {EXTENSION: self} if is_tearable else {}}
        asyncio.run(deliver(plan, scope, self.receive, self.send, sleep=self.sleep))
        return self.events


def test_plain_answer_goes_through_asgi_alone():
    """An answer without a torn connection needs nothing but ASGI."""
    events = Wire().carry_out(unchanged(ANSWER), is_tearable=False)

    assert events == [("start", 200), ("body", b'{"a":1}', False)]


def test_delay_comes_before_everything():
    """Nothing is sent before the delay is over."""
    events = Wire().carry_out(unchanged(ANSWER).delayed(2.5))

    assert events[:2] == [("sleep", 2.5), ("start", 200)]


def test_pauses_stand_between_pieces():
    """Each piece waits for its pause, and only the last one ends the body."""
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
    """A body that breaks off is not ended, the connection is closed and the end is awaited."""
    plan = ResponsePlan(answer=ANSWER, chunks=(Chunk(data=b'{"a"'),), ending=ConnectionEnding.CLOSE)
    events = Wire().carry_out(plan)

    assert events == [("start", 200), ("body", b'{"a"', True), "close", "received", "received"]


def test_whole_answer_ends_before_its_connection_does():
    """A broken keep-alive still sends a whole answer."""
    plan = ResponsePlan(
        answer=ANSWER, chunks=(Chunk(data=ANSWER.body),), ending=ConnectionEnding.CLOSE
    )
    events = Wire().carry_out(plan)

    assert events[:3] == [("start", 200), ("body", b'{"a":1}', False), "close"]


def test_raw_bytes_are_written_without_an_answer():
    """Garbage takes the place of an answer."""
    events = Wire().carry_out(
        ResponsePlan(answer=None, raw=b"HTTP/1.1 200 OK\r\n?", ending=ConnectionEnding.CLOSE)
    )

    assert events[:2] == [("raw", b"HTTP/1.1 200 OK\r\n?"), "close"]


def test_reset_sends_nothing():
    """A reset connection gets no answer at all."""
    events = Wire().carry_out(ResponsePlan(answer=None, ending=ConnectionEnding.RESET))

    assert events == ["reset", "received", "received"]


def test_without_a_connection_the_call_fails():
    """In process there is nothing to tear: the client's call ends in a connection error."""
    with pytest.raises(ConnectionTorn, match="reset by a fault") as caught:
        Wire().carry_out(
            ResponsePlan(answer=None, ending=ConnectionEnding.RESET), is_tearable=False
        )

    assert isinstance(caught.value, ConnectionError)
