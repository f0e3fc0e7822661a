"""What a request may hold on the wire, so that a server reads one request from its bytes.

Where a request ends is said by a few header fields (RFC 9112, 6.3). Whoever could set those from a
document, a witness or a generator could hide a second request in a body (RFC 9112, 11.2), or have
a server answer for another host. So these fields are written here and nowhere else; what a request
says about them is left out.
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
"""Fields by which some frameworks carry out another method than that of the request line."""

_WITH_CONTENT = frozenset({"PATCH", "POST", "PUT"})
"""Methods that say their length even when it is 0 (RFC 9110, 8.6)."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t -~\x80-\xff]*")
_TARGET = re.compile(r"/[!-\"$-~]*")
_REQUEST_LINE = re.compile(
    rb"HTTP/[0-9]|^[ \t]*[A-Z]+[ \t]+(?:/|\*|https?:)\S*[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
"""A request line, with its version or, as lenient servers take it, without one."""


def is_connection_header(name: str) -> bool:
    """Whether a header field is written by the wire alone.

    Spelling does not matter: many servers read `Content_Length`, and some `Content.Length`, as
    `Content-Length`.
    """
    plain = re.sub(r"[^a-z0-9]", "-", name.strip().lower())
    return plain in _CONNECTION or plain.startswith("proxy-")


def as_sent(request: Request) -> Request:
    """Return a request without the header fields that only the wire writes."""
    kept = tuple(pair for pair in request.headers if not is_connection_header(pair[0]))
    return request if kept == request.headers else replace(request, headers=kept)


def wire_headers(request: Request, authority: str) -> Headers:
    """Return every header field of a request: Host, its own, and the length of its body.

    Args:
        request: What is sent.
        authority: Host and port of the origin.
    """
    length = len(request.body)
    is_told = length or request.method in _WITH_CONTENT
    ending = (("Content-Length", str(length)),) if is_told else ()
    return (("Host", authority), *as_sent(request).headers, *ending)


def request_error(request: Request) -> str:
    """Return why a request cannot be written as one HTTP/1.1 request, one clause; or nothing.

    Only the origin form of a target is written (RFC 9112, 3.2.1): whatever does not begin with a
    slash would name another host as soon as it follows an origin.
    """
    if not _TOKEN.fullmatch(request.method):
        return f"the method {_shown(request.method)} is no token (RFC 9110, 9.1)"
    if not _TARGET.fullmatch(request.target):
        return f"the request target {_shown(request.target)} {_target_fault(request.target)}"
    for name, value in request.headers:
        if not _TOKEN.fullmatch(name):
            return f"the header name {_shown(name)} is no token (RFC 9110, 5.1)"
        if not _VALUE.fullmatch(value):
            # The value may be a secret, so it is not shown.
            return f"the value of the header {name} has a character that no header may have"
    return ""


def hidden_change(request: Request) -> str:
    """Return how a reading request could still change something, one clause; or nothing.

    Servers exist that read no body of a GET and take its bytes for the next request, and
    frameworks that carry out the method which a header field names.
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


def _target_fault(target: str) -> str:
    if not target.startswith("/"):
        return 'does not begin with "/"'
    if "#" in target:
        return 'has a fragment; "#" is written %23'
    return "has a space, a control character or one beyond ASCII; those are percent-encoded"


def _shown(text: str) -> str:
    return ascii(text[:60])
