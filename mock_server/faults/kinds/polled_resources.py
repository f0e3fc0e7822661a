"""The polled thing inside a body, and what can be changed about it from one answer to the next.

Which value is a status, a counter or a moment is never named: it follows from the schema, from the
terminal expression, and from which changes the transition rules forbid.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from mock_server.faults.kinds.generated_records import next_key
from mock_server.faults.search.schema_places import Index, SchemaLocation, location_at
from mock_server.faults.search.variants import shift_time
from openapi.contract import PathWildcard, Polling
from openapi.json.formats import is_date_time
from openapi.json.pointers import exists, iter_values, join, replaced, resolve, tokens
from openapi.json.types import JSON
from openapi.rules.evaluation import is_terminal_state

_SECOND = timedelta(seconds=1)
_FAR = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that becomes different between two answers.

    Attributes:
        pointer: Where, in the body.
        before: What stands there in the earlier answer.
        after: What stands there in the later answer.
    """

    pointer: str
    before: JSON
    after: JSON

    def pair(self, body: JSON) -> tuple[JSON, JSON]:
        """Return the earlier and the later body."""
        return replaced(body, self.pointer, self.before), replaced(body, self.pointer, self.after)


def resource_pointer(body: JSON, polling: Polling) -> str | None:
    """Return where the first polled thing stands; None where there is none."""
    if not polling.key:
        return ""
    things = resolve(body, polling.items) if exists(body, polling.items) else None
    return join(polling.items, 0) if isinstance(things, list) and things else None


def scalars(body: JSON, start: str, index: Index) -> Iterator[tuple[str, JSON, SchemaLocation]]:
    """Yield the scalars of a thing, of like ones the first: pointer, value, place."""
    seen: set[tuple[str | PathWildcard, ...]] = set()
    for pointer, value in iter_values(resolve(body, start), start):
        place = location_at(body, pointer, index)
        is_scalar = not isinstance(value, dict | list) and value is not None
        if place is not None and is_scalar and place.steps not in seen:
            seen.add(place.steps)
            yield pointer, value, place


def lists(body: JSON, start: str, index: Index) -> Iterator[tuple[str, list[JSON], SchemaLocation]]:
    """Yield the lists of a thing that have items."""
    for pointer, value in iter_values(resolve(body, start), start):
        place = location_at(body, pointer, index)
        if place is not None and isinstance(value, list) and value:
            yield pointer, value, place


def decreases(pointer: str, value: JSON, place: SchemaLocation) -> tuple[Change, ...]:
    """Return changes by which a number or a moment goes back a little."""
    if place.keyword("enum") is not None or isinstance(value, bool):
        return ()
    ways: list[tuple[JSON, JSON]] = []
    if isinstance(value, str) and is_date_time(value):
        less, more = shift_time(value, -_SECOND), shift_time(value, _SECOND)
        ways = [(value, less), (more, value)] if less != value else []
    elif isinstance(value, int | float):
        ways = [(value, value - 1), (value + 1, value)]
    return tuple(Change(pointer=pointer, before=old, after=new) for old, new in ways)


def increases(pointer: str, value: JSON, place: SchemaLocation) -> tuple[Change, ...]:
    """Return changes by which a number, a moment or a name becomes another, not less."""
    if place.keyword("enum") is not None or isinstance(value, bool):
        return ()
    if isinstance(value, str) and is_date_time(value):
        ways = [(old, new) for new, old in _pairs(decreases(pointer, value, place))]
    else:
        ways = [(value, next_key(value, _FAR))]
    return tuple(Change(pointer=pointer, before=old, after=new) for old, new in ways)


def _pairs(changes: tuple[Change, ...]) -> list[tuple[JSON, JSON]]:
    return [(change.before, change.after) for change in changes]


def status_reversals(
    body: JSON, start: str, index: Index, polling: Polling
) -> Iterator[tuple[SchemaLocation, JSON, JSON]]:
    """Yield the listed values that end a thing, and those that reopen it: place, end, reopened."""
    for pointer, _, place in scalars(body, start, index):
        enum = place.keyword("enum")
        for end in enum if isinstance(enum, list) else ():
            closed = set_everywhere(body, start, place, index, end)
            if is_terminal_state(polling, resolve(closed, start)) is not True:
                continue
            for again in enum:
                reopened = replaced(closed, pointer, again)
                if is_terminal_state(polling, resolve(reopened, start)) is False:
                    yield place, end, again


def status_reversal(
    body: JSON, start: str, index: Index, choice: tuple[SchemaLocation, JSON, JSON]
) -> tuple[JSON, JSON] | None:
    """Return a body whose thing has ended, and one in which it has not; None if it cannot be."""
    place, end, again = choice
    pointers = [*_like(body, start, place, index)]
    if not pointers:
        return None
    closed = set_everywhere(body, start, place, index, end)
    return closed, replaced(closed, pointers[0], again)


def set_everywhere(
    body: JSON, start: str, place: SchemaLocation, index: Index, value: JSON
) -> JSON:
    """Return a body whose thing has `value` wherever `place` is."""
    for pointer in [*_like(body, start, place, index)]:
        body = replaced(body, pointer, value)
    return body


def find_place(body: JSON, start: str, place: SchemaLocation, index: Index) -> str | None:
    """Return the pointer to the first value at `place` in a thing; None where there is none."""
    return next(_like(body, start, place, index), None)


def _like(body: JSON, start: str, place: SchemaLocation, index: Index) -> Iterator[str]:
    for pointer, _ in iter_values(resolve(body, start), start):
        if location_at(body, pointer, index) is place:
            yield pointer


def identity_place(polling: Polling, index: Index) -> SchemaLocation | None:
    """Return the place of a listed thing's key."""
    return index.get((*tokens(polling.items), PathWildcard.ITEMS, *tokens(polling.key)))
