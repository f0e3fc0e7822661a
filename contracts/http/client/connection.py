"""One HTTP/1.1 request over one socket, byte for byte, within a deadline.

`http.client` implements the protocol; this module adds a deadline for the whole answer (not for
each read), a bound on the body, a count of the received bytes, and errors that `http.client`
accepts (bytes that belong to no answer, two lengths at once). What may be sent is decided in
`contracts.http.client.transport`.
"""

import http.client
import socket
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from contracts.http.client.bounded_socket import CHUNK, DeadlineSocket
from contracts.http.client.connector import NO_PROXY, ConnectionSettings
from contracts.http.client.decoding import decoded
from contracts.http.client.exhaustion import exhaustion_of
from contracts.http.client.head_framing import head_errors
from contracts.http.messages.exchange import HTTP_1_0, Request, Response, media_type_of
from contracts.http.messages.outgoing import request_error, wire_headers
from openapi.contract import SAFE_METHODS, is_json_type
from openapi.json.parsing import parse_if_json

GRACE_SECONDS = 0.02  # how long to wait for a body that is not allowed, as after HEAD or with 204
STREAM_SECONDS = 0.5  # how long a stream is read before it is left
LINES_SECONDS = 2.0  # how long the end of JSON is waited for after a line that is an object

_STREAMS = frozenset({
    "text/event-stream", "application/x-ndjson", "application/jsonl", "application/json-seq",
    "application/stream+json", "multipart/x-mixed-replace",
})  # fmt: skip
_FIRST_FINAL = 200
_SWITCHING = 101
_WITHOUT_BODY = frozenset({204, 304})


class NoResponse(Exception):
    """A request was not answered.

    Attributes:
        reason: Why, one clause: `no answer within 10 s`.
        is_stale: Whether a kept connection was closed before any byte came back.
        is_silent: Whether no byte came back.
    """

    def __init__(self, reason: str, *, is_stale: bool = False, is_silent: bool = True) -> None:
        self.reason = reason
        self.is_stale = is_stale
        self.is_silent = is_silent
        super().__init__(reason)


