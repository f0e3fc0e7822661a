"""Small changes of a JSON value, the smallest first."""

from collections.abc import Iterator
from dataclasses import dataclass

from openapi.contract import Schema
from openapi.json.pointers import iter_values, removed, replaced
from openapi.json.types import JSON
from openapi.schema.walk import every_schema

MISSING = object()  # placeholder for a member that is left out

EXTREME_TIMES = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")
_LARGE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A change of one place of a value."""

    pointer: str  # JSON pointer of the place
    before: JSON  # the value there
    after: JSON  # the new value; `MISSING` removes the place


def mutations(value: JSON, schema: Schema | None = None) -> Iterator[Mutation]:
    """Yield changes of a value: other enum values, numbers, times and lists, then missing keys."""
    enums = enums_of(schema)
    for pointer, found in iter_values(value):
        for after in _alternatives(found, enums):
            yield Mutation(pointer=pointer, before=found, after=after)
    for pointer, found in iter_values(value):
        if pointer:
            yield Mutation(pointer=pointer, before=found, after=MISSING)


def apply_mutation(value: JSON, mutation: Mutation) -> JSON:
    """Return a copy of a value with one place changed; `MISSING` if the whole value is removed."""
    if mutation.after is MISSING and mutation.pointer:
        return removed(value, mutation.pointer)
    return replaced(value, mutation.pointer, mutation.after)


def _alternatives(value: JSON, enums: tuple[tuple[JSON, ...], ...]) -> Iterator[JSON]:
    match value:
        case bool():
            yield not value
        case int() | float():
            yield from (value + 1, value - 1, 0, value * 2, value + _LARGE)
        case str():
            for enum in enums:
                if value in enum:
                    yield from (other for other in enum if other != value)
            yield from (moment for moment in EXTREME_TIMES if "T" in value and "-" in value)
            yield f"{value}-2"
        case list() if value:
            yield [*value, value[-1]]
            yield []
        case dict() if value:
            yield {**value, "another": next(iter(value.values()))}


def enums_of(schema: Schema | None) -> tuple[tuple[JSON, ...], ...]:
    """Return every enum in a schema."""
    parts = every_schema(schema, tests=True) if schema is not None else ()
    enums = (part.definition.get("enum") for part in parts)
    return tuple(tuple(enum) for enum in enums if isinstance(enum, list))
