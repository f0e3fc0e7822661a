"""Reads the exchanges of one API by its contract.

An exchange belongs to the operation that its path matches, not to the one it was made for: with an
empty path parameter, the path of an item may be that of the list.
"""

from collections.abc import Container
from urllib.parse import unquote_to_bytes

from contracts.http.messages.bodies import BodyReader
from contracts.http.messages.exchange import Exchange, Request
from contracts.http.messages.outgoing import is_connection_header
from contracts.http.requests.credentials import credential_fields
from contracts.observations.observation import Observation
from openapi.contract import Contract, Location, Operation
from openapi.parameters.deserialization import parsers_for
from openapi.parameters.serialization import Parameters, parse_grouped
from openapi.routing import PathFlaw, Route, Router

LONGEST_KEPT_PATH = 500  # characters of a path whose match is kept
MAX_KEPT_PATHS = 5000  # paths whose matches are kept


class Observer:
    """Reads the exchanges of one API."""

    def __init__(self, contract: Contract) -> None:
        """Take the API, with the server's base path."""
        self._contract = contract
        self._credential_fields = {
            operation.id: credential_fields(contract, operation)
            for operation in contract.operations
        }
        self._router = Router([contract])
        self._routes: dict[str, Route] = {}
        self._reader = BodyReader()

    def operation_of(self, request: Request) -> Operation | None:
        """Return the operation that path and method match; None where the contract has none."""
        return _operation_at(self._route(request.path), request.method, None)

    def made_for(self, exchange: Exchange) -> Operation | None:
        """Return the operation that an exchange was made for; None if that is not known."""
        return self._contract.operation(exchange.operation)

    def owns(self, request: Request) -> bool:
        """Whether the path is one of the API, though perhaps not of an operation."""
        return self._route(request.path).contract is not None

    def observe(self, exchange: Exchange) -> Observation:
        """Return the exchange as the contract reads it."""
        request = exchange.request
        made_for = self._contract.operation(exchange.operation)
        route = self._route(request.path)
        found = _operation_at(route, request.method, made_for)
        operation = found or made_for
        if operation is None:
            message = f"exchange {exchange.number} belongs to no operation"
            raise ValueError(message)
        query = decoded_query(request.query)
        headers = request.values_by_name()
        proof = self._proof(operation, request, query or [], headers)
        return Observation(
            exchange=exchange,
            contract=self._contract,
            operation=operation,
            is_routed=found is not None and query is not None,
            path_values=route.path_values,
            query=tuple(query or ()),
            parameters=_without_connection(
                parse_grouped(
                    operation,
                    path=route.path_values,
                    query=self._own(operation, query or []),
                    headers=headers,
                    raw_query=request.query,
                )
            ),
            has_credentials=bool(proof),
            credentials=proof,
            reader=self._reader,
        )

    def _route(self, path: str) -> Route:
        """Return the match of a path; requests ask for few paths again and again."""
        route = self._routes.get(path)
        if route is None:
            route = self._router.find(path.encode("utf-8", "surrogateescape"))
            if len(path) <= LONGEST_KEPT_PATH:
                if len(self._routes) >= MAX_KEPT_PATHS:
                    self._routes.clear()
                self._routes[path] = route
        return route

    def _own(self, operation: Operation, query: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the query without credentials, which no object of any names has as members."""
        if not parsers_for(operation).takes_any_name:
            return query
        names = self._credential_fields[operation.id]
        return [pair for pair in query if pair[0].lower() not in names]

    def _proof(
        self,
        operation: Operation,
        request: Request,
        query: list[tuple[str, str]],
        headers: Container[str],
    ) -> tuple[str, ...]:
        """Return the values of credentials, in the order in which they were sent."""
        names = self._credential_fields[operation.id]
        are_in_headers = any(name in headers for name in names)
        sent = [*request.headers, *query] if are_in_headers else query
        return tuple(value for name, value in sent if value and name.lower() in names)


def _operation_at(route: Route, method: str, made_for: Operation | None) -> Operation | None:
    """Return the operation of a request; None where the contract has none.

    HEAD belongs to the GET operation, unless the contract has a HEAD operation.
    """
    if route.path_flaw not in {None, PathFlaw.SLASH}:
        return None
    if method != "HEAD":
        return route.operations.get(method)
    offered = [route.operations[name] for name in ("HEAD", "GET") if name in route.operations]
    return made_for if made_for in offered else next(iter(offered), None)


def _without_connection(read: Parameters) -> Parameters:
    """Return parameters without violations of headers that only the HTTP client writes."""
    if not read.violations:
        return read
    kept = tuple(
        each
        for each in read.violations
        if each.location is not Location.HEADER or not is_connection_header(each.name)
    )
    return read._replace(violations=kept)


def decoded_query(raw: str) -> list[tuple[str, str]] | None:
    """Return the decoded pairs of a raw query; None where its bytes are not UTF-8."""
    pairs = []
    for part in raw.split("&") if raw else ():
        name, _, value = part.partition("=")
        try:
            pairs.append((_decoded(name), _decoded(value)))
        except UnicodeDecodeError:
            return None
    return pairs


def _decoded(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8")
