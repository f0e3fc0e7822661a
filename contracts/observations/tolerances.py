"""What the documentation, HTTP and JSON leave to the server, each with its reason.

Checks ask here before they report a deviation.
"""

import json
from collections.abc import Iterator, Sequence

from contracts.http.messages.exchange import Purpose
from contracts.observations.leniency.bodies import is_readable, without_read_only
from contracts.observations.leniency.severity import KNOWN
from contracts.observations.leniency.values import (
    INEXACT,
    UNITS,
    in_utf16_units,
    is_inexact,
    is_list,
    is_open_number,
    is_open_text,
    lenient_reading,
)
from contracts.observations.observation import Observation
from contracts.observations.request_heads import accepts, is_malformed_multipart, is_too_large
from openapi.contract import (
    Basis,
    Contract,
    Discrepancy,
    Location,
    Operation,
    Pagination,
    Parameter,
    Schema,
)
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON
from openapi.parameters.serialization import ParameterViolation
from openapi.parameters.shape import kind_of, shape_of
from openapi.parameters.splitting import is_named_apart
from openapi.schema.types import takes_null
from openapi.schema.validation import validator_for
from openapi.schema.walk import named_members

GATEWAY_STATUSES = frozenset({401, 403, 407, 429, 503})
"""Statuses that a gateway may send before the request reaches the API."""

ABSENT = frozenset({404, 410})
"""Statuses that say that there is no such resource (RFC 9110, 15.5.5 and 15.5.11)."""

UNEXPLAINED_REFUSALS = GATEWAY_STATUSES | ABSENT
"""Refusals that need not be about the unusual part of a request."""

UNUSUAL = frozenset({Purpose.EQUIVALENT, Purpose.PROTOCOL})
"""Purposes of requests in a valid notation that a server need not support."""

_CONFLICT = 409

HTTP_REFUSALS = frozenset({404, 405, 406, 408, 411, 413, 414, 415, 431})
"""Refusals that HTTP itself defines, so that a contract need not name them."""

NOT_WHOLE = "the recording does not have the whole request"
"""Why it is not known whether a recorded request is valid."""

MANY_VALUES = "HTTP does not define which of several values counts"


def discrepancy_of(contract: Contract, parameter: Parameter) -> Discrepancy | None:
    """Return the discrepancy that a parameter names (`x-discrepancy`); None without one."""
    pointer = f"{parameter.pointer}/x-discrepancy"
    if not exists(contract.tree, pointer):
        return None
    return discrepancy(contract, resolve(contract.tree, pointer))


def discrepancy(contract: Contract, wanted: str) -> Discrepancy | None:
    """Return a discrepancy by its id; None for an unknown one."""
    return next((entry for entry in contract.discrepancies if entry.id == wanted), None)


def tolerated_violation(seen: Observation, violation: ParameterViolation) -> str:
    """Return why a server may accept an invalid parameter; empty if it may not."""
    parameter = seen.operation.parameter(violation.location, violation.name)
    if parameter is None:
        return "the contract does not name it"
    if not parameter.is_required and _basis(parameter) is Basis.INFERRED:
        return _undocumented(parameter)
    texts = _sent(seen, parameter)
    reason = _unread_text(texts, parameter)
    if not reason and parameter.style == "deepObject":
        reason = _undefined_members(seen, parameter)
    if not reason and _is_clamped(seen, parameter):
        reason = "a server may shorten the page to the maximum instead"
    return reason or (lenient_reading(texts, parameter) if texts else "")


def _unread_text(texts: list[str], parameter: Parameter) -> str:
    """Return why it is not defined which value a server reads; empty if it is."""
    if len(texts) > 1 and not (is_list(parameter) and parameter.explode):
        return MANY_VALUES
    if texts == ["null"] and takes_null(parameter.schema.definition):
        return "a text may be read as null"
    if texts == [""] and not parameter.is_required:
        return "an empty value may count as no value"
    return ""


