"""Small real servers for tests: threads, sockets, no framework, nothing shared with the mock."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request as the server saw it on its socket.

    Attributes:
        method: As sent.
        target: The raw request target.
        headers: In order.
        body: The bytes of the body.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the first value of a header."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server answers.

    Attributes:
        status: The status.
        body: JSON value, or bytes as they are.
        headers: Added to Content-Type and Content-Length; a header here replaces those.
        raw: Bytes that are written instead of all that; empty closes the connection at once.
        after: Waited for before anything is written; None does not wait.
    """

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    after: threading.Event | None = None


Answer = Callable[[Seen], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveServer:
    """A server that runs.

    Attributes:
        url: Where, without a slash at the end.
        seen: Every request that came in, in order; grows.
    """

    url: str
    seen: list[Seen]

    @property
    def methods(self) -> set[str]:
        """The methods that came in."""
        return {request.method for request in self.seen}


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answer: Answer, host: str) -> None:
        self.answer = answer
        self.seen: list[Seen] = []
        super().__init__((host, 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing about clients that hang up."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing about requests."""

    def handle_one(self) -> None:
        """Answer one request with any method."""
        length = int(self.headers.get("Content-Length") or 0)
        seen = Seen(
            method=self.command,
            target=self.path,
            headers=tuple(self.headers.items()),
            body=self.rfile.read(length),
        )
        self.server.seen.append(seen)
        reply = self.server.answer(seen)
        if reply.after is not None:
            reply.after.wait(30)
        if reply.raw is not None:
            self.wfile.write(reply.raw)
            self.close_connection = True
            return
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        headers = {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **reply.headers,
        }
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_OPTIONS = do_POST = do_PUT = do_DELETE = do_PATCH = handle_one  # noqa: N815
    do_TRACE = do_QUERY = handle_one  # noqa: N815


@contextmanager
def serve(answer: Answer, host: str = "127.0.0.1") -> Iterator[LiveServer]:
    """Serve `answer` on a free port while the block runs, on loopback unless said otherwise."""
    with _Server(answer, host) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            host, port = server.server_address[:2]
            yield LiveServer(url=f"http://{host!s}:{port}", seen=server.seen)
        finally:
            server.shutdown()
            thread.join(5)
