"""The head of a request, read once: what every later step looks at instead of the ASGI scope.

Text stays as it was sent (decoded, never converted). What cannot be decoded is told as a fault, not
repaired.
"""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from starlette.types import Scope

from mock_server.http.errors import Headers
from openapi.contract import Operation
from openapi.routing import Route

HEAD_DEFECT = "mock_server.head_defect"
"""Where a scope says what is wrong with its head as a whole (`validation.heads`)."""


class RequestHead(NamedTuple):
    """What a request says before its body; a tuple, as one is made for each.

    Attributes:
        method: As sent.
        path: As sent, without the prefix that names a session.
        route: What its path leads to.
        raw_query: As sent.
        query: Decoded names and values, in order.
        query_fault: Why the query cannot be read; empty where it can.
        raw_headers: Lower-case names and values, in order.
        headers: The same as text (latin-1).
        header_names: Their names.
        defect: What is wrong with the head as a whole; empty for nothing.
    """

    method: str
    path: bytes
    route: Route
    raw_query: bytes
    query: tuple[tuple[str, str], ...]
    query_fault: str
    raw_headers: Headers
    headers: tuple[tuple[str, str], ...]
    header_names: frozenset[str]
    defect: str = ""

    @property
    def operation(self) -> Operation | None:
        """The operation that is asked for; a HEAD asks for the GET where it is not documented."""
        operations = self.route.operations
        found = operations.get(self.method)
        return operations.get("GET") if found is None and self.method == "HEAD" else found

    def header_values(self, name: str) -> tuple[str, ...]:
        """Return the values of a header, one for each line; `name` is lower-case."""
        if name not in self.header_names:
            return ()
        return tuple([value for key, value in self.headers if key == name])

    def joined_header(self, name: str) -> str:
        """Return a list header's lines joined, empty without the header."""
        return ", ".join(self.header_values(name)) if name in self.header_names else ""


def raw_path_of(scope: Scope) -> bytes:
    """Return the path as it was sent."""
    raw: bytes | None = scope.get("raw_path")
    if raw is None:
        return quote(scope["path"]).encode("ascii")
    return raw.partition(b"?")[0]


def unrouted(_: bytes) -> Route:
    """Lead nowhere, for heads of which only the rest matters."""
    return Route()


def read_head(scope: Scope, find: Callable[[bytes], Route] = unrouted) -> RequestHead:
    """Return the head of the request that `scope` describes.

    Args:
        scope: The request.
        find: Tells where a path leads.
    """
    raw_query, raw_headers = scope["query_string"], scope["headers"]
    query, fault = read_query(raw_query)
    path = raw_path_of(scope)
    headers = [
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw_headers
    ]
    return RequestHead(
        method=scope["method"],
        path=path,
        route=find(path),
        raw_query=raw_query,
        query=query,
        query_fault=fault,
        raw_headers=raw_headers,
        headers=tuple(headers),
        header_names=frozenset([name for name, _ in headers]),
        defect=scope.get(HEAD_DEFECT, ""),
    )


def read_query(raw: bytes) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the decoded pairs of a query and why it cannot be read, if it cannot.

    >>> read_query(b"page%5Blimit%5D=10&q=a+b&flag")
    ((('page[limit]', '10'), ('q', 'a b'), ('flag', '')), '')
    """
    if not raw:
        return (), ""
    pairs = []
    for part in raw.split(b"&"):
        if not part:
            continue
        name, _, value = part.partition(b"=")
        try:
            pairs.append((_decode(name), _decode(value)))
        except UnicodeDecodeError:
            return (), f"the query is not UTF-8 at {part[:80].decode('ascii', 'backslashreplace')}"
    return tuple(pairs), ""


def _decode(raw: bytes) -> str:
    if b"%" not in raw and b"+" not in raw:
        return raw.decode("utf-8")
    return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