def tolerated_body(seen: Observation) -> str:
    """Return why a server may accept an invalid body; empty if it may not."""
    judged = _sent_body(seen)
    if judged is None:
        return ""
    value, schema = judged
    if validator_for(schema).is_valid(value):
        return "many JSON parsers accept such a text"
    if validator_for(schema).is_valid(in_utf16_units(value)):
        return UNITS
    is_ignored = validator_for(schema).is_valid(_carried(value, schema))
    return "a server may ignore a readOnly property of a request" if is_ignored else ""


def is_converted_body(seen: Observation) -> bool:
    """Whether an invalid body is valid for servers that convert scalars of another type."""
    judged = _sent_body(seen)
    if judged is None:
        return False
    value, schema = judged
    return is_readable(_carried(value, schema), validator_for(schema))


def _carried(value: JSON, schema: Schema) -> JSON:
    """Return what of a request's body counts."""
    return without_read_only(value, schema)


def _sent_body(seen: Observation) -> tuple[JSON, Schema] | None:
    """Return the body as lenient parsers read it, and its schema; None without either."""
    wanted = seen.operation.request_body
    media = next((m for m in wanted.media_types if m.schema), None) if wanted else None
    if media is None or media.schema is None:
        return None
    try:
        value = json.loads(seen.exchange.request.body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return value, media.schema


def refusal_reasons(seen: Observation) -> Iterator[str]:
    """Yield why a valid request may still be refused; nothing if it may not."""
    if is_too_large(seen):
        yield "a server may limit the size of a request's head"
    if is_malformed_multipart(seen):
        yield "a multipart Content-Type without a boundary is malformed (RFC 2046, 5.1.1)"
    if "%2f" in seen.exchange.request.path.lower():
        yield "a server need not accept an escaped slash"
    if seen.exchange.purpose is Purpose.PAGE:
        yield "how this list pages is not documented"
    if seen.operation.has_unread_parameters:
        yield "a parameter of this operation could not be read (see contracts lint)"
    named = {p.name for p in seen.operation.parameters if _is_read_by_name(p)}
    members = [p for p in seen.operation.parameters if p.location is Location.QUERY]
    if any(name not in named and not _is_member(name, members) for name, _ in seen.query):
        yield "the request has a parameter that the contract does not name"
    for parameter in seen.operation.parameters:
        name = parameter.name
        key = name.lower() if parameter.location is Location.HEADER else name
        values = getattr(seen.parameters, parameter.location.value)
        if key in values and (reason := _open_value(seen, parameter, values[key])):
            yield reason


def _is_read_by_name(parameter: Parameter) -> bool:
    """Whether a parameter of the query is sent under its own name, not under those of members."""
    is_object = kind_of(shape_of(parameter.schema)) == "object"
    return parameter.location is Location.QUERY and not (is_object and is_named_apart(parameter))


def _is_member(name: str, parameters: Sequence[Parameter]) -> bool:
    """Whether a name in the query is that of a documented member of an object."""
    for parameter in parameters:
        shape = shape_of(parameter.schema)
        if kind_of(shape) != "object" or not is_named_apart(parameter):
            continue
        keys = {key for key, _ in named_members(shape, choices=False)}
        is_deep = parameter.style == "deepObject"
        if name in ({f"{parameter.name}[{key}]" for key in keys} if is_deep else keys):
            return True
    return False


def _open_value(seen: Observation, parameter: Parameter, value: JSON) -> str:
    """Return why a value of a parameter may be refused; empty if it may not."""
    name, is_known = parameter.name, value in parameter.examples
    if reason := _open_page(seen.operation.pagination, name, value):
        return reason
    if not parameter.is_required and _basis(parameter) not in KNOWN:
        return _undocumented(parameter)
    if is_known:
        return ""
    return _open_reason(seen, parameter, value)


def _basis(parameter: Parameter) -> Basis:
    return parameter.source.basis if parameter.source else Basis.DOCUMENTED


def _undocumented(parameter: Parameter) -> str:
    return f"{parameter.name} is not documented"


def _open_reason(seen: Observation, parameter: Parameter, value: JSON) -> str:
    """Return why a value that is no example may be refused; empty if it may not."""
    name = parameter.name
    if value is None or value == []:
        return (
            f"no text of {name} is {'null' if value is None else 'an empty list'} for every server"
        )
    if not validator_for(parameter.schema).is_valid(in_utf16_units(value)):
        return UNITS
    if is_inexact(value, parameter.schema):
        return INEXACT
    if parameter.location is Location.PATH:
        return f"{name} may not exist on this server"
    if is_open_text(parameter.schema, value, has_refusal=_has_refusal(seen)):
        return f"the values of {name} are not documented"
    is_open = _has_refusal(seen) and is_open_number(parameter.schema, value)
    return f"the bounds of {name} are not documented" if is_open else ""


def _open_page(paging: Pagination | None, name: str, value: JSON) -> str:
    """Return why a value of a page parameter may be refused; empty if it may not."""
    if paging is not None and name == paging.limit and value == 0:
        return "a page of 0 items may be refused"
    if paging is not None and not paging.is_counted and name == paging.position:
        return "only the server that wrote a cursor need accept it"
    return ""


def is_conclusive(seen: Observation) -> bool:
    """Whether the answer shows how the operation answers a documented request.

    A permitted refusal does not, nor does an answer to another method or protocol.
    """
    if seen.is_head_of_get or seen.exchange.purpose in UNUSUAL:
        return False
    if seen.status // 100 != 4 or seen.status in UNEXPLAINED_REFUSALS:  # noqa: PLR2004 - refusals
        return True
    return accepts(seen) and not any(refusal_reasons(seen))


def may_be_absent(seen: Observation) -> bool:
    """Whether an answer says that there is no such resource, and a healthy server may lack it.

    It may lack what an id in the path names, and what the documents say may be missing: a 404 of
    an operation without an id, as of a search or of results that are not there yet.
    """
    if seen.status not in ABSENT or has_path_parameters(seen.operation):
        return seen.status in ABSENT
    found = seen.documented
    if found is None or found.status != str(seen.status):
        return False
    return found.source is None or found.source.basis in KNOWN


def is_conflict(seen: Observation) -> bool:
    """Whether a write is refused for the state of its resource (RFC 9110, 15.5.10)."""
    return seen.status == _CONFLICT and not seen.operation.is_safe


def has_path_parameters(operation: Operation) -> bool:
    """Whether the operation's path names a resource that need not exist."""
    return any(parameter.location is Location.PATH for parameter in operation.parameters)


def _sent(seen: Observation, parameter: Parameter) -> list[str]:
    request = seen.exchange.request
    if parameter.location is Location.HEADER:
        wanted = parameter.name.lower()
        return [text for name, text in request.headers if name.lower() == wanted]
    if parameter.location is Location.QUERY:
        return [text for name, text in seen.query if name == parameter.name]
    text = seen.path_values.get(parameter.name)
    return [] if text is None else [text]


def _undefined_members(seen: Observation, parameter: Parameter) -> str:
    """Return what OpenAPI leaves open about the sent members of a `deepObject`; empty for nothing.

    It shows one level of scalars only (OpenAPI 3.0.3, Style Examples).
    """
    names = [name for name, _ in seen.query if name.startswith(f"{parameter.name}[")]
    if any(name.count("[") > 1 for name in names):
        return "OpenAPI does not define an object or a list inside a deepObject"
    return MANY_VALUES if len(names) > len({*names}) else ""


def _is_clamped(seen: Observation, parameter: Parameter) -> bool:
    paging = seen.operation.pagination
    largest = parameter.schema.definition.get("maximum")
    if paging is None or parameter.name != paging.limit or largest is None:
        return False
    if seen.json_error or not exists(seen.body, paging.items):
        return False
    items = resolve(seen.body, paging.items)
    return isinstance(items, list) and len(items) <= largest


def _has_refusal(seen: Observation) -> bool:
    """Whether the answer is a documented 4xx."""
    return seen.documented is not None and seen.documented.status.startswith("4")
