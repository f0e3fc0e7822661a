"""Objects: the members that are named, and as many others as are required."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice
from random import Random

from openapi.json.types import JSON
from openapi.schema.generation.bounds import MAP_KEYS, MAX_VALUES, NoExampleError, TooLargeError
from openapi.schema.generation.merging import every, member_schema
from openapi.schema.generation.patterns.texts import texts_like
from openapi.schema.generation.places import Parts, Place
from openapi.schema.walk import is_like

_MAX_NAME = 40
_MAX_CHANGED = 12
_NAMING = frozenset({"properties", "propertyNames", "patternProperties", "dependentRequired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """The names of the members that an object must have, and of those that it may have."""

    required: list[str]
    optional: list[str]


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
    optional = optional or [*_map_keys(schema, required, parts)]
    first: dict[str, JSON] | None = None
    for wanted in [optional, []] if parts.style.is_complete and optional else [[]]:
        names = _Names(required=required, optional=wanted)
        found = _object(schema, names, place, parts)
        if found != first:
            yield found
        first = found if first is None else first
    if first:
        yield from _changed(schema, first, required, place, parts)


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
        return parts.first(member_schema(schema, name), _member_place(schema, name, place))

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


def _map_keys(schema: Mapping[str, JSON], required: Sequence[str], parts: Parts) -> Sequence[str]:
    """Return the names of the members of a map: of an object that describes, but names, none."""
    is_map = isinstance(schema.get("additionalProperties"), dict) and _NAMING.isdisjoint(schema)
    is_described = is_map and bool(schema["additionalProperties"]) and not required
    if not is_described or not parts.style.fills_maps:
        return ()
    return MAP_KEYS[: parts.usual_items()]


def _member_place(schema: Mapping[str, JSON], name: str, place: Place) -> Place:
    if name in schema.get("properties", {}):
        return place.member(name, "properties")
    inner = place.member(name, "additionalProperties")
    if name not in MAP_KEYS:
        return inner
    # The members of a map differ as the items of a list do.
    item = place.item(MAP_KEYS.index(name), width=len(MAP_KEYS))
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
    required: list[str],
    place: Place,
    parts: Parts,
) -> Iterator[dict[str, JSON]]:
    """Yield the first object with one member changed or left out."""
    for name in islice(sorted(first, key=lambda each: each not in required), _MAX_CHANGED):
        others = parts.values(member_schema(schema, name), _member_place(schema, name, place))
        try:
            yield from ({**first, name: value} for value in others if value != first[name])
        except NoExampleError:
            continue
    for name in islice((each for each in first if each not in required), _MAX_CHANGED):
        yield {key: value for key, value in first.items() if key != name}
