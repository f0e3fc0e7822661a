"""Do two bodies say the same, as far as the contract speaks of it?

What the contract does not name may differ, such as the id of a request; lists of objects have no
order unless somebody promises one; a moment may be written in several ways.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contracts.http.deadline import in_time, never
from contracts.observations.citations import member_schemas
from openapi.contract import Schema
from openapi.json.formats import is_date_time
from openapi.json.parsing import dump_json
from openapi.json.pointers import join, tokens

JSON = Any

MISSING = "(missing)"
"""Stands for a value that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place where two bodies differ.

    Attributes:
        pointer: JSON pointer of the place.
        before: What stood there, or `MISSING`.
        after: What stands there, or `MISSING`.
    """

    pointer: str
    before: JSON
    after: JSON


def first_difference(
    schema: Schema,
    before: JSON,
    after: JSON,
    pointer: str = "",
    check_time: Callable[[], None] = never,
) -> Difference | None:
    """Return the first place where two bodies differ; None where they say the same.

    Args:
        schema: The schema of the whole body.
        before: The earlier value.
        after: The later value.
        pointer: Where in the body the values stand.
        check_time: Raises OutOfTimeError when judging has to end.
    """
    places: Places = [(schema.definition, schema.pointer)]
    for token in tokens(pointer):
        places = _inside(places, schema.root, token)
    root = schema.root
    old, new = (_normalized(places, root, value, check_time) for value in (before, after))
    return next(_differences(old, new, pointer), None)


Places = list[tuple[Mapping[str, JSON], str]]


def _normalized(
    places: Places, root: Mapping[str, JSON], value: JSON, check_time: Callable[[], None]
) -> JSON:
    """Return what the contract speaks of, with objects and moments in one form."""
    if isinstance(value, dict):
        named = ((n, _inside(places, root, n)) for n in in_time(value, check_time))
        return {n: _normalized(inner, root, value[n], check_time) for n, inner in named if inner}
    if isinstance(value, list):
        inner = _inside(places, root, "0")
        each = in_time(value, check_time)
        items = [_normalized(inner, root, item, check_time) for item in each]
        is_of_objects = all(isinstance(item, dict) for item in items)
        return sorted(items, key=dump_json) if is_of_objects else items
    return normalize_time(value) if isinstance(value, str) and is_date_time(value) else value


def _inside(places: Places, root: Mapping[str, JSON], token: str) -> Places:
    return [
        found for definition, at in places for found in member_schemas(definition, at, token, root)
    ]


def _differences(before: JSON, after: JSON, pointer: str) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            old, new = before.get(name, MISSING), after.get(name, MISSING)
            yield from _differences(old, new, join(pointer, name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _differences(old, new, join(pointer, index))
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield Difference(pointer=pointer, before=before, after=after)


def normalize_time(text: str) -> str:
    """Return a date-time in one form; as it is where Python has no such time."""
    try:
        found = datetime.fromisoformat(text.upper())
        return found.astimezone(UTC).isoformat() if found.tzinfo else text.upper()
    except (ValueError, OverflowError):
        return text.upper()
