"""Sends a request of the journal through the mock again, inside this process.

It opens no connection: the recorded bytes go to the application that answers clients, and the
exchange is journaled like any other. So a replay can reach nothing but the mock itself.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Scope

from mock_server.http.problems import ConnectionTorn, ProblemId, ToolProblem
from mock_server.http.responses import Headers
from mock_server.journal.entries.entry import Entry
from mock_server.journal.redaction import REDACTED

MAX_SECONDS = 30.0  # how long a replay may take; faults can delay an answer for longer

_UNAUTHORIZED = 401
_FRAMING = frozenset({b"content-length", b"transfer-encoding", b"expect"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Replays requests."""

    app: ASGIApp  # the application that answers clients and journals each exchange
    # The token that the application requires, in place of one that the journal removed; empty if it
    # requires none.
    token: str = field(default="", repr=False)
    seconds: float = MAX_SECONDS  # how long a replay may take

    async def run(self, entry: Entry) -> None:
        """Send the request of an entry again.

        Raises:
            ToolProblem: 409, since the journal does not have the whole request.
        """
        if len(entry.body) != entry.body_size:
            raise _not_replayable(entry, "the journal has not kept its whole body")
        if not entry.headers and entry.is_unmatched and not entry.operation:
            raise _not_replayable(entry, "the journal has not kept its head")
        try:
            async with asyncio.timeout(self.seconds):
                await self.app(replayed_scope(entry, self.token), _Body(entry.body), _discard)
        except (ConnectionTorn, TimeoutError):
            return  # a fault; the journal has what was sent until then


def replayed_scope(entry: Entry, token: str = "") -> Scope:
    """Return the ASGI scope of the request of an entry.

    The journal has the text `[redacted]` in the place of secrets; `token` is sent there. For a
    request that got a 401 that text itself is sent, so that it is refused again.
    """
    secret = token.encode() if entry.status != _UNAUTHORIZED else b""
    raw_path = entry.prefix.encode("ascii", "backslashreplace") + entry.path
    query = entry.query.replace(b"=" + REDACTED, b"=" + secret) if secret else entry.query
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": entry.method,
        "scheme": "http",
        "path": unquote(raw_path.decode("ascii", "replace"), errors="replace"),
        "raw_path": raw_path,
        "root_path": "",
        "query_string": query,
        "headers": [*_headers(entry.headers, secret, len(entry.body))],
        "extensions": {},
    }


def _headers(headers: Headers, secret: bytes, size: int) -> Iterator[tuple[bytes, bytes]]:
    # The journal may have shortened the body, where it removed a secret.
    for name, value in headers:
        if name in _FRAMING:
            continue
        if secret and value == REDACTED:
            yield name, b"Bearer " + secret if name == b"authorization" else secret
        else:
            yield name, value
    if size or any(name in _FRAMING for name, _ in headers):
        yield b"content-length", str(size).encode()


class _Body:
    """Receives one body, and then nothing any more: the client of a replay stays."""

    def __init__(self, body: bytes) -> None:
        self._messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def __call__(self) -> Message:
        if self._messages:
            return self._messages.pop()
        return await asyncio.Future[Message]()


async def _discard(_: Message) -> None:
    """Send nothing: the journal has the response."""


def _not_replayable(entry: Entry, reason: str) -> ToolProblem:
    return ToolProblem(
        409,
        ProblemId.NOT_REPLAYABLE,
        f"Request {entry.id} cannot be sent again: {reason}.",
        advice="send it from the client again",
    )
