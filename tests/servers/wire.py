"""HTTP/1.1 on plain sockets: strict in what it reads, obedient in what it writes.

No framework is between a defect and the wire: what a `Reply` says is what is sent, right or
wrong. One thread listens, one thread serves each connection, requests on it are answered in turn.
"""

import itertools
import re
import socket
import threading
from contextlib import suppress
from email.utils import format_datetime
from http import HTTPStatus
from typing import BinaryIO, Protocol, Self

from tests.servers.clock import Clock
from tests.servers.messages import Framing, Headers, Reply, Request

LINE_BYTES = 8192
HEAD_FIELDS = 100
BODY_BYTES = 1 << 20
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TARGET = re.compile(r"[!-~]+")
_VALUE = re.compile(r"[\t -~\x80-\xff]*")


class Answering(Protocol):
    """What a server needs from a service."""

    clock: Clock

    def answer(self, request: Request) -> Reply:
        """Return the reply to a request."""

    def refuse(self, status: int, message: str, headers: Headers = ()) -> Reply:
        """Return a refusal in the words of the API."""


class Unreadable(Exception):
    """Bytes that are no acceptable request; the connection ends after the refusal."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Server:
    """A listening socket on loopback, in threads of this process; use it with `with`."""

    def __init__(self, service: Answering, *, port: int = 0) -> None:
        self._service = service
        self._listener = socket.create_server(("127.0.0.1", port))
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._stopping = False
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end."""
        return f"http://{self.address[0]}:{self.address[1]}"

    def __enter__(self) -> Self:
        self._spawn(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        with suppress(OSError):
            socket.create_connection(self.address, timeout=1).close()  # wakes the listener
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=5)
        self._listener.close()

    def _spawn(self, target, *args) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads = [known for known in self._threads if known.is_alive()]
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        for number in itertools.count(1):
            connection, _ = self._listener.accept()
            if self._stopping:
                connection.close()
                return
            self._spawn(self._serve, connection, number)

    def _serve(self, connection: socket.socket, number: int) -> None:
        with self._lock:
            self._open.add(connection)
        try:
            with connection, connection.makefile("rb") as stream, suppress(OSError):
                connection.settimeout(30)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._converse(connection, stream, number)
        finally:
            with self._lock:
                self._open.discard(connection)

    def _converse(self, connection: socket.socket, stream: BinaryIO, number: int) -> None:
        for turn in itertools.count(1):
            try:
                request = read(stream, connection, number, turn)
            except Unreadable as error:
                refusal = self._service.refuse(error.status, str(error))
                connection.sendall(self._written(refusal, "GET", closing=True))
                _linger(connection)
                return
            if request is None:
                return
            reply = self._service.answer(request)
            if reply.is_silent:
                return
            if reply.pause:
                threading.Event().wait(reply.pause)
            closing = reply.close or reply.framing is Framing.CLOSE or not _stays(request)
            connection.sendall(self._written(reply, request.method, closing=closing))
            if closing or reply.hang_up:
                _linger(connection)
                return

    def _written(self, reply: Reply, method: str, *, closing: bool) -> bytes:
        reason = _reason(reply.status) if reply.reason is None else reply.reason
        lines = [f"{reply.version} {reply.status} {reason}"]
        if reply.dated:
            lines.append(f"Date: {format_datetime(self._service.clock.now(), usegmt=True)}")
        lines += [f"{name}: {value}" for name, value in reply.headers]
        bare = reply.status in {204, 304} and not reply.body
        if not bare:
            lines += _framing_lines(reply)
        if closing:
            lines.append("Connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", errors="replace")
        if method == "HEAD" and not reply.body_on_head:
            return reply.lead + head
        return reply.lead + head + (reply.body if bare else _framed(reply))


def read(stream: BinaryIO, connection: socket.socket, number: int, turn: int) -> Request | None:
    """Read one request, or return None where the client has gone.

    Raises:
        Unreadable: The bytes are no acceptable request.
    """
    line = _line(stream, 414)
    if line == "":
        line = _line(stream, 414)  # one empty line before a request is forgiven, RFC 9112 2.2
    if not line:
        return None
    words = line.split(" ")
    if len(words) != 3 or not _TOKEN.fullmatch(words[0]) or not _TARGET.fullmatch(words[1]):
        raise Unreadable(400, "The request line cannot be read.")
    method, target, version = words
    if version not in {"HTTP/1.1", "HTTP/1.0"}:
        wrong = 505 if re.fullmatch(r"HTTP/\d\.\d", version) else 400
        raise Unreadable(wrong, "The protocol is not HTTP/1.1.")
    headers = _headers(stream)
    hosts = [value for name, value in headers if name.lower() == "host"]
    if len(hosts) > 1 or (not hosts and version == "HTTP/1.1"):
        raise Unreadable(400, "There must be one Host.")
    return Request(
        method=method,
        target=_origin_form(method, target),
        headers=headers,
        version=version,
        body=_body(stream, connection, headers),
        connection=number,
        turn=turn,
    )


