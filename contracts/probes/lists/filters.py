"""Asks a list for some values of each parameter that seems to filter it.

Only if an answer has items with another value, all is asked once more, and an item is read that
does not exist: a mock answers any id, and keeps to no filter.
"""

from collections.abc import Sequence
from dataclasses import replace

from contracts.http.messages.bodies import json_of_success
from contracts.http.messages.exchange import Purpose
from contracts.http.requests.building import build_request
from contracts.http.requests.documented import first_values
from contracts.observations.learning.filters import (
    Filter,
    filters_of,
    item_reader,
    path_of_items,
    shown_values,
)
from contracts.observations.learning.read_back import id_parameter, unknown_id
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Location
from openapi.json.types import JSON

MAX_FILTERS = 4  # parameters of an operation that are tried
MAX_VALUES = 3  # values of a parameter that are asked for


def run(context: ProbeContext) -> None:
    """Ask for values of the filters of one operation; without any, send no request."""
    for found in filters_of(context.operation)[:MAX_FILTERS]:
        values = _some(found.values)
        with_others = [value for value in values if _has_others(context, found, value)]
        if with_others:
            for value in values:
                _has_others(context, found, value)
            _read_missing(context)


def _some(values: Sequence[JSON]) -> list[JSON]:
    """Return values with the first and the last one: their order may be one of rank."""
    if len(values) <= MAX_VALUES:
        return [*values]
    return [values[0], values[len(values) // 2], values[-1]]


def _has_others(context: ProbeContext, found: Filter, value: JSON) -> bool:
    """Ask for a value, and return whether there are items with another one."""
    base = first_values(context.operation, context.credentials)
    given = {**base.given, (Location.QUERY, found.parameter.name): found.sent(value)}
    request = context.request(replace(base, given=given))
    exchange = context.send(request, Purpose.FILTER, f"{found.parameter.name}={value}")
    shown = shown_values(found, json_of_success(exchange.answer)) or ()
    return any(repr(each) != repr(value) for each in shown)


def _read_missing(context: ProbeContext) -> None:
    """Read an item that does not exist, if the contract has a GET for items."""
    reader = item_reader(context.operation, context.target.contract)
    parameter = id_parameter(reader) if reader is not None else None
    text = unknown_id(parameter) if parameter is not None else ""
    if reader is None or not text:
        return
    values = first_values(reader, context.credentials)
    request = build_request(reader, values, context.target, context.credentials)
    path = path_of_items(context.operation, reader, context.request().path) + text
    path += "/" if reader.path.endswith("/") else ""
    target = f"{path}?{request.query}" if request.query else path
    request = replace(request, target=target)
    context.send(request, Purpose.FILTER, "GET of an id that does not exist")
