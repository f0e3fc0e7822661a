"""Sends invalid and boundary values of parameters, byte for byte.

Every parameter in turn gets invalid texts, its bounds and the values next to them, an empty value
and two values; required headers are left out. The path gets broken escapes and an extra segment,
the query an unknown name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote, unquote_to_bytes

from contracts.http.messages.exchange import Purpose
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.observations.observer import decoded_query
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.inputs.invalid_texts import CANARY, MARKUP, UNUSUAL_NUMBERS, UNUSUAL_STRINGS
from contracts.probes.inputs.raw_request import RawRequest, short_page_request, text_of
from openapi.contract import Location, Operation, Parameter
from openapi.json.types import JSON
from openapi.parameters.serialization import parse_parameters
from openapi.schema.types import type_of

Unusual = tuple[str, RawRequest]  # what is unusual, and the request

_NUMERIC = frozenset({"integer", "number"})
_UNUSUAL_HEADERS: tuple[tuple[str, str], ...] = (
    ("a quotation mark", f"o'{CANARY}"),
    ("markup", MARKUP),
    ("a byte beyond ASCII", "caf\xe9"),
    ("300 letters", "x" * 300),
    ("3000 letters", "x" * 3000),
)


def run(context: ProbeContext) -> None:
    """Send invalid and boundary values for the parameters of one operation."""
    for note, raw in unusual_requests(context.target, context.operation, context.credentials):
        context.send(raw.request, Purpose.PARAMETER, note)


def unusual_requests(
    target: Target, operation: Operation, credentials: Credentials
) -> Iterator[Unusual]:
    """Yield unusual requests, each with a note on what is unusual.

    For an operation that may change something, only requests that must be refused are yielded.

    Raises:
        ValueError: A parameter has no value that could be sent.
    """
    base = short_page_request(target, operation, credentials)
    for parameter in operation.parameters:
        text = text_of(parameter, credentials)
        for note, raw in _unusual_values(base, parameter, text):
            if operation.is_safe or _is_invalid(operation, raw):
                yield f"{parameter.name}: {note}", raw
    if operation.is_safe:
        yield from _unusual_paths(base)


def _is_invalid(operation: Operation, raw: RawRequest) -> bool:
    """Whether a parameter of the request is invalid by the contract."""
    query = decoded_query(raw.request.query)
    try:
        path = {name: unquote_to_bytes(text).decode() for name, text in raw.path.items()}
    except UnicodeDecodeError:
        return True
    if query is None:
        return True
    read = parse_parameters(
        operation, path=path, query=query, headers=raw.headers, raw_query=raw.request.query
    )
    return bool(read.violations)


def _unusual_values(base: RawRequest, parameter: Parameter, text: str) -> Iterator[Unusual]:
    definition = parameter.schema.definition
    match parameter.location:
        case Location.HEADER if parameter.is_required:
            yield "missing", base.without_value(parameter)
            yield "empty", base.with_value(parameter, "")
            yield "repeated", base.with_extra_value(parameter, text)
            for note, value in _UNUSUAL_HEADERS:
                yield note, base.with_value(parameter, value)
            return
        case Location.HEADER | Location.COOKIE:
            return
        case Location.QUERY:
            value = quote(text, safe="")
            valid = base.with_value(parameter, value)
            yield "repeated", valid.with_extra_value(parameter, value)
            yield "repeated, with another value", valid.with_extra_value(parameter, f"{CANARY}1")
    for note, raw in _bounds(definition):
        yield note, base.with_value(parameter, raw)
    for note, raw in UNUSUAL_NUMBERS if type_of(definition) in _NUMERIC else UNUSUAL_STRINGS:
        if raw or parameter.location is not Location.PATH:
            yield note, base.with_value(parameter, raw)


def _bounds(definition: Mapping[str, JSON]) -> Iterator[tuple[str, str]]:
    """Yield the values next to the bounds of an integer, inside and outside."""
    for name, step in (("minimum", 1), ("maximum", -1)):
        bound = definition.get(name)
        if isinstance(bound, int) and type_of(definition) == "integer":
            yield f"just inside the {name}", str(bound + step)
            yield f"just beyond the {name}", str(bound - step)


def _unusual_paths(base: RawRequest) -> Iterator[Unusual]:
    """Yield unusual paths and queries, the same for every operation."""
    template, query = base.template, base.query
    # Requests that a server may leave unanswered are not adjacent: several in a row end the run.
    yield "a path too long", replace(base, template=f"{template}/{CANARY}")
    yield "a path with bytes that are no UTF-8", replace(base, template=f"{template}%FF")
    yield (
        "a path too long, with markup",
        replace(base, template=f"{template}/{quote(MARKUP)}"),
    )
    yield "a path with a broken escape", replace(base, template=f"{template}%zz")
    yield "an unknown parameter", replace(base, query=(*query, (CANARY, "1")))
    yield "a path with a NUL", replace(base, template=f"{template}%00")
    yield (
        "an unknown parameter with markup",
        replace(base, query=(*query, (CANARY, "%3Cscript%3E"))),
    )
    yield (
        "a query with bytes that are no UTF-8",
        replace(base, query=(*query, (CANARY, "%FF"))),
    )
