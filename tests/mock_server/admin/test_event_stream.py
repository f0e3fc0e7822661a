"""The journal as server-sent events."""

import asyncio
from contextlib import suppress

import pytest

from mock_server.admin import event_stream
from mock_server.admin.event_stream import BATCH, EventStream, event_text, news_events
from mock_server.admin.state import ServerState
from mock_server.http.requests import EXTENSION
from mock_server.journal.entries.following import News
from mock_server.sessions.sessions import Sessions
from tests.mock_server.observed import entry, journal_of, observed

JOBS = "/subscriptions/imports"


class Reader:
    """A client that may stop reading; what it got is in `text`."""

    def __init__(self, *, leaves_after=10**9, reads=True):
        """Leave after a number of messages; without `reads` take nothing."""
        self.messages = []
        self.has_left = asyncio.Event()
        self.was_reset = False
        self._leaves_after = leaves_after
        self._reads = reads

    async def receive(self):
        """Wait until the client has left."""
        await self.has_left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        """Take a message."""
        if not self._reads and len(self.messages) > 1:
            await asyncio.Event().wait()
        self.messages.append(message)
        if len(self.messages) >= self._leaves_after:
            self.has_left.set()

    def reset(self):
        """Lose the connection."""
        self.was_reset = True
        self.has_left.set()

    @property
    def text(self):
        """What was sent as text."""
        return b"".join(message.get("body", b"") for message in self.messages).decode()


def state_with(*exchanges, **bounds):
    """Return the state of a server whose journal has these exchanges."""
    return ServerState(sessions=Sessions(), journal=journal_of(*exchanges, **bounds))


def stream(state, reader, after=None):
    """Return the response to a reader."""
    scope = {"extensions": {EXTENSION: reader}}
    return EventStream(
        status=200, headers=(), state=state, after=after, scope=scope, receive=reader.receive
    )


@pytest.fixture(autouse=True)
def short_ticks(monkeypatch):
    """Let a tick pass at once."""
    monkeypatch.setattr(event_stream, "TICK_SECONDS", 0.001)


def test_event_is_one_block_of_lines():
    """No text of an exchange can end an event or begin another one."""
    text = event_text("request", {"url": "/a\n\ndata: x\r\n\u2028", "method": "\ud800"}, number=7)

    assert text.startswith("event: request\nid: 7\ndata: {")
    assert text.count("\n") == 4
    assert text.isascii()


def test_news_come_in_order(packaged):
    """First that all is gone, then what was missed, then the exchanges with their numbers."""
    exchange = entry(packaged, JOBS)
    events = [*news_events(News(is_cleared=True, missed=2, entries=(exchange,)))]

    assert [each.splitlines()[0] for each in events] == [
        "event: cleared",
        "event: missed",
        "event: request",
    ]
    assert '"operation":"listImportJobs"' in events[2]


def test_reader_gets_what_is_kept_and_what_comes(packaged):
    """Exchanges that are kept come at once, a later one when it has ended."""
    exchange = observed(packaged, JOBS)
    state = state_with(exchange)

    async def run():
        reader = Reader(leaves_after=4)
        following = asyncio.ensure_future(stream(state, reader, after=0).send(reader.send))
        await asyncio.sleep(0.05)
        state.journal.record(exchange)
        await following
        return reader

    reader = asyncio.run(run())
    assert reader.text.startswith("retry: 1000\n\nevent: journal\n")
    assert [line for line in reader.text.splitlines() if line.startswith("id:")] == [
        "id: 1",
        "id: 2",
    ]
    assert state.streams.open == 0


def test_long_journal_comes_in_batches(packaged):
    """Other requests are answered between two batches of a long journal."""
    state = state_with(*[observed(packaged, JOBS)] * (2 * BATCH + 1))

    async def run():
        reader = Reader(leaves_after=5)
        await stream(state, reader, after=0).send(reader.send)
        return reader

    sizes = [message.get("body", b"").count(b"id:") for message in asyncio.run(run()).messages]
    assert sizes[2:5] == [BATCH, BATCH, 1]


@pytest.mark.parametrize("reads", [True, False], ids=["reading", "stuck"])
def test_streams_end_when_the_server_stops(packaged, reads):
    """A stop waits for no reader; one that takes nothing is disconnected."""
    state = state_with(*[observed(packaged, JOBS)] * 5)

    async def run():
        reader = Reader(reads=reads)
        following = asyncio.ensure_future(stream(state, reader, after=0).send(reader.send))
        await asyncio.sleep(0.01)
        state.streams.is_closed = True
        await asyncio.wait_for(following, 60)
        return reader

    reader = asyncio.run(run())
    assert reader.was_reset is not reads
    assert ("more_body" not in reader.messages[-1]) is reads
    assert state.streams.open == 0


def test_stream_ends_when_files_were_loaded_again(packaged):
    """The reader learns of it, and of an error; it then reads from the new mock."""
    state = state_with(observed(packaged, JOBS))

    async def run():
        reader = Reader()
        following = asyncio.ensure_future(stream(state, reader).send(reader.send))
        await asyncio.sleep(0.01)
        state.reloads.error, state.reloads.at = "line 3", 1.0
        await asyncio.wait_for(following, 60)
        return reader

    assert asyncio.run(run()).text.endswith('event: reloaded\ndata: {"trouble":"line 3"}\n\n')


def test_quiet_stream_shows_that_it_is_alive(monkeypatch):
    """Without news a comment comes now and then, so that no proxy ends the stream."""
    monkeypatch.setattr(event_stream, "HEARTBEAT_TICKS", 2)

    async def run():
        reader = Reader(leaves_after=3)
        await stream(state_with(), reader).send(reader.send)
        return reader

    assert asyncio.run(run()).text.endswith("\n\n:\n\n")


def test_reader_that_takes_nothing_is_disconnected(packaged, monkeypatch):
    """It does not hold its place for ever, and no other reader waits for it."""
    monkeypatch.setattr(event_stream, "MAX_STUCK_TICKS", 5)
    state = state_with(*[observed(packaged, JOBS)] * 5)

    async def run():
        stuck, other = Reader(reads=False), Reader(leaves_after=3)
        waiting = asyncio.ensure_future(stream(state, stuck, after=0).send(stuck.send))
        await asyncio.wait_for(stream(state, other, after=0).send(other.send), 60)
        with suppress(TimeoutError):
            await asyncio.wait_for(waiting, 60)
        return stuck, other

    stuck, other = asyncio.run(run())
    assert stuck.was_reset
    assert "id: 5" in other.text
    assert state.streams.open == 0


def test_failure_to_send_is_not_hidden(packaged):
    """An unexpected exception reaches the layer that reports it, and the place is free again."""
    state = state_with(observed(packaged, JOBS))

    async def broken(_):
        raise RuntimeError

    async def run():
        reader = Reader()
        await stream(state, reader).send(broken)

    with pytest.raises(RuntimeError):
        asyncio.run(run())
    assert state.streams.open == 0
