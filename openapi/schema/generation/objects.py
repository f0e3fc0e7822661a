"""Objects: the members that are named, and as many others as are required."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count, islice, zip_longest
from random import Random

from openapi.json.types import JSON
from openapi.schema.generation.bounds import MAP_KEYS, MAX_VALUES, NoExampleError, TooLargeError
from openapi.schema.generation.merging import Joined, every, member_schema
from openapi.schema.generation.patterns.texts import texts_like
from openapi.schema.generation.places import Parts, Place
from openapi.schema.walk import NOTHING, is_like

_MAX_NAME = 40
_MAX_CHANGED = 12
_START = re.compile(r"\^([\w-]+)")  # the letters with which every name of a pattern begins
_TEXT = {"type": "string"}
_OTHERS = ("additionalProperties", "unevaluatedProperties")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The names of the members that an object must have, and of those that it may have."""

    required: list[str]
    optional: list[str]
    of_map: list[str]  # those among the optional ones that the schema does not name


def objects(schema: Mapping[str, JSON], place: Place, parts: Parts) -> Iterator[dict[str, JSON]]:
    """Yield objects for a schema: with all members, with the required ones, with one changed.

    The schema's `allOf` is merged, and it has no unions.

    Raises:
        NoExampleError: A required member has no value.
    """
    if schema.get("minProperties", 0) > MAX_VALUES:
        raise TooLargeError(place.pointer)
    required = _with_dependents(schema, [*dict.fromkeys(schema.get("required", ()))])
    optional = [
        name
        for name, child in schema.get("properties", {}).items()
        if name not in required and not parts.is_other_direction(child)
    ]
    of_map = [] if required or optional else _map_names(schema, place, parts)
    optional = optional or of_map
    first: dict[str, JSON] | None = None
    for wanted in [optional, []] if parts.style.is_complete and optional else [[]]:
        names = _Names(required=required, optional=wanted, of_map=of_map)
        found = _object(schema, names, place, parts)
        if found != first:
            yield found
        first = found if first is None else first
    if first:
        names = _Names(required=required, optional=optional, of_map=of_map)
        yield from _changed(schema, first, names, place, parts)


def _with_dependents(schema: Mapping[str, JSON], names: list[str]) -> list[str]:
    """Return names with those that `dependentRequired` asks for beside them."""
    dependents: dict[str, list[str]] = {}
    for each in every(schema, "dependentRequired"):
        for name, others in each.items():
            dependents.setdefault(name, []).extend(others)
    for name in names:
        names += [each for each in dict.fromkeys(dependents.get(name, ())) if each not in names]
    return names


def _object(
    schema: Mapping[str, JSON], names: _Names, place: Place, parts: Parts
) -> dict[str, JSON]:
    def member(name: str) -> JSON:
        wanted = member_schema(schema, name)
        # Of a map whose values may be anything, a text shows more than null.
        wanted = _TEXT if name in names.of_map and wanted in (True, {}) else wanted
        return parts.first(wanted, _member_place(schema, name, names, place))

    def add(name: str, room: float) -> None:
        """Add a member with those that it asks for, if they have values and there is room."""
        new = [each for each in _with_dependents(schema, [name]) if each not in found]
        if len(found) + len(new) <= room:
            with suppress(NoExampleError):
                found.update({each: member(each) for each in new})

    found = {name: member(name) for name in names.required}
    for name in names.optional:
        add(name, schema.get("maxProperties", MAX_VALUES))
    least = schema.get("minProperties", 0)
    if len(found) < least:
        for name in islice(_more_names(schema, place, parts), 2 * least + _MAX_CHANGED):
            add(name, least)
    # In the order of the document.
    order = [name for name in schema.get("properties", {}) if name in found]
    return {name: found[name] for name in dict.fromkeys([*order, *found])}


