"""Where a client sees the mock: what a proxy says about that is believed whole or not at all.

Links in answers begin with it. Without `--trust-proxy` it is what the request itself says; with it,
`Forwarded` (RFC 7239) or the older `X-Forwarded-*` say it, each part where it is given.
"""

import re
from typing import NamedTuple

from mock_server.http.requests import RequestHead

_HOST = re.compile(r"([A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")
_SCHEME = re.compile(r"https?", re.IGNORECASE)
_PREFIX = re.compile(r"(/[A-Za-z0-9._~%!$&'()*+,;=:@-]{1,200}){1,20}")
_PAIR = re.compile(r'\s*([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^\s;,"]*)\s*')
_ESCAPE = re.compile(r"\\(.)")

MAX_FORWARDED = 2048
"""Characters of `Forwarded` that are read."""


class Place(NamedTuple):
    """Where a client sees the mock.

    Attributes:
        scheme: `http` or `https`.
        host: With its port, if it has one; empty where nobody said a usable one.
        prefix: What a proxy takes away from paths, without a slash at the end; may be empty.
    """

    scheme: str
    host: str
    prefix: str = ""

    @property
    def url(self) -> str:
        """The URL before the mock's own paths; only the prefix where no host is known."""
        return f"{self.scheme}://{self.host}{self.prefix}" if self.host else self.prefix


def place_of(head: RequestHead, scheme: str, *, is_proxy_trusted: bool = False) -> Place:
    """Return where the client of a request sees the mock.

    Args:
        head: The request.
        scheme: Of its connection.
        is_proxy_trusted: Whether a proxy's headers count.
    """
    hosts = head.header_values("host")
    host = hosts[0] if len(hosts) == 1 and _HOST.fullmatch(hosts[0]) else ""
    seen = Place(scheme, host)
    if not is_proxy_trusted:
        return seen
    told = _told(head)
    # One part that cannot be meant makes the others doubtful too.
    is_usable = (
        (not told.scheme or _SCHEME.fullmatch(told.scheme) is not None)
        and (not told.host or _HOST.fullmatch(told.host) is not None)
        and (not told.prefix or _PREFIX.fullmatch(told.prefix) is not None)
    )
    if not is_usable:
        return seen
    return Place(told.scheme.lower() or scheme, told.host or host, told.prefix)


def _told(head: RequestHead) -> Place:
    """Return what the proxy next to the client said; empty where it said nothing."""
    prefix = _first(head.joined_header("x-forwarded-prefix")).rstrip("/")
    forwarded = head.joined_header("forwarded")
    if forwarded:
        said = _first_element(forwarded)
        return Place(said.get("proto", ""), said.get("host", ""), prefix)
    scheme = _first(head.joined_header("x-forwarded-proto"))
    return Place(scheme, _first(head.joined_header("x-forwarded-host")), prefix)


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
