"""Prepared responses: status, raw headers and body bytes, ready to send.

They are made at start-up if possible, and selected elsewhere.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Self

from starlette.types import Message, Send

from openapi.values import dataclass

SEED = b"mock-server-seed"  # header of a dynamic answer: the seed that makes the same values again

NOTE = b"mock-server-note"
"""Header of a response: what its request asks for and does not get, why it is refused, and how its
example differs from the document, in words."""
REFUSED = "refused: "
"""Begins the note of a refusal."""
_TAG = b"etag"
_DIGITS = 12  # hexadecimal ones of a number that JavaScript holds exactly
_DESCRIBE_BODY = frozenset({b"content-type", b"content-length"})
_OF_THE_BODY = _DESCRIBE_BODY | {_TAG, b"content-range"}
_BODILESS = frozenset({204, 205, 304})
_SANDBOX = (b"content-security-policy", b"sandbox")
_ACTIVE = (b"html", b"xml", b"svg")  # parts of the names of media types that may contain scripts
Headers = tuple[tuple[bytes, bytes], ...]  # lower-case names and values of headers, in order
UNFRAMED = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-frame-options", b"DENY"),
)
"""Headers of pages that show data: they load nothing, and cannot be framed (clickjacking)."""

_NAME = b"retry-after"
_MAX_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedResponse:
    """A whole response as bytes."""

    status: int
    headers: Headers  # lower-case names and values, `content-length` included
    body: bytes = b""  # empty if the status allows none
    example: str = ""  # name of the documented example in the body; empty if it is another body

    def with_headers(self, extra: Iterable[tuple[bytes, bytes]]) -> Self:
        """Return the same response with further headers."""
        return replace(self, headers=(*self.headers, *extra))

    def with_notes(self, notes: Iterable[str]) -> Self:
        """Return the same response with a header that has all notes."""
        text = "; ".join(notes)
        return self.with_headers(((NOTE, header_bytes(text)),)) if text else self

    def without_header(self, name: bytes) -> Self:
        """Return the same response without a header."""
        return replace(self, headers=tuple(pair for pair in self.headers if pair[0] != name))

    def with_body(self, body: bytes, *, media_type: str | None = None) -> "PreparedResponse":
        """Return the same response with another body, and with headers that match it.

        An empty media type is for no header, None to keep it.
        """
        own = {name: value for name, value in self.headers if name in _OF_THE_BODY}
        if media_type is None:
            media_type = own.get(b"content-type", b"").decode("latin-1")
        kept = [pair for pair in self.headers if pair[0] not in own]
        made = prepare_response(self.status, media_type=media_type, body=body, headers=kept)
        made = replace(made, example=self.example)
        if own.get(_TAG, b"").strip(b'"').isdigit():
            return made.with_tag(entity_tag(body, is_number=True))
        return made if _TAG in own else made.without_header(_TAG)

    def with_tag(self, tag: bytes) -> "PreparedResponse":
        """Return the same response with another entity tag, if it has one."""
        pairs = ((name, tag if name == _TAG else value) for name, value in self.headers)
        return replace(self, headers=tuple(pairs))

    def with_status(self, status: int) -> "PreparedResponse":
        """Return the same response with another status, without a body where that has none."""
        if status in _BODILESS:
            kept = [pair for pair in self.headers if pair[0] not in _OF_THE_BODY]
            return prepare_response(status, headers=kept)
        return replace(self, status=status)

    def unnamed(self) -> Self:
        """Return the same response, as one that is no documented example."""
        return replace(self, example="")

    def sandboxed(self) -> Self:
        """Return the same response, with a sandbox if a browser might run a script in it."""
        headers = sandboxed(self.headers)
        return self if headers is self.headers else replace(self, headers=headers)

    async def send(self, send: Send) -> None:
        """Send the response through an ASGI channel."""
        await send(
            {"type": "http.response.start", "status": self.status, "headers": [*self.headers]}
        )
        await send({"type": "http.response.body", "body": self.body})


class HeaderChange:
    """Sends the messages of a response, with other headers at its beginning."""

    __slots__ = ("_change", "_send")

    def __init__(self, send: Send, change: Callable[[Headers], Headers]) -> None:
        """Take the channel, and what returns the headers to send from those of the response."""
        self._send = send
        self._change = change

    async def __call__(self, message: Message) -> None:
        """Send a message."""
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*self._change(tuple(message["headers"]))]}
        await self._send(message)


def entity_tag(body: bytes, *, is_number: bool = False) -> bytes:
    """Return a strong entity tag made from a body (RFC 9110, 8.8.3), in digits if asked for."""
    digest = sha256(body).hexdigest()[:32]
    return f'"{int(digest[:_DIGITS], 16) if is_number else digest}"'.encode()


def prepare_response(
    status: int,
    *,
    media_type: str = "",
    body: bytes = b"",
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> PreparedResponse:
    """Return a response with the headers that its body needs.

    A 200 gets a strong `etag` made from the body, unless `headers` has one; with a status without
    a body, `body` is ignored.
    """
    own: list[tuple[bytes, bytes]] = []
    if status in _BODILESS:
        body = b""
    elif media_type:
        own.append((b"content-type", header_bytes(media_type)))
    if status not in (204, 304):
        own.append((b"content-length", str(len(body)).encode()))
    headers = tuple(headers)
    has_tag = any(name == _TAG for name, _ in headers)
    if status == 200 and not has_tag:  # noqa: PLR2004 - HTTP's own number
        own.append((_TAG, entity_tag(body)))
    return PreparedResponse(status=status, headers=(*own, *headers), body=body)


def has_no_body(status: int) -> bool:
    """Whether responses with a status never have a body (RFC 9110, 15.3.5, 15.3.6 and 15.4.5)."""
    return status in _BODILESS


def sandboxed(headers: Headers) -> Headers:
    """Return a response's headers, with a sandbox if a browser might run a script in its body.

    Examples come from foreign documents, and are served from the same origin as the admin API.
    `sandbox` gives such a page its own origin and runs none of its scripts (Content Security
    Policy Level 3, 6.3.2). A policy in the document is kept: browsers obey both.
    """
    media_type, has_body = None, False
    for pair in headers:
        name, value = pair
        if name == b"content-type":
            media_type = value.lower()
        elif name == b"content-length":
            has_body = value != b"0"
        elif pair == _SANDBOX:
            return headers
    # Without a type, browsers guess one from the body.
    is_active = has_body if media_type is None else any(part in media_type for part in _ACTIVE)
    return (*headers, _SANDBOX) if is_active else headers


def not_modified_or(response: PreparedResponse, if_none_match: str) -> PreparedResponse:
    """Return `response`, or a 304 if it is a success and `If-None-Match` matches its `etag`.

    An answer of another status is sent whatever the client has (RFC 9110, 13.2.1).

    >>> response = prepare_response(200, media_type="text/plain", body=b"x")
    >>> not_modified_or(response, "*").status
    304
    """
    if not if_none_match or not 200 <= response.status < 300:  # noqa: PLR2004 - HTTP's own numbers
        return response
    tag = next((value for name, value in response.headers if name == _TAG), None)
    if tag is None:
        return response
    known = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    if "*" not in known and tag.decode() not in known:
        return response
    kept = (pair for pair in response.headers if pair[0] not in _DESCRIBE_BODY)
    return PreparedResponse(status=304, headers=tuple(kept))


def header_bytes(text: str) -> bytes:
    """Return `text` as a header value: printable ASCII, other characters become `?`."""
    return "".join(char if " " <= char <= "~" else "?" for char in text).strip().encode("ascii")


def with_real_retry_after(response: PreparedResponse, speed: float) -> PreparedResponse:
    """Return a response with its `Retry-After` converted to real seconds, rounded up.

    On a clock that is ten times as fast, 50 of its seconds are 5 real ones, and a client that
    waited 50 would miss changes. A date is unchanged: like `Date`, it is on the session's clock.

    A frozen clock (speed 0) changes nothing.
    """
    if not speed or not any(name == _NAME for name, _ in response.headers):
        return response
    headers = tuple(
        (name, _real_seconds(value, speed) if name == _NAME else value)
        for name, value in response.headers
    )
    return replace(response, headers=headers)


def _real_seconds(value: bytes, speed: float) -> bytes:
    if not value.isdigit() or len(value) > _MAX_DIGITS:
        return value
    return str(math.ceil(int(value) / speed)).encode()
