"""Sends the documented request with other ids, for errors that show only with some of them.

Every path parameter in turn gets the values of `--param`, then their neighbours, small, round and
large numbers, and the bounds. Most of them need not exist; those that do are polled later.
"""

from collections.abc import Iterator
from dataclasses import replace

from contracts.http.messages.exchange import Purpose
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.documented import MAX_REQUESTS, first_values
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Location, Parameter
from openapi.json.formats import format_of
from openapi.json.types import JSON
from openapi.schema.types import type_of
from openapi.schema.validation import validator_for

MAX_KNOWN = 500  # values of `--param` that are tried, per parameter
MAX_OTHERS = 20  # guessed values, per parameter

_SPREAD = (0, 2, 3, 10, 42, 100, 1000, 1001, 12345, 2**31 - 1, 2**31, 2**32, 2**53 + 1)
_NIL = "00000000-0000-0000-0000-000000000000"
_UUIDS = (_NIL, "11111111-2222-4333-8444-555555555555", "ffffffff-ffff-ffff-ffff-ffffffffffff")


def run(context: ProbeContext) -> None:
    """Request other resources than the documented one."""
    operation, credentials = context.operation, context.credentials
    base = first_values(operation, credentials)
    for parameter in operation.parameters:
        key = (parameter.location, parameter.name)
        if parameter.location is not Location.PATH or key in credentials.parameters:
            continue
        for value in _values(parameter, credentials, base.given[key]):
            values = replace(base, given={**base.given, key: value})
            request = context.request(values)
            context.send(request, Purpose.IDENTITY, f"{parameter.name}={value}")


def _values(parameter: Parameter, credentials: Credentials, first: JSON) -> Iterator[JSON]:
    """Yield values that the documented requests have not used, known values first."""
    known = credentials.known.get(parameter.name, ())
    yield from known[MAX_REQUESTS // 2 : MAX_KNOWN]
    judge = validator_for(parameter.schema)
    seen = [*map(str, known), str(first)]
    others = 0
    for value in _guesses(parameter, [*known[:1], *known[-1:], first]):
        if str(value) not in seen and judge.is_valid(value) and others < MAX_OTHERS:
            seen.append(str(value))
            others += 1
            yield value


def _guesses(parameter: Parameter, known: list[JSON]) -> Iterator[JSON]:
    definition = parameter.schema.definition
    if type_of(definition) == "integer":
        for value in dict.fromkeys(map(str, known)):
            if value.lstrip("-").isdecimal():
                yield from (int(value) + 1, int(value) - 1)
        yield from _SPREAD
        for bound in ("maximum", "minimum"):
            if isinstance(definition.get(bound), int):
                yield definition[bound]
    elif format_of(definition) == "uuid":
        yield from _UUIDS
