"""The polled resource inside a body, and the changes of it from one answer to the next.

Statuses, counters and times are recognized without their names: by the schema, the terminal
expression, and the changes that the transition rules forbid.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from mock_server.faults.material.generated_records import next_key
from mock_server.faults.search.schema_places import Index, SchemaLocation, location_at
from mock_server.faults.search.variants import shift_time
from openapi.contract import PathWildcard, Polling
from openapi.json.formats import is_date_time
from openapi.json.pointers import iter_values, join, lookup, replaced, resolve, tokens
from openapi.json.types import JSON
from openapi.rules.terminal_states import is_terminal_state

_SECOND = timedelta(seconds=1)
_FAR = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """A value that changes between two answers."""

    pointer: str  # JSON pointer into the body
    before: JSON  # the value in the earlier answer
    after: JSON  # the value in the later answer

    def pair(self, body: JSON) -> tuple[JSON, JSON]:
        """Return the earlier and the later body."""
        return replaced(body, self.pointer, self.before), replaced(body, self.pointer, self.after)


def resource_pointer(body: JSON, polling: Polling) -> str | None:
    """Return the JSON pointer of the first polled resource; None if the list of them is empty."""
    if not polling.key:
        return ""
    items = lookup(body, polling.items)
    return join(polling.items, 0) if isinstance(items, list) and items else None


def scalars(body: JSON, start: str, index: Index) -> Iterator[tuple[str, JSON, SchemaLocation]]:
    """Yield pointer, value and location of a resource's scalars, the first for each location."""
    seen: set[tuple[str | PathWildcard, ...]] = set()
    for pointer, value in iter_values(resolve(body, start), start):
        place = location_at(body, pointer, index)
        is_scalar = not isinstance(value, dict | list) and value is not None
        if place is not None and is_scalar and place.steps not in seen:
            seen.add(place.steps)
            yield pointer, value, place


def lists(body: JSON, start: str, index: Index) -> Iterator[tuple[str, list[JSON], SchemaLocation]]:
    """Yield pointer, value and location of a resource's lists that are not empty."""
    for pointer, value in iter_values(resolve(body, start), start):
        place = location_at(body, pointer, index)
        if place is not None and isinstance(value, list) and value:
            yield pointer, value, place


def decreases(pointer: str, value: JSON, place: SchemaLocation) -> tuple[ValueChange, ...]:
    """Return the changes by which a number decreases by 1, or a time by a second."""
    if place.keyword("enum") is not None or isinstance(value, bool):
        return ()
    pairs: list[tuple[JSON, JSON]] = []
    if isinstance(value, str) and is_date_time(value):
        less, more = shift_time(value, -_SECOND), shift_time(value, _SECOND)
        pairs = [(value, less), (more, value)] if less != value else []
    elif isinstance(value, int | float):
        pairs = [(value, value - 1), (value + 1, value)]
    return tuple(ValueChange(pointer=pointer, before=old, after=new) for old, new in pairs)


def increases(pointer: str, value: JSON, place: SchemaLocation) -> tuple[ValueChange, ...]:
    """Return the changes by which a number or time increases, or a text becomes another one."""
    if place.keyword("enum") is not None or isinstance(value, bool):
        return ()
    if isinstance(value, str) and is_date_time(value):
        changes = decreases(pointer, value, place)
        return tuple(replace(each, before=each.after, after=each.before) for each in changes)
    return (ValueChange(pointer=pointer, before=value, after=next_key(value, _FAR)),)


def status_reversals(
    body: JSON, start: str, index: Index, polling: Polling
) -> Iterator[tuple[SchemaLocation, JSON, JSON]]:
    """Yield each enum's location with a value that ends the resource and one that reopens it."""
    for pointer, _, place in scalars(body, start, index):
        enum = place.keyword("enum")
        for final in enum if isinstance(enum, list) else ():
            closed = set_everywhere(body, start, place, index, final)
            if is_terminal_state(polling, resolve(closed, start)) is not True:
                continue
            for other in enum:
                reopened = replaced(closed, pointer, other)
                if is_terminal_state(polling, resolve(reopened, start)) is False:
                    yield place, final, other


def status_reversal(
    body: JSON, start: str, index: Index, choice: tuple[SchemaLocation, JSON, JSON]
) -> tuple[JSON, JSON] | None:
    """Return a body in which the resource has ended, and one in which it is reopened.

    None if the body has no value at the location of `choice`.
    """
    place, final, other = choice
    pointer = find_location(body, start, place, index)
    if pointer is None:
        return None
    closed = set_everywhere(body, start, place, index, final)
    return closed, replaced(closed, pointer, other)


def set_everywhere(
    body: JSON, start: str, place: SchemaLocation, index: Index, value: JSON
) -> JSON:
    """Return a body whose resource has `value` at every pointer of the location `place`."""
    for pointer in [*_pointers_at(body, start, place, index)]:
        body = replaced(body, pointer, value)
    return body


def find_location(body: JSON, start: str, place: SchemaLocation, index: Index) -> str | None:
    """Return the pointer to the first value at a location in a resource; None if it has none."""
    return next(_pointers_at(body, start, place, index), None)


def _pointers_at(body: JSON, start: str, place: SchemaLocation, index: Index) -> Iterator[str]:
    for pointer, _ in iter_values(resolve(body, start), start):
        if location_at(body, pointer, index) is place:
            yield pointer


def identity_location(polling: Polling, index: Index) -> SchemaLocation | None:
    """Return the location of the key of a listed resource."""
    return index.get((*tokens(polling.items), PathWildcard.ITEMS, *tokens(polling.key)))
