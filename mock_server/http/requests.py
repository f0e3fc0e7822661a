"""The head of a request, parsed once; all later steps use it instead of the ASGI scope.

What a step reads of a head decides for which other requests its answer may be used: `ObservedHead`
(`asgi.fast_path.observed_head`) notes it, and the properties `is_for_mock` to `header_size` are
for steps that only exclude what is not simple.

Text is decoded, never converted. What cannot be decoded is kept as an error, not repaired.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

from starlette.types import Scope

from mock_server.http.responses import Headers
from openapi.contract import Operation
from openapi.parameters.serialization import Parameters, texts_by_name
from openapi.routing import Route

EXTENSION = "mock_server.connection"  # key of the connection among a scope's extensions

HEAD_DEFECT = "mock_server.head_defect"
"""Scope key of the error in the head as a whole (`validation.heads`)."""

MOCK_PREFIX = b"/__"
"""Where the mock has its own pages and names of sessions."""

INDEX, HEALTH, DOCS, CONSOLE = "/__openapi", "/__health", "/__docs", "/__console"
"""The addresses of the mock's own pages."""

MOVED = MOCK_PREFIX + b"moved"  # where the fault `redirect` leads: there is nothing


class RequestHead(NamedTuple):
    """A request without its body; a tuple, since one is made for each request."""

    method: str
    path: bytes  # the raw path, without the prefix that names a session
    route: Route
    operation: Operation | None  # that of the request; for HEAD that of GET, unless documented
    raw_query: bytes
    query: tuple[tuple[str, str], ...]  # decoded names and values, in order
    query_error: str  # why the query cannot be decoded; empty if it can
    raw_headers: Headers  # lower-case names and values, in order
    lines: Mapping[str, tuple[str, ...]]  # the values as text (latin-1), one for each line, by name
    defect: str = ""  # what is wrong with the head as a whole; empty if nothing is

    @property
    def is_for_mock(self) -> bool:
        """Whether the path is one of the mock's own, or names a session."""
        return self.path.startswith(MOCK_PREFIX)

    @property
    def is_for_server(self) -> bool:
        """Whether the target is the server as a whole (RFC 9110, 9.3.7)."""
        return self.path == b"*" and self.method == "OPTIONS"

    @property
    def target_size(self) -> int:
        """Bytes of path and query."""
        return len(self.path) + len(self.raw_query)

    @property
    def header_count(self) -> int:
        """How many header lines it has."""
        return len(self.raw_headers)

    @property
    def header_size(self) -> int:
        """Bytes of all header lines."""
        headers = self.raw_headers
        size = len(headers) * len(b": \r\n")
        for name, value in headers:
            size += len(name) + len(value)
        return size

    @property
    def plain(self) -> "RequestHead":
        """The head without an observer of what is read of it."""
        return self

    def begin_parsing(self) -> "RequestHead":
        """Return the head from which parameters are parsed; `end_parsing` has the result."""
        return self

    def end_parsing(self, parameters: Parameters) -> Parameters:
        """Return the typed parameters for later steps; none of them was refused."""
        return parameters

    def at(self, path: bytes, route: Route) -> "RequestHead":
        """Return the same head with another path, which has this route."""
        return self._replace(path=path, route=route, operation=operation_of(self.method, route))

    def header_values(self, name: str) -> tuple[str, ...]:
        """Return the values of a header, one for each line; `name` is lower-case."""
        return self.lines.get(name, ())

    def joined_header(self, name: str) -> str:
        """Return the lines of a list header, joined; empty without the header."""
        return ", ".join(self.lines.get(name, ()))


def operation_of(method: str, route: Route) -> Operation | None:
    """Return the operation of a request; for HEAD that of GET, unless HEAD is documented."""
    found = route.operations.get(method)
    return route.operations.get("GET") if found is None and method == "HEAD" else found


def raw_path_of(scope: Scope) -> bytes:
    """Return the path as it was sent."""
    raw: bytes | None = scope.get("raw_path")
    if raw is None:
        return quote(scope["path"]).encode("ascii")
    return raw.partition(b"?")[0]


def unrouted(_: bytes) -> Route:
    """Return an empty route, for heads whose route is not needed."""
    return Route()


def read_head(scope: Scope, find: Callable[[bytes], Route] = unrouted) -> RequestHead:
    """Return the head of the request that `scope` describes."""
    raw_query, raw_headers = scope["query_string"], scope["headers"]
    query, error = read_query(raw_query)
    method, path = scope["method"], raw_path_of(scope)
    route = find(path)
    pairs = [
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw_headers
    ]
    return RequestHead(
        method=method,
        path=path,
        route=route,
        operation=operation_of(method, route),
        raw_query=raw_query,
        query=query,
        query_error=error,
        raw_headers=raw_headers,
        lines=texts_by_name(pairs),
        defect=scope.get(HEAD_DEFECT, ""),
    )


def read_query(raw: bytes) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the decoded pairs of a query, and why it cannot be decoded (else empty).

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