def _map_names(schema: Mapping[str, JSON], place: Place, parts: Parts) -> list[str]:
    """Return the names of the members of a map: of an object that describes, but names, none.

    Each pattern has one of them at least, and so have the members that are like no pattern.
    """
    if schema.get("properties") or not parts.style.fills_maps:
        return []
    patterns = schema.get("patternProperties", {})
    sources = [
        _map_keys(schema, [{"pattern": pattern}], place, parts)
        for pattern, value in patterns.items()
        if value not in (False, NOTHING)
    ]
    others = (schema.get(each) for each in _OTHERS)
    if "propertyNames" in schema or any(isinstance(each, dict) and each for each in others):
        rest: list[dict[str, JSON]] = [{"not": {"pattern": each}} for each in patterns]
        sources.append(_map_keys(schema, rest, place, parts))
    usual = parts.usual_items()
    wanted = max(usual, len(sources)) if usual else 0
    names: dict[str, None] = {}
    for name in chain.from_iterable(zip_longest(*sources)):
        if len(names) == wanted:
            break
        names |= {name: None} if name is not None else {}
    return [*names]


def _map_keys(
    schema: Mapping[str, JSON], conditions: list[dict[str, JSON]], place: Place, parts: Parts
) -> Iterator[str]:
    """Yield names that a map may have, which meet some more conditions."""
    if "propertyNames" not in schema and not conditions:
        yield from MAP_KEYS
        return
    starts = [_START.match(each.get("pattern", "")) for each in conditions]
    longer = [f"{start[1]}{key}" for start in starts if start for key in MAP_KEYS]
    usual = {"type": "string", "examples": [*MAP_KEYS, *longer]}
    wanted = Joined(allOf=[schema.get("propertyNames", True), *conditions, usual])
    with suppress(NoExampleError):
        for name in parts.values(wanted, place.item(0, width=1, variety=_MAX_CHANGED)):
            if isinstance(name, str):
                yield name


def _member_place(schema: Mapping[str, JSON], name: str, names: _Names, place: Place) -> Place:
    if name in schema.get("properties", {}):
        return place.member(name, "properties")
    inner = place.member(name, "additionalProperties")
    if name not in names.of_map:
        return inner
    # The members of a map differ as the items of a list do.
    item = place.item(names.of_map.index(name), width=len(names.of_map))
    return item.inside(inner.pointer, frozenset())


def _more_names(schema: Mapping[str, JSON], place: Place, parts: Parts) -> Iterator[str]:
    """Yield names for members that are not required, in the order in which they are likely."""
    yield from schema.get("properties", {})
    if schema.get("additionalProperties") is not False and "propertyNames" not in schema:
        yield from (f"key{number}" for number in range(schema.get("minProperties", 0)))
    if "propertyNames" in schema:
        names = {"allOf": [{"type": "string"}, schema["propertyNames"]]}
        wanted = place.item(0, width=1, variety=schema.get("minProperties", 0) + _MAX_CHANGED)
        yield from (name for name in parts.values(names, wanted) if isinstance(name, str))
    for pattern in schema.get("patternProperties", {}):
        for number in islice(count(), schema.get("minProperties", 0)):
            random = Random(f"{pattern} {number}")  # noqa: S311 - nothing secret
            names_like = texts_like(pattern, 0, _MAX_NAME, random)
            yield from (name for name in names_like if is_like(name, pattern))


def _changed(
    schema: Mapping[str, JSON],
    first: dict[str, JSON],
    names: _Names,
    place: Place,
    parts: Parts,
) -> Iterator[dict[str, JSON]]:
    """Yield the first object with one member changed or left out."""
    for name in islice(sorted(first, key=lambda each: each not in names.required), _MAX_CHANGED):
        at = _member_place(schema, name, names, place)
        others = parts.values(member_schema(schema, name), at)
        try:
            yield from ({**first, name: value} for value in others if value != first[name])
        except NoExampleError:
            continue
    for name in islice((each for each in first if each not in names.required), _MAX_CHANGED):
        yield {key: value for key, value in first.items() if key != name}