class InvalidRequest(Exception):
    """A request cannot be written as HTTP/1.1 (a line break in a header, say)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedAnswer:
    """An answer with its size."""

    response: Response
    received: int  # bytes that were received, head included


class RequestSender(Protocol):
    """A connection to one origin; `Connection` is the real one."""

    def send(self, request: Request, *, timeout: float, max_body: int) -> ReceivedAnswer:
        """Return the answer; raises NoResponse or InvalidRequest."""

    def close(self) -> None:
        """Close the connection."""


class _Http10Connection(http.client.HTTPConnection):
    """Writes HTTP/1.0 into the request line."""

    _http_vsn = 10
    _http_vsn_str = HTTP_1_0


_CLIENTS = {HTTP_1_0: _Http10Connection}


class Connection:
    """A connection to one origin, opened when needed and kept while the server keeps it."""

    def __init__(
        self, origin: str, monotonic: Callable[[], float], settings: ConnectionSettings = NO_PROXY
    ) -> None:
        self._origin = origin
        self._authority = urlsplit(origin).netloc
        self._monotonic = monotonic
        self._settings = settings
        self._line: DeadlineSocket | None = None
        self._may_be_closing = False

    def send(self, request: Request, *, timeout: float, max_body: int) -> ReceivedAnswer:
        """Send `request` and return its answer.

        The timeout, in seconds, is for connecting, sending and receiving together. Of the body,
        `max_body` bytes are kept, and no more are read.

        Raises:
            NoResponse: No answer came, or none that is HTTP.
            InvalidRequest: The request cannot be written as HTTP/1.1.
            ExhaustedError: This process has no file or memory left.
        """
        unsendable = request_error(request)
        if unsendable:
            raise InvalidRequest(unsendable)
        deadline = self._monotonic() + timeout
        error = self._drop_if_unusable(request.method)
        was_open = self._line is not None
        line = self._open(timeout)
        line.deadline = deadline
        before = line.received
        try:
            self._write(line, request)
            answer = self._read(line, request.method, max_body, (error,) if error else ())
        except TimeoutError as error:
            self.close()
            raise _timed_out(timeout, is_silent=line.received == before) from error
        except (http.client.HTTPException, OSError, zlib.error) as error:
            self.close()
            exhausted = exhaustion_of(error)
            if exhausted:
                raise exhausted from error
            is_silent = line.received == before
            is_stale = was_open and is_silent and isinstance(error, ConnectionError)
            raise NoResponse(_reason(error), is_stale=is_stale, is_silent=is_silent) from error
        except BaseException:
            self.close()
            raise
        if request.version == HTTP_1_0 or (request.body and request.method in SAFE_METHODS):
            # HTTP/1.0 keeps no connection open, even if the answer says so. And a server may
            # leave the body of a GET unread: the next request would be appended to it.
            self.close()
        return answer

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._line is not None:
            self._line.socket.close()
        self._line = None

    def _drop_if_unusable(self, method: str) -> str:
        """Close a kept connection that the server closed or wrote to; return what is wrong.

        After an internal error some servers (uvicorn) close without saying so. A request that may
        change something is not sent twice, so it does not use such a connection.
        """
        if self._line is None:
            return ""
        left, is_closed = self._line.unexpected_bytes()
        if left or is_closed or (self._may_be_closing and method not in SAFE_METHODS):
            self.close()
        # A server may send 408 before it closes an idle connection (RFC 9110, 15.5.9).
        is_timeout = left.startswith(b"HTTP/1.")
        return f"{len(left)} bytes belong to no answer" if left and not is_timeout else ""

    def _open(self, timeout: float) -> DeadlineSocket:
        if self._line is None:
            try:
                connected = self._settings.connect(self._origin, timeout)
            except TimeoutError as error:
                raise NoResponse(f"no connection within {timeout:g} s") from error
            except OSError as error:
                raise exhaustion_of(error) or NoResponse(_reason(error)) from error
            self._line = DeadlineSocket(connected, self._monotonic)
        return self._line

    def _write(self, line: DeadlineSocket, request: Request) -> None:
        client = _CLIENTS.get(request.version, http.client.HTTPConnection)(self._authority)
        client.sock = line
        target = self._settings.target(self._origin, request.target)
        try:
            client.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
            own = self._settings.headers(self._origin)
            for name, value in (*wire_headers(request, self._authority), *own):
                client.putheader(name, value)
        except (ValueError, http.client.InvalidURL) as error:
            raise InvalidRequest(str(error)) from error
        client.endheaders(request.body or None)

    def _read(
        self, line: DeadlineSocket, method: str, max_body: int, errors: tuple[str, ...]
    ) -> ReceivedAnswer:
        before = line.received
        answer = _final_response(line, method)
        self._may_be_closing = answer.status // 100 == 5  # noqa: PLR2004 - failures
        raw = bytearray()
        is_stream = _is_stream(answer)
        if is_stream:
            line.deadline = min(line.deadline, self._monotonic() + STREAM_SECONDS)
        try:
            while len(raw) <= max_body and (chunk := answer.read1(CHUNK)):
                raw += chunk
                if not is_stream and _begins_with_object(answer, raw):
                    is_stream = True
                    line.deadline = min(line.deadline, self._monotonic() + LINES_SECONDS)
        except TimeoutError:
            if not is_stream:
                raise
        else:
            is_stream = False  # It has ended, so it is an answer like any other.
        is_cut = is_stream or len(raw) > max_body
        if not is_cut and answer.length:
            raise http.client.IncompleteRead(bytes(raw), answer.length)
        headers = tuple(answer.getheaders())
        errors = (*errors, *head_errors(headers, answer.msg.defects))
        plain = decoded(bytes(raw[:max_body]), headers, max_body, is_cut=is_cut)
        errors = (*errors, plain.error) if plain.error else errors
        if not plain.is_cut:
            errors = (*errors, *_trailing_data_errors(line, method, answer.status))
        if plain.is_cut or answer.will_close or errors:
            self.close()
        response = Response(
            status=answer.status,
            reason=answer.reason,
            headers=headers,
            body=plain.body,
            is_cut=plain.is_cut,
            is_stream=is_stream,
            framing_errors=errors,
        )
        return ReceivedAnswer(response=response, received=line.received - before)


def _is_stream(answer: http.client.HTTPResponse) -> bool:
    """Whether an answer has no end by its nature: its status and head are what can be judged."""
    media_type = media_type_of(answer.getheader("content-type") or "")
    return media_type in _STREAMS and answer.getheader("content-length") is None


def _begins_with_object(answer: http.client.HTTPResponse, raw: bytearray) -> bool:
    """Whether JSON of unknown length begins with a line that is an object, so that more may come.

    What is watched (etcd, Docker, Kubernetes) comes so, as `application/json`.
    """
    end = raw.find(b"\n")
    if end < 0 or answer.length is not None or answer.getheader("content-encoding"):
        return False
    is_json = is_json_type(answer.getheader("content-type") or "")
    return is_json and isinstance(parse_if_json(bytes(raw[:end])), Mapping)


def _final_response(line: DeadlineSocket, method: str) -> http.client.HTTPResponse:
    """Return the first answer that is not interim (RFC 9110, 15.2)."""
    while True:
        answer = http.client.HTTPResponse(line, method=method)  # type: ignore[arg-type]  # it asks for makefile only
        answer.begin()
        if answer.status == _SWITCHING or answer.status >= _FIRST_FINAL:
            return answer


def _trailing_data_errors(line: DeadlineSocket, method: str, status: int) -> tuple[str, ...]:
    """Return the errors about bytes that came after the end of the answer."""
    without = "HEAD" if method == "HEAD" else str(status) if status in _WITHOUT_BODY else ""
    left = line.trailing_bytes(GRACE_SECONDS if without else 0.0)
    if not left:
        return ()
    if without:
        return (f"a body of {left} bytes or more follows, and a {without} has none",)
    return (f"{left} bytes or more come after the announced end of the body",)


def _timed_out(timeout: float, *, is_silent: bool) -> NoResponse:
    what = "no answer" if is_silent else "the answer did not end"
    return NoResponse(f"{what} within {timeout:g} s", is_silent=is_silent)


def _reason(error: Exception) -> str:  # noqa: C901, PLR0911 - one line per kind of failure
    match error:
        case http.client.RemoteDisconnected():
            return "the connection was closed without an answer"
        case http.client.IncompleteRead():
            return "the body ended before its announced length"
        case http.client.BadStatusLine() | http.client.UnknownProtocol():
            return "what came back is not HTTP"
        case http.client.LineTooLong():
            return "a line outside of the body is longer than 64 KiB"
        case http.client.HTTPException():  # the only reason without a class of its own
            return "the answer has more than 100 headers"
        case ConnectionRefusedError():
            return "the connection was refused"
        case ConnectionError():
            return "the connection was reset"
        case socket.gaierror():
            return "the host name does not resolve"
        case ssl.SSLCertVerificationError():
            return f"the certificate is not trusted ({error.verify_message})"
        case ssl.SSLError():
            return f"TLS failed ({error.reason or 'unknown reason'})"
        case zlib.error():
            return "the body is not in the content coding that it announces"
    return str(error) or type(error).__name__
