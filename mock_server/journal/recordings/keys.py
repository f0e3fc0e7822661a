"""What makes two requests equal: method, path, query and body, each in one spelling.

`%7E` is `~` (RFC 3986, 6.2.2), the order of parameters does not count, nor does that of the keys of
a JSON object, nor the boundary of a multipart body.
"""

import re
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from mock_server.http.preferences import QUERY_PREFIX
from mock_server.http.requests import read_query
from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.types import JSON

MAX_PARSED = 1024 * 1024  # bytes of a body that is compared as a value, and not byte by byte

_BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,200})', re.IGNORECASE)


class Asked(NamedTuple):
    """What a request asks for, raw; a tuple, since one is made for each request."""

    method: str
    path: bytes  # without the prefix that names a session
    query: bytes
    body: bytes = b""
    media_type: str = ""  # that of the body


class RequestKey(NamedTuple):
    """A request without its body."""

    method: str
    path: str  # each segment decoded and encoded again
    query: tuple[tuple[str, str], ...]  # decoded pairs, sorted, without those for the mock itself

    @property
    def shown(self) -> str:
        """The request as a text for people."""
        query = "&".join(f"{name}={value}" for name, value in self.query)
        return f"{self.method} {self.path}{f'?{query}' if query else ''}"


def key_of(method: str, path: bytes, query: bytes) -> RequestKey:
    """Return the key of a request.

    >>> key_of("GET", b"/a%7e/b", b"y=2&x=a%20b&__session=s")
    RequestKey(method='GET', path='/a~/b', query=(('x', 'a b'), ('y', '2')))
    """
    segments = (quote(unquote_to_bytes(each), safe="") for each in path.split(b"/"))
    pairs, error = read_query(query)
    if error:
        pairs = ((query.decode("latin-1"), ""),)
    own = (pair for pair in pairs if not pair[0].startswith(QUERY_PREFIX))
    return RequestKey(method, "/".join(segments), tuple(sorted(own)))


def digest_of(body: bytes, media_type: str) -> str:
    """Return a hash of a body that equal bodies share; empty for none.

    >>> digest_of(b'{"a": 1, "b": 2}', "") == digest_of(b'{"b":2,"a":1}', "application/json")
    True
    """
    return sha256(_normal(body, media_type)).hexdigest() if body else ""


def _normal(body: bytes, media_type: str) -> bytes:
    if len(body) > MAX_PARSED:
        return body
    if body.lstrip()[:1] in {b"{", b"["}:
        try:
            return dump_json(_sorted(parse_json(body)))
        except JsonError:
            return body
    if "urlencoded" in media_type.lower():
        return b"&".join(sorted(body.replace(b"%20", b"+").split(b"&")))
    boundary = _BOUNDARY.search(media_type)
    return body.replace(boundary[1].encode("latin-1", "replace"), b"") if boundary else body


def _sorted(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value
