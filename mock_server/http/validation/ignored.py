"""What a request asks for in vain: misspelt preferences, and query parameters that are not read.

Such a request is answered as if it did not ask, since RFC 7240 (2) and most frameworks have it so.
The sentences made here are what a developer sees instead of an error: in the header
`Mock-Server-Note`, in the log and in the journal. They repeat names, never values, and at most
`MAX_NAMES` of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from mock_server.http.preferences import (
    CODE,
    QUERY_PREFIX,
    SESSION_QUERY,
    parse_prefer,
    prefer_parameters,
    truth_of,
)
from mock_server.http.requests import RequestHead
from mock_server.http.validation.preferences import KNOWN, NAMES, SWITCHES
from openapi.contract import Location, Operation, Parameter
from openapi.errors import nearest
from openapi.parameters.shape import alternatives, kind_of

MAX_NAMES = 5  # names that the notes about one request have; others are only counted

_MAX_NAME = 80

_REGISTERED = frozenset(
    (
        *("callback", "count", "depth-noroot", "handling", "include-annotations", "maxpagesize"),
        *("missing", "omit-values", "resolution", "respond-async", "return", "safe"),
        *("track-changes", "tx", "wait"),
    )
)
"""Preferences of RFC 7240, 8144 and 8674, of OData and of PostgREST, which clients always send."""

_STATUSES = frozenset(
    ("http-status", "response-code", "status", "status-code", "status_code", "statuscode")
)
"""Names under which people look for `code`."""


def ignored_preferences(operation: Operation, lines: Sequence[str]) -> Iterator[str]:
    """Yield a note for each preference of the header `Prefer` that has no effect.

    What follows a `;` is a parameter of its preference (RFC 7240, section 2), where people often
    mean another preference.

    Preferences that are registered, or that other servers know, have no note. An operation that
    documents the header itself reads it in its own way.
    """
    if operation.parameter(Location.HEADER, "prefer") is not None:
        return
    found = [_about(name, value) for name, value in parse_prefer(lines).items()]
    if any(";" in line for line in lines):
        found += [_about_parameter(*each) for each in dict.fromkeys(prefer_parameters(lines))]
    found = [note for note in found if note]
    yield from found[:MAX_NAMES]
    if len(found) > MAX_NAMES:
        yield f"Prefer has {len(found) - MAX_NAMES} more preferences without effect"


def undocumented_parameters(operation: Operation, head: RequestHead) -> Iterator[str]:
    """Yield a note for the query parameters that the operation does not document.

    Names of the mock (`__code`) and API keys are not its parameters.
    """
    names = _documented_names(operation)
    if not head.query or names is None:
        return
    contract = head.route.contract
    schemes = contract.security_schemes.values() if contract is not None else ()
    keys = {scheme.parameter for scheme in schemes if scheme.location is Location.QUERY}
    sent = dict.fromkeys(name.partition("[")[0] for name, _ in head.query)
    unknown = [
        name for name in sent if name not in names and name not in keys and name not in KNOWN
    ]
    for name in unknown[:MAX_NAMES]:
        own = f"{QUERY_PREFIX}{name.lstrip('_')}"
        meant = own if own in KNOWN else nearest(name, names)
        hint = f"; did you mean ?{meant}?" if meant is not None else ""
        yield f"?{name[:_MAX_NAME]} has no effect: {operation.id} documents no such parameter{hint}"
    if len(unknown) > MAX_NAMES:
        yield f"{len(unknown) - MAX_NAMES} more parameters of the query are not documented"


def parameters_without_effect(names: Iterable[str], reason: str) -> str:
    """Return a note about documented query parameters; empty without names.

    >>> parameters_without_effect(["status", "q"], "this answer is a documented example")
    '?status and ?q have no effect: this answer is a documented example'
    """
    shown = [f"?{name[:_MAX_NAME]}" for name in names]
    if not shown:
        return ""
    hidden = len(shown) - MAX_NAMES
    if hidden > 0:
        shown = [*shown[:MAX_NAMES], f"{hidden} more"]
    *first, last = shown
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"{listed} {'have' if first else 'has'} no effect: {reason}"


def _about(name: str, value: str) -> str:
    if f"{QUERY_PREFIX}{name}" in SWITCHES and truth_of(value) is None:
        return f"Prefer: {name} has no effect: its value is neither true nor false"
    if name in NAMES or name in _REGISTERED or name.startswith("odata."):
        return ""
    if instead := _only_in_query(name):
        return f"Prefer: {name} has no effect; {instead}"
    meant = CODE if name in _STATUSES else nearest(name, NAMES)
    known = f"did you mean {meant}?" if meant else f"the mock knows {', '.join(NAMES)}"
    return f"Prefer: {name[:_MAX_NAME]} has no effect; {known}"


def _about_parameter(preference: str, name: str) -> str:
    """Return a note about a parameter of a preference, unless another server may know it."""
    instead = _only_in_query(name)
    if name in NAMES or instead:
        advice = instead or "separate preferences with a comma"
        return f"Prefer: {name} after a ';' belongs to {preference[:_MAX_NAME]}; {advice}"
    if preference not in NAMES:
        return ""
    return f"Prefer: {name[:_MAX_NAME]} after a ';' has no effect: {preference} has no parameters"


def _only_in_query(name: str) -> str:
    """Return how to ask for what the mock knows under this name, but not in `Prefer`."""
    parameter = f"{QUERY_PREFIX}{name}"
    if name in NAMES or parameter not in KNOWN:
        return ""
    header = " or X-Mock-Session" if parameter == SESSION_QUERY else ""
    return f"ask for it with ?{parameter}{header}"


@lru_cache(maxsize=1024)
def _documented_names(operation: Operation) -> frozenset[str] | None:
    """Return the names of query parameters, without brackets; None if any name may be sent."""
    own = [each for each in operation.parameters if each.location is Location.QUERY]
    if any(each.style == "form" and each.explode and _is_object(each) for each in own):
        # Its members are parameters with names of their own.
        return None
    paging = operation.pagination
    names = {each.name for each in own} | (paging.parameters if paging is not None else set())
    return frozenset(name.partition("[")[0] for name in names)


def _is_object(parameter: Parameter) -> bool:
    return any(kind_of(each) == "object" for each in alternatives(parameter.schema))
