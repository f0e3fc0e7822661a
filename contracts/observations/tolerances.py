"""What the documentation, HTTP and JSON leave to the server, each with its reason.

Checks ask here before they report a deviation.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from contracts.http.messages.exchange import HTTP_1_1, Purpose, header
from contracts.observations.observation import Observation
from openapi.contract import (
    Basis,
    Contract,
    Discrepancy,
    Location,
    Operation,
    Parameter,
    Schema,
    Severity,
    Source,
)
from openapi.contract import Response as DocumentedResponse
from openapi.json.pointers import exists, resolve
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.parameters.serialization import ParameterViolation
from openapi.parameters.shape import shape_of
from openapi.schema.types import type_of
from openapi.schema.validation import validator_for

GATEWAY_STATUSES = frozenset({401, 403, 407, 429, 503})
"""Statuses that a gateway may send before the request reaches the API."""

UNEXPLAINED_REFUSALS = GATEWAY_STATUSES | {404}
"""Refusals that need not be about the unusual part of a request."""

UNUSUAL = frozenset({Purpose.EQUIVALENT, Purpose.PROTOCOL})
"""Purposes of requests in a valid notation that a server need not support."""

HTTP_REFUSALS = frozenset({404, 405, 406, 408, 411, 413, 414, 415, 431})
"""Refusals that HTTP itself defines, so that a contract need not name them."""

_NARROW_FORMATS = frozenset({"date", "date-time", "time", "duration", "uuid", "ipv4", "ipv6"})
"""Formats of which a server that documents them reads every value."""

_KNOWN = frozenset({Basis.DOCUMENTED, Basis.EXAMPLE})
_POINT_ZERO = re.compile(r"\.0{1,40}(?=\s{0,9}\Z)")
_SECONDS = re.compile(r"-?[0-9]{1,20}(\.[0-9]{0,20})?")

LONGEST_NUMBER = 400
"""Characters of a number that is read leniently."""

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PRINTABLE = re.compile(rb"[!-~ ]*")
LONGEST_HEAD = 8000
"""Bytes of a request's head that practically every server accepts."""

SMALL_TEXT = 255
"""Bytes of a target or a header's value that no server refuses as too large."""

_TOO_LARGE = frozenset({414, 431})
_TOO_LARGE_ON_THE_WHOLE = frozenset({400, 413}) | _TOO_LARGE


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
    """Return why a server may accept an invalid parameter; empty where it may not."""
    parameter = seen.operation.parameter(violation.location, violation.name)
    if parameter is None:
        return "the contract does not name it"
    texts = _sent(seen, parameter)
    if len(texts) > 1 and not _is_list(parameter):
        return "HTTP does not define which of several values counts"
    if texts == [""] and not parameter.is_required:
        return "an empty value may count as no value"
    if _is_clamped(seen, parameter):
        return "a server may shorten the page to the maximum instead"
    return _lenient_reading(texts, parameter) if texts else ""


def _lenient_reading(texts: list[str], parameter: Parameter) -> str:
    """Return by which common reading of texts a server sees a valid value; empty without one."""
    if _are_lenient_numbers(texts, parameter):
        return "a lenient reader sees the same number"
    if _is_number_as_time(texts[0], parameter):
        return "some readers take a number for the seconds since 1970"
    return ""


