"""A mock in this process that is fed the bytes of connections, without sockets and threads."""

import asyncio
from dataclasses import dataclass, field
from typing import Self

from uvicorn import Config
from uvicorn.server import ServerState

from mock_server.asgi.app import create_mock
from mock_server.server.http_protocol import MockProtocol
from mock_server.server.reloading import ReloadableApp
from mock_server.settings import Settings
from openapi.contract import Contract

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z
_IDLE_TURNS = 30
"""Turns of the loop without progress after which no answer is expected."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """A request as a parser has read it.

    Attributes:
        method: As sent.
        target: As sent.
        body: The part of the body that was read.
        is_whole: Whether its end was read.
    """

    method: bytes
    target: bytes
    body: bytearray = field(default_factory=bytearray)
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The reaction of a server to a stream.

    Attributes:
        sent: Everything that the server sent.
        is_closed: Whether it has closed the connection.
        readings: The requests that its parser has read; the fast path needs none.
    """

    sent: bytes
    is_closed: bool
    readings: tuple[Reading, ...]


class Wire(asyncio.Transport):
    """The server's end of a connection, which records what is sent and whether it is closed."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        super().__init__()
        self.sent = bytearray()
        self.is_closed = False
        self.is_paused = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Record sent data."""
        self.sent += data

    def close(self) -> None:
        """Record the close."""
        self.is_closed = True

    abort = close

    def is_closing(self) -> bool:
        """Whether it has ended."""
        return self.is_closed

    def get_extra_info(self, _name: str, default: object = None) -> object:
        """Return nothing about the other end."""
        return default

    def pause_reading(self) -> None:
        """Record that the server reads no more."""
        self.is_paused = True

    def resume_reading(self) -> None:
        """Record that the server reads again."""
        self.is_paused = False


class NotingProtocol(MockProtocol):
    """The mock's protocol, which records the requests that its parser reads."""

    readings: list[Reading]

    def on_headers_complete(self) -> None:
        """Note a request."""
        self.readings.append(Reading(method=self.parser.get_method(), target=self.url))
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Note a piece of its body."""
        self.readings[-1].body += body
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note its end."""
        self.readings[-1].is_whole = True
        super().on_message_complete()


class Mock:
    """A mock with a frozen clock, in the running event loop."""

    def __init__(self, contracts: tuple[Contract, ...], settings: Settings) -> None:
        """Serve contracts with settings."""
        self.live = ReloadableApp(create_mock(contracts, settings, ticker=lambda: NOON))
        self.live.mock.warm_up()
        self._config = Config(
            self.live, http=MockProtocol, ws="none", lifespan="off", log_config=None
        )

    async def converse(self, pieces: tuple[bytes, ...]) -> Conversation:
        """Send bytes in these pieces over a new connection, and return the server's reaction."""
        connection = _Connection.open(self._config)
        for piece in pieces:
            if not await connection.is_taken(piece):
                break
        found = Conversation(
            sent=bytes(connection.wire.sent),
            is_closed=connection.wire.is_closed,
            readings=tuple(connection.protocol.readings),
        )
        await connection.close()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Connection:
    protocol: NotingProtocol
    wire: Wire
    state: ServerState

    @classmethod
    def open(cls, config: Config) -> Self:
        state, wire = ServerState(), Wire()
        protocol = NotingProtocol(config, state, {})
        protocol.readings = []
        protocol.connection_made(wire)
        return cls(protocol=protocol, wire=wire, state=state)

    async def is_taken(self, piece: bytes) -> bool:
        """Send a piece and wait for all answers to it; return False if the server reads no more."""
        if self.wire.is_closed or self.wire.is_paused:
            return False
        self.protocol.data_received(piece)
        await self._settle()
        return True

    async def _settle(self) -> None:
        backlog = self.protocol.flow.backlog
        idle, before = 0, (-1, -1)
        while idle < _IDLE_TURNS and (self.state.tasks or backlog):
            await asyncio.sleep(0)
            found = len(self.wire.sent), len(backlog)
            idle = 0 if found != before else idle + 1
            before = found

    async def close(self) -> None:
        """End the connection and wait for its tasks."""
        self.protocol.connection_lost(None)
        if self.state.tasks:
            await asyncio.wait(self.state.tasks, timeout=10)
