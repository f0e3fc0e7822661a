"""The journal as server-sent events (HTML Living Standard, 9.2), for one reader at a time.

Each reader looks for news several times a second, so recording a request costs nothing more than
without readers. A reader that takes nothing holds up only itself, and is disconnected at last.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from mock_server.admin.journal_json import journal_json, line_json
from mock_server.admin.sharing import refresh_journal
from mock_server.admin.state import ServerState
from mock_server.http.requests import EXTENSION
from mock_server.http.responses import PreparedResponse
from mock_server.journal.entries.following import JournalFollower, News
from openapi.json.types import JSON

if TYPE_CHECKING:
    from mock_server.faults.model.delivery import AbortableConnection

MEDIA_TYPE = b"text/event-stream"

MAX_READERS = 16  # streams that are open at once
BATCH = 200  # entries that are written together; other requests are answered between two batches
TICK_SECONDS = 0.1  # how often a reader looks for news
HEARTBEAT_TICKS = 150  # ticks without news after which a comment shows that the stream is alive
MAX_STUCK_TICKS = 600  # ticks in which a reader may take nothing before it is disconnected
_CLOSING_TICKS = 3  # the same while the server stops

_OPENING = "retry: 1000\n\n"
_HEARTBEAT = ":\n\n"

_encode = json.JSONEncoder(separators=(",", ":")).encode


def event_text(kind: str, data: Mapping[str, JSON], *, number: int | None = None) -> str:
    r"""Return one event; `number` is what a reader sends back as `Last-Event-ID`.

    >>> event_text("missed", {"count": 3})
    'event: missed\ndata: {"count":3}\n\n'
    """
    numbered = "" if number is None else f"id: {number}\n"
    # JSON in ASCII has no line break, which would end the data.
    return f"event: {kind}\n{numbered}data: {_encode(data)}\n\n"


def news_events(news: News) -> Iterator[str]:
    """Yield the events of what is new."""
    if news.is_cleared:
        yield event_text("cleared", {})
    if news.missed:
        yield event_text("missed", {"count": news.missed})
    for entry in news.entries:
        yield event_text("request", line_json(entry), number=entry.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventStream(PreparedResponse):
    """A response that goes on until the client leaves, the server stops or reloads its files."""

    state: ServerState
    after: int | None = None  # number of the last entry that the client has; None for only new ones
    scope: Scope = field(default_factory=dict, repr=False)  # which may have its connection
    receive: Receive = field(repr=False)  # the ASGI function of the request

    async def send(self, send: Send) -> None:
        """Send the head, and events until the end."""
        streams = self.state.streams
        streams.open += 1
        try:
            await send(
                {"type": "http.response.start", "status": self.status, "headers": [*self.headers]}
            )
            await self._run(_Writer(self.state, self.after, send))
        finally:
            streams.open -= 1

    async def _run(self, writer: "_Writer") -> None:
        """Run the writer until it ends, the client leaves or takes nothing any more."""
        tasks = [
            asyncio.ensure_future(writer.run()),
            asyncio.ensure_future(_until_disconnected(self.receive)),
        ]
        try:
            while not (await asyncio.wait(tasks, timeout=TICK_SECONDS, **_FIRST))[0]:
                if writer.has_stuck():
                    self._disconnect()
                    await asyncio.wait(tasks, timeout=TICK_SECONDS, **_FIRST)
                    break
            if tasks[0].done():
                tasks[0].result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _disconnect(self) -> None:
        connection: AbortableConnection | None = (self.scope.get("extensions") or {}).get(EXTENSION)
        if connection is not None:
            connection.reset()


_FIRST: Mapping[str, str] = {"return_when": asyncio.FIRST_COMPLETED}


class _Writer:
    """Writes events to one reader."""

    def __init__(self, state: ServerState, after: int | None, send: Send) -> None:
        self._state = state
        self._send = send
        self._follower = JournalFollower(state.journal, after=after)
        self._loaded_at = state.reloads.at
        self._waited = 0
        self._is_sending = False
        self._trouble = ""

    async def run(self) -> None:
        """Write until the server stops or has loaded changed files."""
        await self._write(f"{_OPENING}{self._opening()}")
        quiet_ticks = 0
        while not self._state.streams.is_closed:
            await refresh_journal(self._state, is_whole=False)
            if self._state.trouble != self._trouble:
                await self._write(self._opening())
            news = self._follower.take(BATCH)
            if news:
                quiet_ticks = 0
                await self._write("".join(news_events(news)))
                # Others first; the next batch follows at once only if it may be a whole one.
                await asyncio.sleep(0 if len(news.entries) == BATCH else TICK_SECONDS)
                continue
            if self._state.reloads.at != self._loaded_at:
                trouble = self._state.reloads.error
                await self._write(event_text("reloaded", {"trouble": trouble}))
                break
            quiet_ticks += 1
            if quiet_ticks % HEARTBEAT_TICKS == 0:
                await self._write(_HEARTBEAT)
            await asyncio.sleep(TICK_SECONDS)
        await self._send({"type": "http.response.body", "body": b""})

    def _opening(self) -> str:
        """Return the event about the journal as a whole."""
        self._trouble = self._state.trouble
        return event_text("journal", journal_json(self._state.journal, self._trouble))

    async def _write(self, text: str) -> None:
        self._waited, self._is_sending = 0, True
        await self._send(
            {"type": "http.response.body", "body": text.encode("ascii"), "more_body": True}
        )
        self._is_sending = False

    def has_stuck(self) -> bool:
        """Whether the reader has taken nothing for too long; to be called at every tick."""
        self._waited += self._is_sending
        limit = _CLOSING_TICKS if self._state.streams.is_closed else MAX_STUCK_TICKS
        return self._waited > limit


async def _until_disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