def tolerated_body(seen: Observation) -> str:
    """Return why a server may accept an invalid body; empty where it may not."""
    wanted = seen.operation.request_body
    media = next((m for m in wanted.media_types if m.schema), None) if wanted else None
    if media is None or media.schema is None:
        return ""
    try:
        value = json.loads(seen.exchange.request.body.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return ""
    is_readable = validator_for(media.schema).is_valid(value)
    return "many JSON parsers accept such a text" if is_readable else ""


def refusal_reasons(seen: Observation) -> Iterator[str]:
    """Yield why a valid request may still be refused; nothing where it may not."""
    if is_too_large(seen):
        yield "a server may limit the size of a request's head"
    if _is_malformed_multipart(seen):
        yield "a multipart Content-Type without a boundary is malformed (RFC 2046, 5.1.1)"
    if "%2f" in seen.exchange.request.path.lower():
        yield "not every server takes an encoded slash"
    named = {p.name for p in seen.operation.parameters if p.location is Location.QUERY}
    if any(name not in named for name, _ in seen.query):
        yield "the request has a parameter that the contract does not name"
    for parameter in seen.operation.parameters:
        name = parameter.name
        key = name.lower() if parameter.location is Location.HEADER else name
        values = getattr(seen.parameters, parameter.location.value)
        if key in values and (reason := _open_value(seen, parameter, values[key])):
            yield reason


def _open_value(seen: Observation, parameter: Parameter, value: JSON) -> str:
    """Return why a value of a parameter may be refused; empty where it may not."""
    name, is_known = parameter.name, value in parameter.examples
    basis = parameter.source.basis if parameter.source else Basis.DOCUMENTED
    paging = seen.operation.pagination
    if paging is not None and name == paging.limit and value == 0:
        return "a page of 0 items may be refused"
    if not parameter.is_required and basis not in _KNOWN:
        return f"{name} is not documented"
    if is_known:
        return ""
    if parameter.location is Location.PATH:
        return f"{name} may not exist on this server"
    if _is_free(parameter.schema, value, has_refusal=_has_refusal(seen)):
        return f"the values of {name} are not documented"
    return ""


def _is_malformed_multipart(seen: Observation) -> bool:
    value = header(seen.exchange.request.headers, "content-type") or ""
    return value.lower().startswith("multipart/") and "boundary=" not in value.lower()


def body_severity(seen: Observation, schema: Schema, source: Source | None) -> Severity:
    """Return the severity of an error inside an answer's body.

    The body of an answer that the documentation does not show may have any form. But if it has
    every required key of the documented form, the documented places in it must be valid.

    Args:
        seen: The exchange.
        schema: The schema of its body.
        source: The documentation of the invalid place.
    """
    severity = severity_of(seen.documented) if seen.documented else Severity.INFO
    required, body = schema.definition.get("required", ()), seen.body
    is_meant = bool(required) and isinstance(body, dict) and all(key in body for key in required)
    is_known = source is not None and source.basis in _KNOWN
    return Severity.ERROR if is_meant and is_known else severity


def severity_of(documented: DocumentedResponse) -> Severity:
    """Return the severity of an error in this answer: `info` where it is only our expectation."""
    basis = documented.source.basis if documented.source else Basis.DOCUMENTED
    if basis in _KNOWN or documented.status.startswith("2"):
        return Severity.ERROR
    return Severity.INFO


def has_condition(seen: Observation) -> bool:
    """Whether a request is conditional."""
    names = {name.lower() for name, _ in seen.exchange.request.headers}
    return bool(names & {"if-none-match", "if-modified-since"})


def accepts(seen: Observation) -> bool:
    """Whether a request accepts a documented media type of the operation's success."""
    request, success = seen.exchange.request, seen.operation.success
    values = [value for name, value in request.headers if name.lower() == "accept"]
    if not values or success is None or not success.media_types:
        return True
    return any(is_acceptable(media.name, ", ".join(values)) for media in success.media_types)


def is_acceptable(media_type: str, accept: str) -> bool:
    """Whether an Accept header accepts a media type: the most specific range counts."""
    wanted = media_type.partition(";")[0].strip().lower()
    family = f"{wanted.partition('/')[0]}/*"
    weights: dict[str, bool] = {}
    for part in accept.split(","):
        name, *parameters = (text.strip().lower() for text in part.split(";"))
        weight = next((p[2:].strip() for p in parameters if p.startswith("q=")), "1")
        weights[name] = not re.fullmatch(r"0(\.0{0,3})?", weight)
    return next((weights[name] for name in (wanted, family, "*/*") if name in weights), False)


def may_close_connection(seen: Observation) -> bool:
    """Whether a server may close the connection instead of answering this request."""
    request = seen.exchange.request
    texts = [request.target, *(text for pair in request.headers for text in pair)]
    data = "\n".join(texts).encode("utf-8", "surrogateescape")
    printable = _PRINTABLE.fullmatch(data.replace(b"\n", b""))
    is_odd = request.version != HTTP_1_1 or _BROKEN_ESCAPE.search(request.target) is not None
    return is_odd or not seen.is_routed or printable is None or len(data) > LONGEST_HEAD


def is_too_large(seen: Observation) -> bool:
    """Whether the refusal may be due to the size of the request's head alone."""
    request = seen.exchange.request
    texts = [request.target, *(text for pair in request.headers for text in pair)]
    sizes = [len(text.encode("utf-8", "surrogateescape")) for text in texts]
    if sum(sizes) > LONGEST_HEAD and seen.status in _TOO_LARGE_ON_THE_WHOLE:
        return True
    return max(sizes) > SMALL_TEXT and seen.status in _TOO_LARGE


def is_conclusive(seen: Observation) -> bool:
    """Whether the answer shows how the operation answers a documented request.

    A permitted refusal does not, nor does an answer to another method or protocol.
    """
    if seen.is_head_of_get or seen.exchange.purpose in UNUSUAL:
        return False
    if seen.status // 100 != 4 or seen.status in UNEXPLAINED_REFUSALS:  # noqa: PLR2004 - refusals
        return True
    return accepts(seen) and not any(refusal_reasons(seen))


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


def _is_list(parameter: Parameter) -> bool:
    return type_of(shape_of(parameter.schema).definition) == "array"


def _are_lenient_numbers(texts: list[str], parameter: Parameter) -> bool:
    """Whether lenient readers take every text for a number that the schema allows."""
    definition = shape_of(parameter.schema).definition
    if type_of(definition) == "array":
        items = dereference(parameter.schema.root, definition.get("items", {}))[0]
        parts = [part for text in texts for part in text.split(",")]
        return all(_is_lenient_number(part, items) for part in parts)
    return _is_lenient_number(texts[0], definition)


def _is_lenient_number(text: str, definition: Mapping[str, JSON]) -> bool:
    if type_of(definition) not in {"integer", "number"}:
        return False
    value = lenient_number(text)
    if value is None:
        return False
    low, high = definition.get("minimum", value), definition.get("maximum", value)
    return bool(low <= value <= high)


def lenient_number(text: str) -> int | None:
    """Return the whole number that lenient readers take a text for; None where it is none.

    They leave out space around it and zeros before it, take a plus sign, `.0`, digits of every
    script and underscores between them, as the frameworks of several languages do.
    """
    whole = _POINT_ZERO.sub("", text) if len(text) <= LONGEST_NUMBER else ""
    try:
        return int(whole)
    except ValueError:
        return None


def _is_number_as_time(text: str, parameter: Parameter) -> bool:
    definition = shape_of(parameter.schema).definition
    if definition.get("format") not in {"date", "date-time"}:
        return False
    return _SECONDS.fullmatch(text) is not None


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
    """Whether the contract names the refusal of a request, 4xx, that was seen."""
    return seen.documented is not None and seen.documented.status.startswith("4")


def _is_free(schema: Schema, value: JSON, *, has_refusal: bool) -> bool:
    """Whether a schema leaves open which texts of its kind a server knows.

    A text without any bound is free, whether it stands alone, in a list or in an object. One of a
    wide format (an address, a name) or with a pattern that fits anywhere in a text is free where
    the contract names a refusal.
    """
    definition = dereference(schema.root, schema.definition)[0]
    if not isinstance(definition, Mapping):
        return False
    inside = partial(replace, schema)
    if isinstance(value, list):
        item = inside(definition=definition.get("items", {}))
        return any(_is_free(item, each, has_refusal=has_refusal) for each in value)
    if isinstance(value, dict):
        members = definition.get("properties", {})
        others = definition.get("additionalProperties", {})
        return any(
            _is_free(inside(definition=members.get(name, others)), each, has_refusal=has_refusal)
            for name, each in value.items()
            if isinstance(members.get(name, others), Mapping)
        )
    if not isinstance(value, str) or definition.keys() & {"enum", "const"}:
        return False
    is_narrow = definition.get("format") in _NARROW_FORMATS or _is_anchored(definition)
    is_bound = bool(definition.keys() & {"pattern", "format"})
    return not is_bound or (has_refusal and not is_narrow)


def _is_anchored(definition: Mapping[str, JSON]) -> bool:
    pattern = str(definition.get("pattern", ""))
    return pattern.startswith("^") and pattern.endswith("$")
