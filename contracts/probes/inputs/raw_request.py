"""A documented request in its parts, so that a probe can replace any part byte for byte."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import quote

from contracts.http.messages.exchange import Headers, Request
from contracts.http.requests.building import UncomposableError, build_request, value_for
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.documented import first_values
from contracts.http.requests.targets import Target
from openapi.contract import Location, Operation, Parameter
from openapi.json.types import JSON
from openapi.parameters.serialization import encode_parameter, fill_path, serialize_parameter

SHORT_PAGE = "2"  # limit of a page whose items do not matter

Pairs = tuple[tuple[str, str], ...]

_Write = Callable[[Parameter, JSON], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRequest:
    """The parts of a request as they are sent."""

    method: str  # in capitals
    origin: str  # scheme, host and port
    template: str  # base path and path template
    path: Mapping[str, str]  # raw segment by path parameter
    query: Pairs = ()  # raw names and values, in order
    headers: Headers = ()  # names and values, in order
    body: bytes = b""  # sent as it is

    @property
    def request(self) -> Request:
        """The request that these parts make."""
        path = fill_path(self.template, self.path)
        query = "&".join(f"{name}={value}" for name, value in self.query)
        return Request(
            method=self.method,
            origin=self.origin,
            target=f"{path}?{query}" if query else path,
            headers=self.headers,
            body=self.body,
        )

    def with_value(self, parameter: Parameter, raw: str) -> Self:
        """Return the request with one raw value of a parameter in place of all its values."""
        match parameter.location:
            case Location.PATH:
                return replace(self, path={**self.path, parameter.name: raw})
            case Location.QUERY:
                rest = self.without_value(parameter)
                return replace(rest, query=(*rest.query, (quote(parameter.name, safe=""), raw)))
            case _:
                rest = self.without_value(parameter)
                return replace(rest, headers=(*rest.headers, (parameter.name, raw)))

    def without_value(self, parameter: Parameter) -> Self:
        """Return the request without a query parameter or header."""
        if parameter.location is Location.QUERY:
            raw = quote(parameter.name, safe="")
            return replace(self, query=tuple(pair for pair in self.query if pair[0] != raw))
        return self.without_header(parameter.name)

    def with_extra_value(self, parameter: Parameter, raw: str) -> Self:
        """Return the request with an additional value of a query parameter or header."""
        if parameter.location is Location.QUERY:
            return replace(self, query=(*self.query, (quote(parameter.name, safe=""), raw)))
        return replace(self, headers=(*self.headers, (parameter.name, raw)))

    def with_header(self, name: str, value: str) -> Self:
        """Return the request with one value of a header in place of all its values."""
        rest = self.without_header(name)
        return replace(rest, headers=(*rest.headers, (name, value)))

    def without_header(self, name: str) -> Self:
        """Return the request without all headers of a name."""
        kept = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return replace(self, headers=kept)


def documented_request(
    target: Target, operation: Operation, credentials: Credentials
) -> RawRequest:
    """Return the first documented request of an operation in its parts.

    Raises:
        UncomposableError: A parameter has no value that can be sent.
    """
    whole = build_request(operation, first_values(operation, credentials), target, credentials)
    path = {
        parameter.name: encoded_text_of(parameter, credentials)
        for parameter in operation.parameters
        if parameter.location is Location.PATH
    }
    pairs = (part.partition("=") for part in whole.query.split("&") if part)
    return RawRequest(
        method=operation.method,
        origin=target.origin,
        template=target.contract.path_of(operation),
        path=path,
        query=tuple((name, value) for name, _, value in pairs),
        headers=whole.headers,
        body=whole.body,
    )


def short_page_request(
    target: Target, operation: Operation, credentials: Credentials
) -> RawRequest:
    """Return the first documented request; for a list, one of a short page.

    Raises:
        UncomposableError: A parameter has no value that can be sent.
    """
    base = documented_request(target, operation, credentials)
    paging = operation.pagination
    limit = operation.parameter(Location.QUERY, paging.limit) if paging else None
    return base.with_value(limit, SHORT_PAGE) if limit is not None else base


def text_of(parameter: Parameter, credentials: Credentials) -> str:
    """Return the unescaped text of a scalar parameter in documented requests.

    Raises:
        UncomposableError: It has no value that can be sent.
    """
    return _first_text(serialize_parameter, parameter, credentials)


def encoded_text_of(parameter: Parameter, credentials: Credentials) -> str:
    """Return the text of a parameter of the path or query in documented requests, as it is sent.

    Raises:
        UncomposableError: It has no value that can be sent.
    """
    return _first_text(encode_parameter, parameter, credentials)


def _first_text(write: _Write, parameter: Parameter, credentials: Credentials) -> str:
    value = value_for(parameter, credentials)
    try:
        written = write(parameter, value)
    except ValueError as error:
        raise UncomposableError(str(error)) from error
    return written[0][1] if written else ""
