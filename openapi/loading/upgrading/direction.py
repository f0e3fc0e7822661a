"""Schemas of one direction: what only the other one carries is not required.

OpenAPI 3.0.3, Schema Object: `required` of a `readOnly` property binds answers only, of a
`writeOnly` property requests only. OpenAPI 3.1 keeps both words (JSON Schema 2020-12, 9.4).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum

from openapi.json.pointers import dereference, join
from openapi.json.rewriting import Change, rewritten
from openapi.json.types import JSON
from openapi.loading.spec_objects import SpecObject, iter_objects

MAX_PARTS = 1000  # parts of one `allOf`, all levels together, whose properties are looked at


class Direction(Enum):
    """Which way a message goes; the value is the word for what it does not carry."""

    REQUEST = "readOnly"
    ANSWER = "writeOnly"

    @property
    def other_word(self) -> str:
        """The word that changes nothing in this direction."""
        return "writeOnly" if self is Direction.REQUEST else "readOnly"


def trees_by_direction(
    tree: Mapping[str, JSON],
    keys: AbstractSet[str],
    objects: Iterable[SpecObject] | None = None,
) -> Mapping[Direction, Mapping[str, JSON]]:
    """Return a document for each direction; the same one where it does not mention directions.

    `keys` are all of the tree; a direction may have an effect on `objects` only, None is all.
    """
    if keys.isdisjoint(direction.value for direction in Direction):
        return dict.fromkeys(Direction, tree)
    schemas = _schemas_with_directions(
        iter_objects(tree, has_siblings=True) if objects is None else objects
    )
    return {direction: _in_direction(tree, schemas, direction) for direction in Direction}


DIRECTED = frozenset({"required", "allOf", *(direction.value for direction in Direction)})
"""The keywords of a schema on which a direction may have an effect."""


def _schemas_with_directions(objects: Iterable[SpecObject]) -> list[SpecObject]:
    """Return the schemas on which a direction may have an effect, parents before children."""
    return [
        part
        for part in objects
        if part.kind == "Schema"
        and isinstance(part.value, Mapping)
        and not DIRECTED.isdisjoint(part.value)
    ]


def _in_direction(
    tree: Mapping[str, JSON], schemas: Sequence[SpecObject], direction: Direction
) -> Mapping[str, JSON]:
    """Return a document whose schemas are those of messages in one direction.

    `required` names no property of the other direction, and the word of the other direction is
    left out: what is still `readOnly` or `writeOnly` is not part of such a message.
    """
    changes: dict[str, Change] = {}
    beside: dict[str, frozenset[str]] = {}
    known: dict[str, bool] = {}
    for part in schemas:
        schema = part.value
        absent: frozenset[str] = frozenset()
        if "required" in schema or "allOf" in schema:
            absent = frozenset(_absent_names(tree, part, direction, known))
            absent |= beside.get(part.pointer, frozenset())
            for index, each in enumerate(_list(schema.get("allOf"))):
                if isinstance(each, Mapping) and "$ref" not in each:
                    beside[f"{part.pointer}/allOf/{index}"] = absent
        is_required = absent and not absent.isdisjoint(_list(schema.get("required")))
        if is_required or direction.other_word in schema:
            changes[part.pointer] = _change(direction, absent)
    result: Mapping[str, JSON] = rewritten(tree, changes)
    return result


def _change(direction: Direction, absent: frozenset[str]) -> Change:
    def changed(schema: JSON) -> JSON:
        kept = {key: value for key, value in schema.items() if key != direction.other_word}
        if isinstance(kept.get("required"), list):
            kept["required"] = [name for name in kept["required"] if name not in absent]
        return kept

    return changed


def _absent_names(
    tree: Mapping[str, JSON], part: SpecObject, direction: Direction, known: dict[str, bool]
) -> Iterator[str]:
    """Yield the properties of a schema, its `allOf` included, that a message does not carry.

    `known` says by reference whether its target is not carried; it is added to.
    """
    schema, pointer = part.value, part.pointer
    pending, seen = [(schema, pointer)], {pointer}
    for each_schema, place in pending:
        properties = each_schema.get("properties")
        for name, child in properties.items() if isinstance(properties, Mapping) else ():
            if _is_absent(tree, child, direction, known):
                yield name
        for index, each in enumerate(_list(each_schema.get("allOf"))):
            meant, at = _meant(tree, each, join(place, "allOf", index))
            if isinstance(meant, Mapping) and at not in seen and len(seen) < MAX_PARTS:
                seen.add(at)
                pending.append((meant, at))


def _is_absent(
    tree: Mapping[str, JSON], child: JSON, direction: Direction, known: dict[str, bool]
) -> bool:
    if not isinstance(child, dict):
        return False
    if child.get(direction.value) is True:
        return True
    reference = child.get("$ref")
    if not isinstance(reference, str):
        return False
    if reference not in known:
        meant, _ = _meant(tree, child)
        known[reference] = isinstance(meant, Mapping) and meant.get(direction.value) is True
    return known[reference]


def _meant(tree: Mapping[str, JSON], value: JSON, pointer: str = "") -> tuple[JSON, str]:
    try:
        return dereference(tree, value, pointer)
    except KeyError:
        return None, pointer


def _list(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else []
