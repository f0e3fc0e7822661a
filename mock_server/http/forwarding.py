"""The URL at which a client reaches the mock, with which links in responses begin.

It follows from the request's own connection and `Host`. With `--trust-proxy`, `Forwarded` (RFC
7239) or the older `X-Forwarded-*` override each part that they name, unless one part is invalid.
"""

import re
from typing import NamedTuple

from mock_server.http.requests import RequestHead

_HOST = re.compile(r"([A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")
_SCHEME = re.compile(r"https?", re.IGNORECASE)
_PREFIX = re.compile(r"(/[A-Za-z0-9._~%!$&'()*+,;=:@-]{1,200}){1,20}")
_PAIR = re.compile(r'\s*([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^\s;,"]*)\s*')
_ESCAPE = re.compile(r"\\(.)")

MAX_FORWARDED = 2048  # characters of `Forwarded` that are read


class BaseUrl(NamedTuple):
    """The URL at which a client reaches the mock, in parts."""

    scheme: str  # `http` or `https`
    host: str  # with its port, if it has one; empty if no valid one is known
    prefix: str = ""  # the path prefix that a proxy removes; may be empty

    @property
    def url(self) -> str:
        """The URL before the mock's own paths; only the prefix if no host is known."""
        return f"{self.scheme}://{self.host}{self.prefix}" if self.host else self.prefix


def base_url_of(head: RequestHead, scheme: str, *, is_proxy_trusted: bool = False) -> BaseUrl:
    """Return the URL at which the client of a request reaches the mock."""
    hosts = head.header_values("host")
    host = hosts[0] if len(hosts) == 1 and _HOST.fullmatch(hosts[0]) else ""
    direct = BaseUrl(scheme, host)
    if not is_proxy_trusted:
        return direct
    forwarded = _forwarded(head)
    # One invalid part makes the others doubtful too.
    is_valid = (
        (not forwarded.scheme or _SCHEME.fullmatch(forwarded.scheme) is not None)
        and (not forwarded.host or _HOST.fullmatch(forwarded.host) is not None)
        and (not forwarded.prefix or _PREFIX.fullmatch(forwarded.prefix) is not None)
    )
    if not is_valid:
        return direct
    return BaseUrl(forwarded.scheme.lower() or scheme, forwarded.host or host, forwarded.prefix)


def _forwarded(head: RequestHead) -> BaseUrl:
    """Return the parts that the proxy next to the client names; the others are empty."""
    prefix = _first(head.joined_header("x-forwarded-prefix")).rstrip("/")
    header = head.joined_header("forwarded")
    if header:
        pairs = _first_element(header)
        return BaseUrl(pairs.get("proto", ""), pairs.get("host", ""), prefix)
    scheme = _first(head.joined_header("x-forwarded-proto"))
    return BaseUrl(scheme, _first(head.joined_header("x-forwarded-host")), prefix)


def _first(text: str) -> str:
    return text.partition(",")[0].strip()


def _first_element(text: str) -> dict[str, str]:
    """Return the pairs of the first element of `Forwarded`, by lower-case name (RFC 7239, 4)."""
    found: dict[str, str] = {}
    position, text = 0, text[:MAX_FORWARDED]
    while match := _PAIR.match(text, position):
        value = match[2]
        if value.startswith('"'):
            value = _ESCAPE.sub(r"\1", value[1:-1])
        found.setdefault(match[1].lower(), value)
        position = match.end()
        if text[position : position + 1] != ";":
            break
        position += 1
    return found
