"""What about a request may have provoked an answer: the parts that no plain request has.

Made from one request alone, so that a witness with this request shows the same parts as the whole
run. With several requests of one failure, the smallest set of parts is the one to blame.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import unquote_plus, unquote_to_bytes

from contracts.http.messages.exchange import Purpose, Request
from contracts.http.requests.building import plain_accept
from contracts.observations.observation import Observation, media_type_matches
from openapi.contract import Location, is_json_type
from openapi.parameters.serialization import ParameterViolation

Parts = tuple[str, ...]  # parts of a request, such as `query page`, sorted

UNDOCUMENTED = "query an undocumented parameter"
"""The part for any parameter that the contract does not have: generated names differ by seed."""

NOT_UTF8 = "path a path that is no UTF-8"
CONTROLLED = "path a path with a control character"
BROKEN_ESCAPE = "path a path with a broken escape"
"""The parts for such paths: none of their parameters can be read, so that none is to blame."""

GENERATED_BODY = "generated body"
"""The part for a generated body that is valid, or is no JSON and not judged: its values may be to
blame."""

_HALF_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")

MOST_NAMED = 4  # parts that a text names; more are counted

PLAIN = frozenset(
    {Purpose.DOCUMENTED, Purpose.IDENTITY, Purpose.POLL, Purpose.REPETITION, Purpose.WALK}
)
"""Purposes of requests whose path has the id of a resource that should exist."""

_VARIED = frozenset(
    {
        Purpose.GENERATED,
        Purpose.PARAMETER,
        Purpose.LOOKALIKE_ID,
        Purpose.CONTROL,
        Purpose.NEIGHBOUR_ID,
    }
)
"""Purposes of requests whose path may have an unusual value."""

_ANY = "*/*"  # the `Accept` of clients that have no preference, such as curl and fetch

_USUAL = {"accept-encoding": ("gzip, deflate",)}
"""Other headers, with the values that generated requests have as well."""

_TRIED = ("accept", "content-encoding", "expect", "if-", "range", "te", "trailer")
"""Beginnings of the names of headers that probes try; `--header` gives others."""


def provoking_parts(seen: Observation) -> Parts:
    """Return the invalid parts of a request; of a valid one, the parts that are not documented."""
    if unread := _unread(seen.exchange.request):
        return unread
    invalid = {
        f"{each.location.value} {each.name}{'' if _is_sent(seen, each) else ' missing'}"
        for each in seen.parameters.violations
    }
    invalid.update(_content_type(seen))
    if seen.request_body_error:
        invalid.add("body")
    elif invalid and _is_generated_form(seen):
        invalid.add(GENERATED_BODY)
    return tuple(sorted(invalid or {*_odd_headers(seen), *_open_values(seen)}))


def _unread(request: Request) -> Parts:
    """Return the parts of a target that keep the others from being read; empty without any."""
    if _HALF_ESCAPE.search(request.path):
        return (BROKEN_ESCAPE,)
    path = _text(request.path)
    if path is None:
        return (NOT_UTF8,)
    if any(unicodedata.category(char) == "Cc" for char in path):
        return (CONTROLLED,)
    odd = (part for part in request.query.split("&") if _text(part) is None)
    return tuple(sorted({f"query {unquote_plus(part.partition('=')[0])}" for part in odd}))


def _text(part: str) -> str | None:
    """Return a part of a target, decoded; None if it is no UTF-8."""
    try:
        return unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        return None


def _is_generated_form(seen: Observation) -> bool:
    """Whether a body was generated whose validity is not judged: it may be to blame, too."""
    request = seen.exchange.request
    is_generated = seen.exchange.purpose is Purpose.GENERATED
    return is_generated and bool(request.body) and not is_json_type(request.media_type)


def fewest_parts(mine: Parts, others: Collection[Parts]) -> Parts:
    """Return the smallest of the sets of parts that this one contains, itself included.

    One part that a server does not accept provokes the same with whatever is sent beside it: that
    is one failure, not one for each combination.
    """
    inner = [parts for parts in {*others, mine} if {*parts} <= {*mine} and parts]
    return min(inner, key=lambda parts: (len(parts), parts), default=mine)


def named(parts: Parts) -> str:
    """Return parts as a text for people: `page and size`; empty without any."""
    names = [part.partition(" ")[2] or part for part in parts]
    if len(names) > MOST_NAMED:
        return f"{len(names)} parameters"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _content_type(seen: Observation) -> Iterator[str]:
    """Yield the header of a body whose media type is missing, or is none of the documented ones."""
    wanted, request = seen.operation.request_body, seen.exchange.request
    if wanted is None or not request.body:
        return
    if not any(media_type_matches(each.name, request.media_type) for each in wanted.media_types):
        is_sent = bool(request.header("content-type"))
        yield "header Content-Type" if is_sent else "header Content-Type missing"


def _is_sent(seen: Observation, violation: ParameterViolation) -> bool:
    """Whether an invalid parameter was sent, though perhaps with an empty value."""
    is_query = violation.location is Location.QUERY
    return bool(violation.found) or (is_query and violation.name in _query_names(seen))


def _query_names(seen: Observation) -> Sequence[str]:
    """Return the names of the query, also of one that is no UTF-8."""
    parts = seen.exchange.request.query.split("&")
    return [unquote_plus(part.partition("=")[0]) for part in parts if part]


def _odd_headers(seen: Observation) -> Iterator[str]:
    """Yield the headers of HTTP that neither the contract nor a plain request has."""
    names = {p.name.lower() for p in seen.operation.parameters if p.location is Location.HEADER}
    for name, value in seen.exchange.request.headers:
        small = name.lower()
        plain = {plain_accept(seen.operation), _ANY} if small == "accept" else _USUAL.get(small, ())
        is_plain = value in plain
        if small.startswith(_TRIED) and small not in names and not is_plain:
            yield f"header {small}"


def _open_values(seen: Observation) -> Iterator[str]:
    """Yield the parameters whose values are not documented, one by one."""
    documented = {(p.location, p.name): p for p in seen.operation.parameters}
    for name in _query_names(seen):
        parameter = documented.get((Location.QUERY, name))
        is_required = parameter is not None and parameter.is_required
        examples = parameter.examples if parameter is not None else ()
        if not (is_required and seen.parameters.query.get(name) in examples):
            yield UNDOCUMENTED if parameter is None else f"query {name}"
    if seen.exchange.purpose not in _VARIED:
        return
    if seen.exchange.purpose is Purpose.GENERATED and seen.exchange.request.body:
        yield GENERATED_BODY
    for location in (Location.PATH, Location.HEADER, Location.COOKIE):
        values = getattr(seen.parameters, location.value)
        for parameter in seen.operation.parameters:
            name = parameter.name.lower() if location is Location.HEADER else parameter.name
            is_here = parameter.location is location and name in values
            # A required header or cookie is in every request, with a value that may be given.
            is_usual = location is not Location.PATH and parameter.is_required
            if is_here and not is_usual and values[name] not in parameter.examples:
                yield f"{location.value} {parameter.name}"
