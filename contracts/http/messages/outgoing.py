"""Checks and completes a request, so that a server reads exactly one request from its bytes.

A few header fields say where a request ends (RFC 9112, 6.3). If a document, a witness or a
generator could set them, it could hide a second request in a body (RFC 9112, 11.2), or have the
server answer for another host. So only this module writes these fields; those of a request are
dropped.
"""

import re
from dataclasses import replace

from contracts.http.messages.exchange import Headers, Request
from openapi.contract import SAFE_METHODS

_CONNECTION = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "http2-settings",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Fields about one connection or one message's end (RFC 9110, 7.6.1; RFC 9112, 6), and Host."""

_OVERRIDES = frozenset({"x-http-method", "x-http-method-override", "x-method-override"})
"""Fields that make some frameworks use another method than that of the request line."""

_WITH_CONTENT = frozenset({"PATCH", "POST", "PUT"})
"""Methods whose requests have a Content-Length even if it is 0 (RFC 9110, 8.6)."""

TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A method or a field name (RFC 9110, 5.6.2)."""

FIELD_VALUE = re.compile(r"[\t -~\x80-\xff]*")  # the value of a header field (RFC 9110, 5.5)

_TARGET = re.compile(r"/[!-\"$-~]*")
_REQUEST_LINE = re.compile(
    rb"HTTP/[0-9]|^[ \t]*[A-Z]+[ \t]+(?:/|\*|https?:)\S*[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
"""A request line, with a version or, as lenient servers accept, without one."""


def is_connection_header(name: str) -> bool:
    """Whether only `wire_headers` may write a header field.

    Other spellings count too: many servers read `Content_Length`, and some `Content.Length`, as
    `Content-Length`.
    """
    plain = re.sub(r"[^a-z0-9]", "-", name.strip().lower())
    return plain in _CONNECTION or plain.startswith("proxy-")


def as_sent(request: Request) -> Request:
    """Return a request without the header fields that only `wire_headers` may write."""
    kept = tuple(pair for pair in request.headers if not is_connection_header(pair[0]))
    return request if kept == request.headers else replace(request, headers=kept)


def wire_headers(request: Request, authority: str) -> Headers:
    """Return every header field of a request: Host, its own, and the length of its body.

    The authority is host and port of the origin.
    """
    length = len(request.body)
    needs_length = length or request.method in _WITH_CONTENT
    ending = (("Content-Length", str(length)),) if needs_length else ()
    return (("Host", authority), *as_sent(request).headers, *ending)


def request_error(request: Request) -> str:
    """Return why a request cannot be written as one HTTP/1.1 request, one clause; or "".

    Only the origin form of a target is allowed (RFC 9112, 3.2.1): a target without its leading
    slash, appended to an origin, would name another host.
    """
    if not TOKEN.fullmatch(request.method):
        return f"the method {_shown(request.method)} is no token (RFC 9110, 9.1)"
    if not _TARGET.fullmatch(request.target):
        return f"the request target {_shown(request.target)} {_target_error(request.target)}"
    for name, value in request.headers:
        if not TOKEN.fullmatch(name):
            return f"the header name {_shown(name)} is no token (RFC 9110, 5.1)"
        if not FIELD_VALUE.fullmatch(value):
            # The value may be a secret, so it is not shown.
            return f"the value of the header {name} has a character that no header may have"
    return ""


def hidden_change(request: Request) -> str:
    """Return how a GET, HEAD or OPTIONS could still change something, one clause; or "".

    Some servers do not read the body of a GET and take its bytes for the next request; some
    frameworks use the method that a header field names.
    """
    if request.method not in SAFE_METHODS:
        return ""
    if _REQUEST_LINE.search(request.body):
        return f"the body of this {request.method} could be read as a request of its own"
    for name, value in request.headers:
        plain = re.sub(r"[^a-z0-9]", "-", name.lower())
        if plain in _OVERRIDES and value.strip().upper() not in SAFE_METHODS:
            return f"the header {name} asks for another method than {request.method}"
    return ""


def _target_error(target: str) -> str:
    if not target.startswith("/"):
        return 'does not begin with "/"'
    if "#" in target:
        return 'has a fragment; write "#" as %23'
    return "has a space, a control or a non-ASCII character; percent-encode it"


def _shown(text: str) -> str:
    return ascii(text[:60])