def _line(stream: BinaryIO, too_long: int) -> str | None:
    data = stream.readline(LINE_BYTES + 1)
    if not data:
        return None
    if len(data) > LINE_BYTES:
        raise Unreadable(too_long, "That is too long.")
    if not data.endswith(b"\n"):
        return None
    return data.decode("latin-1").removesuffix("\n").removesuffix("\r")


def _headers(stream: BinaryIO) -> Headers:
    headers: list[tuple[str, str]] = []
    while line := _line(stream, 431):
        name, colon, value = line.partition(":")
        if not colon or not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
            raise Unreadable(400, "A header cannot be read.")
        headers.append((name, value.strip(" \t")))
        if len(headers) > HEAD_FIELDS:
            raise Unreadable(431, "There are too many headers.")
    if line is None:
        raise Unreadable(400, "The head has no end.")
    return tuple(headers)


def _origin_form(method: str, target: str) -> str:
    if target.startswith("/") or (target == "*" and method == "OPTIONS"):
        return target
    if absolute := re.fullmatch(r"https?://[^/?#]+(/[^#]*|\?[^#]*)?", target, re.IGNORECASE):
        rest = absolute[1] or "/"
        return rest if rest.startswith("/") else f"/{rest}"
    raise Unreadable(400, "The target of the request cannot be read.")


def _body(stream: BinaryIO, connection: socket.socket, headers: Headers) -> bytes:
    named = {name.lower(): value for name, value in headers}
    lengths = {value for name, value in headers if name.lower() == "content-length"}
    coding = named.get("transfer-encoding")
    if coding is not None and (lengths or coding.lower() != "chunked"):
        raise Unreadable(400 if lengths else 501, "The body cannot be read.")
    if len(lengths) > 1 or not all(re.fullmatch(r"[0-9]{1,18}", value) for value in lengths):
        raise Unreadable(400, "The Content-Length cannot be read.")
    expected = int(lengths.pop()) if lengths else 0
    if expected > BODY_BYTES:
        raise Unreadable(413, "The body is too long.")
    if named.get("expect", "").lower() == "100-continue" and (expected or coding):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    return _chunks(stream) if coding else stream.read(expected)


def _chunks(stream: BinaryIO) -> bytes:
    body = bytearray()
    while True:
        size = re.fullmatch(r"([0-9A-Fa-f]{1,8})[ \t]*(;.*)?", _line(stream, 400) or "")
        if not size:
            raise Unreadable(400, "A chunk cannot be read.")
        length = int(size[1], 16)
        if len(body) + length > BODY_BYTES:
            raise Unreadable(413, "The body is too long.")
        if not length:
            _headers(stream)
            return bytes(body)
        body += stream.read(length)
        if _line(stream, 400) != "":
            raise Unreadable(400, "A chunk cannot be read.")


def _stays(request: Request) -> bool:
    options = (request.header("connection") or "").lower()
    return request.version == "HTTP/1.1" and "close" not in options


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _framing_lines(reply: Reply) -> list[str]:
    length = len(reply.body) if reply.length is None else reply.length
    match reply.framing:
        case Framing.LENGTH:
            return [f"Content-Length: {length}"]
        case Framing.CLOSE:
            return []
        case Framing.BOTH:
            return [f"Content-Length: {length}", "Transfer-Encoding: chunked"]
        case Framing.CHUNKED | Framing.ENDLESS:
            return ["Transfer-Encoding: chunked"]


def _framed(reply: Reply) -> bytes:
    if reply.framing in {Framing.LENGTH, Framing.CLOSE}:
        return reply.body
    parts = [reply.body[at : at + 200] for at in range(0, len(reply.body), 200)]
    chunks = b"".join(b"%X%b\r\n%b\r\n" % (len(part), reply.extension, part) for part in parts)
    end = b"0\r\n%b\r\n" % reply.trailer
    return chunks if reply.framing is Framing.ENDLESS else chunks + end


def _linger(connection: socket.socket) -> None:
    """Read what the client still sends, so that closing does not take the reply away."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(1)
        for _ in range(64):
            if not connection.recv(65536):
                return
