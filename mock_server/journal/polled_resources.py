"""Groups the exchanges of the journal that poll the same resource."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mock_server.http.requests import read_query
from mock_server.journal.criteria import decoded_path
from mock_server.journal.entries.entry import Entry
from openapi.contract import Operation
from openapi.json.parsing import JsonError, parse_json
from openapi.routing import Router
from openapi.rules.targets import resource_list
from openapi.rules.terminal_states import is_terminal_state

_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledResource:
    """One resource of one session, and every request for it."""

    operation: Operation
    name: str  # the resource's name in messages, such as `showJob mall 1`
    entries: tuple[Entry, ...]  # the exchanges, the earliest first


def polled_resources(entries: Sequence[Entry], router: Router) -> tuple[PolledResource, ...]:
    """Return the polled resources, in the order of their first requests."""
    found: dict[tuple[str, ...], tuple[Operation, list[Entry]]] = {}
    for entry in sorted(entries, key=lambda entry: entry.real):
        operation = entry.operation
        if operation is not None and operation.polling is not None and not entry.is_unmatched:
            key = (entry.session, operation.api, operation.id, *_identity(entry, router))
            found.setdefault(key, (operation, []))[1].append(entry)
    return tuple(_polled_resource(key, *each) for key, each in found.items())


def shows_terminal_state(entry: Entry) -> bool | None:
    """Return whether a response shows only resources in a terminal state.

    None if it cannot be known: a failure, a body that was not kept whole, an empty list.
    """
    operation = entry.operation
    if operation is None or operation.polling is None or entry.status not in _SUCCESS:
        return None
    if not entry.has_whole_answer:
        return None
    try:
        body = parse_json(entry.answer)
    except JsonError:
        return None
    polling = operation.polling
    states = {is_terminal_state(polling, each) for each in resource_list(body, polling)}
    return None if None in states or not states else states == {True}


def _polled_resource(
    key: tuple[str, ...], operation: Operation, entries: list[Entry]
) -> PolledResource:
    session = f" in session {key[0]!r}" if key[0] else ""
    return PolledResource(
        operation=operation,
        name=f"{operation.id} {' '.join(key[3:])}".rstrip() + session,
        entries=tuple(entries),
    )


def _identity(entry: Entry, router: Router) -> tuple[str, ...]:
    """Return what identifies a resource: its parameters, or the path and query of a list."""
    operation = entry.operation
    polling = operation.polling if operation is not None else None
    if polling is None or polling.key:
        return (decoded_path(entry), *(f"{k}={v}" for k, v in sorted(_query_pairs(entry))))
    headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in entry.headers}
    sources: list[Mapping[str, str]] = [
        router.find(entry.path).path_values,
        dict(_query_pairs(entry)),
        headers,
    ]
    return tuple(
        next((source[name] for source in sources if name in source), headers.get(name.lower(), ""))
        for name in polling.identity
    )


def _query_pairs(entry: Entry) -> Iterator[tuple[str, str]]:
    pairs, _ = read_query(entry.query)
    return (pair for pair in pairs if not pair[0].startswith("__"))
