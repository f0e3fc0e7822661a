"""The server behind the proxy: its address, and the one client that calls it.

Nothing is sent anywhere else: the origin is fixed, a request contributes its path and query only.
"""

import asyncio
import re
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpcore2

from mock_server.errors import SettingsError
from mock_server.http.responses import Headers
from openapi.text.printable import printable

MAX_CONNECTIONS = 100  # connections to the server at once; further requests wait for one

CONNECT_SECONDS = 5.0

MOST_TIMEOUTS = 10  # a request's head may take so many timeouts: interim responses have no end

_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH = re.compile(r"(/[A-Za-z0-9._~%!$&'()*+,;=:@-]*)*")


class UpstreamError(Exception):
    """The server gave no response.

    Attributes:
        reason: What happened, a clause.
        is_unsent: Whether nothing of the request reached the server.
        is_late: Whether the time was up.
    """

    def __init__(self, reason: str, *, is_unsent: bool = False, is_late: bool = False) -> None:
        self.reason = reason
        self.is_unsent = is_unsent
        self.is_late = is_late
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the server is."""

    scheme: str  # `http` or `https`
    host: str  # lower-case, without brackets
    port: int
    path: str = ""  # what precedes the path of every request; empty or `/a/b`

    @property
    def authority(self) -> str:
        """The value of `Host`: without the scheme's own port (RFC 9110, 4.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority."""
        return f"{self.scheme}://{self.authority}"


def parse_address(text: str) -> Address:
    """Return the address in a URL.

    >>> parse_address("https://api.example/v1/").path
    '/v1'

    Raises:
        SettingsError: The text is not the URL of a server.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _not_an_address(text) from None
    is_valid = parts.scheme in _DEFAULT_PORTS and parts.hostname and _PATH.fullmatch(parts.path)
    if not is_valid or parts.query or parts.fragment or parts.username is not None:
        raise _not_an_address(text)
    return Address(
        scheme=parts.scheme,
        host=str(parts.hostname),
        port=port or _DEFAULT_PORTS[parts.scheme],
        path=parts.path.rstrip("/"),
    )


def _not_an_address(text: str) -> SettingsError:
    # A password in the URL must not be shown.
    shown = text if "@" not in text else "a URL with a user or an @"
    return SettingsError(
        "UPSTREAM is not the URL of a server",
        found=printable(shown[:200]),
        allowed="http:// or https://, a host, a port and a path",
        hint="for instance: mock-server proxy http://127.0.0.1:8000",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamResponse:
    """The beginning of a response, and the rest as it comes."""

    status: int
    headers: Headers  # names in lower case, in order
    body: AsyncIterator[bytes]  # the body as it was sent, with its content coding


class Upstream:
    """Sends requests to the server, each on a connection of its own.

    So nothing is open between requests, when the mock stops or loads its documents again.

    Attributes:
        address: Where the server is.
    """

    def __init__(self, address: Address, *, timeout_seconds: float) -> None:
        """Create a client that has not connected yet.

        `timeout_seconds` is how long one read or write may take.
        """
        self.address = address
        self._longest = MOST_TIMEOUTS * timeout_seconds
        self._timeouts = {
            "connect": min(CONNECT_SECONDS, timeout_seconds),
            "pool": timeout_seconds,
            "read": timeout_seconds,
            "write": timeout_seconds,
        }
        self._pool = httpcore2.AsyncConnectionPool(
            max_connections=MAX_CONNECTIONS, max_keepalive_connections=0
        )

    @asynccontextmanager
    async def send(
        self, method: str, target: bytes, headers: Headers, content: bytes | AsyncIterable[bytes]
    ) -> AsyncIterator[UpstreamResponse]:
        """Send a request; leaving the context ends the response.

        Raises:
            UpstreamError: There is no response, or it ends early.
        """
        address = self.address
        url = httpcore2.URL(
            scheme=address.scheme, host=address.host, port=address.port, target=target
        )
        request = httpcore2.Request(
            method,
            url,
            headers=[*headers],
            content=content,
            extensions={"timeout": self._timeouts},
        )
        try:
            async with asyncio.timeout(self._longest):
                response = await self._pool.handle_async_request(request)
        except TimeoutError as error:
            raise UpstreamError("the time was up", is_late=True) from error
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
            raise UpstreamError(_reason(error), is_unsent=True) from error
        except _FAILURES as error:
            raise _failure(error) from error
        try:
            if response.status not in _STATUSES:
                raise UpstreamError(f"its status is {response.status}, allowed is 200 to 599")
            yield UpstreamResponse(
                status=response.status,
                headers=tuple((name.lower(), value) for name, value in response.headers),
                body=_pieces(response),
            )
        finally:
            await response.aclose()


_STATUSES = range(200, 600)  # the statuses of final responses (RFC 9110, 15)

_FAILURES = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError)


async def _pieces(response: httpcore2.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in response.aiter_stream():
            yield piece
    except _FAILURES as error:
        raise _failure(error) from error


def _failure(error: Exception) -> UpstreamError:
    if isinstance(error, httpcore2.TimeoutException):
        return UpstreamError("the time was up", is_late=True)
    if isinstance(error, httpcore2.ProtocolError):
        # The library's own words are about its insides.
        return UpstreamError("it broke off, or what it sent is no HTTP response")
    return UpstreamError(_reason(error))


def _reason(error: Exception) -> str:
    """Return the deepest reason, which names what the operating system said."""
    cause: BaseException = error
    while cause.__cause__ is not None or cause.__context__ is not None:
        cause = cause.__cause__ or cause.__context__ or cause
    return printable((str(cause) or str(error) or type(error).__name__)[:200])
