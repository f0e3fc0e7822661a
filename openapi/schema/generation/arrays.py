"""Lists: three items where the schema allows it, different ones where it asks for that."""

from collections.abc import Iterator, Mapping

from openapi.json.equality import canonical_text
from openapi.json.types import JSON
from openapi.schema.generation.bounds import (
    MAX_SIZE,
    MAX_VALUES,
    NoExampleError,
    TooLargeError,
    size_of,
)
from openapi.schema.generation.merging import Joined, every
from openapi.schema.generation.places import Parts, Place

_GENERATED = 8  # items that are generated one by one; a long list repeats them


def arrays(schema: Mapping[str, JSON], place: Place, parts: Parts) -> Iterator[list[JSON]]:
    """Yield lists for a schema: three items, as few as possible, other ones.

    The schema's `allOf` is merged, and it has no unions.

    Raises:
        NoExampleError: The list needs an item that has no value.
    """
    least, most = schema.get("minItems", 0), schema.get("maxItems", MAX_VALUES)
    needed = max(int(least), _contained(schema), 0)
    if needed > MAX_VALUES:
        raise TooLargeError(place.pointer)
    prefix = schema.get("prefixItems", ())
    usual = max(needed, len(prefix) or parts.usual_items())
    counts = dict.fromkeys(int(min(each, most)) for each in (usual, needed, needed + 1, 0))
    problem: NoExampleError | None = None
    for count in counts:
        try:
            yield _list(schema, count, needed, place, parts)
        except NoExampleError as error:
            problem = problem or error
    width = max(1, parts.style.items)
    for shift in range(1, place.variety):
        moved = place.item(shift * width, width=width)
        try:
            yield _list(schema, max(1, needed), needed, moved, parts)
        except NoExampleError as error:
            problem = problem or error
    if problem is not None:
        raise problem


def _contained(schema: Mapping[str, JSON]) -> int:
    wanted = [schema.get("minContains", 1)] if "contains" in schema else []
    return int(max(wanted, default=0))


def _list(
    schema: Mapping[str, JSON], count: int, needed: int, place: Place, parts: Parts
) -> list[JSON]:
    """Return a list of so many items; of fewer, but as many as needed, if there are no more."""
    if schema.get("uniqueItems") is True:
        return _different(schema, count, needed, place, parts)
    found: list[JSON] = []
    fixed = max(_contained(schema), len(schema.get("prefixItems", ())))
    generated = min(count, max(fixed + 1, _GENERATED))
    for index in range(generated):
        try:
            found.append(_item(schema, index, count, place, parts))
        except NoExampleError:
            if index < needed:
                raise
            return found
    _refuse_large(found, count, place)
    repeated = found[fixed:]
    found += [repeated[index % len(repeated)] for index in range(count - len(found))]
    return found


def _item(schema: Mapping[str, JSON], index: int, count: int, place: Place, parts: Parts) -> JSON:
    wanted = item_schema(schema, index)
    return parts.first(wanted, place.item(index, width=max(1, min(count, _GENERATED))))


def item_schema(schema: Mapping[str, JSON], index: int) -> JSON:
    """Return the schema of an item of a list; the schema of the list is merged."""
    prefix = schema.get("prefixItems", ())
    others = (schema[key] for key in ("items", "unevaluatedItems") if key in schema)
    item = prefix[index] if index < len(prefix) else next(others, True)
    contained = [*every(schema, "contains")]
    if index < len(contained) or (contained and index < _contained(schema)):
        item = Joined.of(item, contained[min(index, len(contained) - 1)])
    elif contained and index >= schema.get("maxContains", MAX_VALUES):
        item = Joined.of(item, {"not": contained[0]})
    elif contained and item is True:
        # Nothing describes the other items, and null says less than one more of these.
        item = contained[0]
    return item


def _different(
    schema: Mapping[str, JSON], count: int, needed: int, place: Place, parts: Parts
) -> list[JSON]:
    """Return a list in which no two items are equal."""
    found: dict[str, JSON] = {}
    for index in range(count):
        try:
            wide = place.item(index, width=max(1, count), variety=len(found) + 2)
            value = _another(item_schema(schema, index), wide, parts, found)
        except NoExampleError:
            if index < needed:
                raise
            break
        found[canonical_text(value)] = value
    return [*found.values()]


def _another(schema: JSON, place: Place, parts: Parts, found: Mapping[str, JSON]) -> JSON:
    """Return a value of a schema that was not found before."""
    for value in parts.values(schema, place):
        if canonical_text(value) not in found:
            return value
    raise NoExampleError(place.pointer, "it has too few different values")


def _refuse_large(found: list[JSON], count: int, place: Place) -> None:
    if count > len(found) and count * max(map(size_of, found), default=0) > MAX_SIZE:
        raise TooLargeError(place.pointer)
