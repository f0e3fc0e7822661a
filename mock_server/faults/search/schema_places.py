"""Locations of a schema: where its bodies can have a value, and the keywords that apply there.

They are found through properties, items and maps, references and `allOf`. In `anyOf`, `oneOf` and
the like some bodies have a value and others have none: the validator decides about each.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from openapi.contract import PathWildcard, Schema
from openapi.json.pointers import join, replaced, resolve, tokens
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.schema.walk import applicable, subschemas

MAX_LOCATIONS = 2000
_FOLLOWED = ("properties", "items", "additionalProperties")
OTHER_KEY = "other"  # the key of a value that is added to a map

_PLAIN = re.compile(r"[A-Za-z0-9_-]")


# Without slots, which `cached_property` does not support.
@dataclass(frozen=True, kw_only=True)
class SchemaLocation:
    """A location at which a body can have a value."""

    steps: tuple[str | PathWildcard, ...]  # keys, and wildcards for any item or value of a map
    schemas: tuple[Schema, ...]  # those that apply there, references resolved, `allOf` separated
    alternatives: tuple[Schema, ...] = ()  # those for some bodies only, such as in `anyOf`
    parent: "SchemaLocation | None" = None  # the location one step up; None for the body itself

    @property
    def name(self) -> str:
        """The path as a part of a fault's id: keys joined by dots, `*` for any item or value."""
        return ".".join(
            "*" if isinstance(step, PathWildcard) else _escaped(step) for step in self.steps
        )

    @property
    def shown(self) -> str:
        """The path for people: keys joined by slashes, `*` for any item or value."""
        return (
            "/".join("*" if isinstance(step, PathWildcard) else step for step in self.steps)
            or "body"
        )

    @cached_property
    def parts(self) -> tuple[Mapping[str, JSON], ...]:
        """The definitions of `schemas`, then of `alternatives`."""
        return tuple(schema.definition for schema in (*self.schemas, *self.alternatives))

    @cached_property
    def schema(self) -> Schema:
        """One schema with all the keywords that apply there, or with those of an alternative."""
        found, keyword = (self.schemas, "allOf") if self.schemas else (self.alternatives, "anyOf")
        if len(found) == 1:
            return found[0]
        definition = {keyword: [each.definition for each in found]}
        return Schema(definition=definition, pointer="", root=found[0].root)

    @cached_property
    def derived(self) -> tuple[JSON, ...]:
        """A tuple of one generated valid value; empty if none can be generated."""
        try:
            return (generate_example(self.schema),)
        except ValueError:
            return ()

    def keyword(self, keyword: str) -> JSON:
        """Return the value of a schema keyword there; None if the schema does not have it."""
        return next((part[keyword] for part in self.parts if keyword in part), None)

    @property
    def keys(self) -> frozenset[str]:
        """The keys that an object there may have by name."""
        inner = chain.from_iterable(map(subschemas, (*self.schemas, *self.alternatives)))
        return frozenset(str(each.step) for each in inner if each.keyword == "properties")


def schema_locations(schema: Schema) -> tuple[SchemaLocation, ...]:
    """Return every location of a schema, the body itself first; recursion is followed once."""
    found: list[SchemaLocation] = []
    for place in _walk(_place((), [schema], [], None), frozenset()):
        found.append(place)
        if len(found) == MAX_LOCATIONS:
            break
    return tuple(found)


def value_at(body: JSON, place: SchemaLocation) -> tuple[JSON, str] | None:
    """Return a body that has a value at `place`, and its JSON pointer.

    Missing values on the path are generated; the first of several items is used. None if a value
    cannot be generated, or if the body has another type on the path.
    """
    if place.parent is None:
        return body, ""
    found = value_at(body, place.parent)
    if found is None:
        return None
    body, above = found
    holder, step = resolve(body, above), place.steps[-1]
    match holder:
        case list() if step is PathWildcard.ITEMS:
            key, is_there = "0", bool(holder)
        case dict() if step is PathWildcard.VALUES:
            others = [name for name in holder if name not in place.parent.keys]
            key, is_there = (others or [OTHER_KEY])[0], bool(others)
        case dict() if not isinstance(step, PathWildcard):
            key, is_there = step, step in holder
        case _:
            return None
    pointer = join(above, key)
    if is_there:
        return body, pointer
    if not place.derived:
        return None
    at = join(above, "-") if isinstance(holder, list) else pointer
    return replaced(body, at, place.derived[0]), pointer


Index = Mapping[tuple[str | PathWildcard, ...], SchemaLocation]
"""The locations of a schema by their steps."""


def location_index(schema: Schema) -> Index:
    """Return every location of a schema by its steps."""
    return {place.steps: place for place in schema_locations(schema)}


def location_at(body: JSON, pointer: str, index: Index) -> SchemaLocation | None:
    """Return the location of a pointer into `body`; None if the schema does not describe it."""
    steps: tuple[str | PathWildcard, ...] = ()
    value = body
    for token in tokens(pointer):
        if isinstance(value, list):
            steps, value = (*steps, PathWildcard.ITEMS), value[int(token)]
        else:
            named = (*steps, token)
            steps, value = (
                (named if named in index else (*steps, PathWildcard.VALUES)),
                value[token],
            )
    return index.get(steps)


def _walk(place: SchemaLocation, above: frozenset[Schema]) -> Iterator[SchemaLocation]:
    yield place
    here = {*place.schemas, *place.alternatives}
    if not above.isdisjoint(here):
        return
    above |= here
    always, sometimes = _children(place.schemas), _children(place.alternatives)
    for step in [*dict.fromkeys([*always, *sometimes])]:
        steps = (*place.steps, step)
        inner = _place(steps, always.get(step, ()), sometimes.get(step, ()), place)
        yield from _walk(inner, above)


def _children(schemas: Sequence[Schema]) -> dict[str | PathWildcard, list[Schema]]:
    """Return the schemas one step below some schemas, by the step."""
    inside: dict[str, dict[str | PathWildcard, list[Schema]]] = {key: {} for key in _FOLLOWED}
    for schema in schemas:
        for each in subschemas(schema):
            # An empty `additionalProperties` describes no value, and `items` after `prefixItems`
            # does not describe the first items: neither is a location.
            has_keywords = each.keyword == "properties" or bool(each.schema.definition)
            is_for_all = each.keyword != "items" or "prefixItems" not in schema.definition
            is_location = each.keyword in inside and has_keywords and is_for_all
            if is_location and isinstance(each.step, str):
                inside[each.keyword].setdefault(each.step, []).append(each.schema)
    return {step: found for steps in inside.values() for step, found in steps.items()}


def _place(
    steps: tuple[str | PathWildcard, ...],
    always: Sequence[Schema],
    sometimes: Sequence[Schema],
    parent: SchemaLocation | None,
) -> SchemaLocation:
    schemas = [part for each in always for part in applicable(each, choices=False)]
    possible = (part for each in (*always, *sometimes) for part in applicable(each))
    alternatives = dict.fromkeys(part for part in possible if part not in schemas)
    return SchemaLocation(
        steps=steps, schemas=tuple(schemas), alternatives=tuple(alternatives), parent=parent
    )


def _escaped(key: str) -> str:
    plain = (char if _PLAIN.fullmatch(char) else f"~{ord(char):x}~" for char in key)
    return "".join(plain)
