"""What a document says about the values in one place: its schemas, read as one level.

`allOf` adds up, `anyOf` and `oneOf` are alternatives; what a schema says beyond types, members,
items, words, formats and limits is not compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce
from typing import Generic, Literal, TypeVar

from contracts.observations.shapes import limits as limited
from contracts.observations.shapes.limits import ValueLimits
from contracts.observations.shapes.merging import either, joined
from contracts.observations.shapes.shape import OBJECT, Shape
from openapi.contract import Schema
from openapi.json.formats import FORMATS
from openapi.json.types import JSON
from openapi.schema.types import NULL, types_of
from openapi.schema.walk import followed, subschemas

MAX_NESTED = 12  # schemas around one another at the same place; deeper ones are left out

_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array",
          dict: "object", type(None): NULL}  # fmt: skip


How = Literal["all", "any"]


@dataclass(frozen=True, slots=True)
class Documented:
    """The schemas that apply to one place: all of them, or any."""

    parts: "tuple[Schema | Documented, ...]"  # schemas, or groups of them
    how: How = "all"  # whether a value follows all of them, or one of them


def group(parts: "Sequence[Schema | Documented]", how: How) -> Documented:
    """Return several parts as one node: groups of the same kind are joined, and each part is once.

    Alternatives that refer to each other would otherwise give groups of groups without an end.
    """
    flat: dict[Schema | Documented, None] = {}
    for part in parts:
        is_same = isinstance(part, Documented) and (part.how == how or len(part.parts) == 1)
        flat |= dict.fromkeys(part.parts if is_same and isinstance(part, Documented) else (part,))
    return Documented(tuple(flat), how if len(flat) > 1 else "all")


N = TypeVar("N")  # what a side says about a place inside: `Shape` or `Documented`


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(Generic[N]):
    """What a side says about the values in one place: a document, or what was seen."""

    types: frozenset[str] = frozenset()  # their types without null; none for any type
    takes_null: bool = False  # whether null is among them
    members: Mapping[str, N] = field(default_factory=dict)  # members of objects
    required: frozenset[str] = frozenset()  # members that every object has
    others: N | None = None  # what all members have that are not named; None without any
    is_open: bool = True  # whether objects may have other members
    items: N | None = None  # what the items of arrays have; None if nothing is known of them
    enum: frozenset[str] | None = None  # the texts of a closed set; None for other texts
    formats: frozenset[str] = frozenset()  # checked formats that all texts have
    count: int = 0  # how many values were seen; 0 in a document
    shape: Shape | None = None  # the observed shape; None in a document
    pointer: str = ""  # JSON pointer of the schema; empty for what was seen
    is_null: bool = False  # whether a document allows null only
    limits: ValueLimits = field(default_factory=ValueLimits)  # those that a document states

    @property
    def is_seen(self) -> bool:
        """Whether it was seen, rather than documented."""
        return self.shape is not None

    @property
    def objects(self) -> int:
        """How many objects were seen."""
        return self.shape.of_type(OBJECT) if self.shape else 0

    def seen_with(self, name: str) -> int:
        """Return how many of the objects that were seen have a member."""
        node = self.members.get(name)
        return node.count if isinstance(node, Shape) else 0


@lru_cache(maxsize=8192)
def level_of(node: Documented) -> Level[Documented]:
    """Return what a node says about its place."""
    return _level(node, 0)


def _level(node: Schema | Documented, depth: int) -> Level[Documented]:
    if depth > MAX_NESTED:
        return Level(takes_null=True)
    if isinstance(node, Schema):
        return _of_schema(node, depth)
    levels = [_level(part, depth + 1) for part in node.parts]
    return reduce(_all if node.how == "all" else _any, levels)


def _of_schema(schema: Schema, depth: int) -> Level[Documented]:
    try:
        schema = followed(schema)
    except KeyError:
        return Level(takes_null=True)
    inner = subschemas(schema)
    level = _own(schema, {each.step: each.schema for each in inner if each.keyword == "properties"})
    items = [each.schema for each in inner if each.keyword in {"items", "prefixItems"}]
    others = [s.schema for s in inner if s.keyword in {"additionalProperties", "patternProperties"}]
    level = replace(
        level,
        items=group(items, "any") if items else None,
        others=group(others, "any") if others and level.is_open else None,
    )
    for each in inner:
        if each.keyword == "allOf":
            level = _all(level, _level(each.schema, depth + 1))
    for keyword in ("anyOf", "oneOf"):
        branches = [each.schema for each in inner if each.keyword == keyword]
        if branches:
            choice = reduce(_any, [_level(each, depth + 1) for each in branches])
            level = _all(level, choice)
    return level


def _own(schema: Schema, properties: Mapping[JSON, Schema]) -> Level[Documented]:
    definition = schema.definition
    words = [definition["const"]] if "const" in definition else definition.get("enum")
    types = types_of(definition)
    if isinstance(words, list):
        types = types or frozenset(_TYPES[type(word)] for word in words if type(word) in _TYPES)
    texts = [word for word in words or () if isinstance(word, str)]
    if not types and properties:
        types = frozenset({"object"})
    required = definition.get("required")
    kind = str(definition.get("format") or "")
    return Level(
        types=types - {NULL},
        takes_null=NULL in types or not types,
        members={str(name): Documented((each,)) for name, each in properties.items()},
        required=frozenset(filter(_is_text, required if isinstance(required, list) else ())),
        is_open=definition.get("additionalProperties") is not False,
        enum=frozenset(texts) if isinstance(words, list) and texts else None,
        formats=frozenset({kind} & FORMATS.keys()),
        pointer=schema.pointer,
        is_null=types == {NULL},
        limits=limited.limits_of(definition, types - {NULL}),
    )


def _is_text(value: JSON) -> bool:
    return isinstance(value, str)


def _all(one: Level[Documented], other: Level[Documented]) -> Level[Documented]:
    """Return what a value has that follows both."""
    both = one.types & other.types
    if "integer" in one.types | other.types and "number" in one.types | other.types:
        both |= {"integer"}
    return Level(
        types=both or one.types or other.types,
        takes_null=one.takes_null and other.takes_null,
        members=_joined(one.members, other.members, "all"),
        required=one.required | other.required,
        others=one.others or other.others,
        is_open=one.is_open and other.is_open,
        items=one.items or other.items,
        enum=one.enum & other.enum if one.enum and other.enum else one.enum or other.enum,
        formats=one.formats or other.formats,
        pointer=one.pointer or other.pointer,
        limits=limited.both(one.limits, other.limits),
    )


def _any(one: Level[Documented], other: Level[Documented]) -> Level[Documented]:
    """Return what a value has that follows one of them."""
    if one.is_null or other.is_null:
        return replace(other if one.is_null else one, takes_null=True)
    has_object = ["object" in level.types or not level.types for level in (one, other)]
    required = one.required & other.required
    if not all(has_object):
        required = one.required if has_object[0] else other.required
    return Level(
        types=one.types | other.types if one.types and other.types else frozenset(),
        takes_null=one.takes_null or other.takes_null,
        members=_joined(one.members, other.members, "any"),
        required=required,
        others=one.others or other.others,
        is_open=one.is_open or other.is_open,
        items=either(one.items, other.items, lambda a, b: group((a, b), "any")),
        enum=one.enum | other.enum if one.enum and other.enum else None,
        formats=one.formats if one.formats == other.formats else frozenset(),
        pointer=one.pointer or other.pointer,
        limits=limited.either(one.limits, other.limits, (one.types, other.types)),
    )


def _joined(
    one: Mapping[str, Documented], other: Mapping[str, Documented], how: How
) -> Mapping[str, Documented]:
    return joined(one, other, lambda first, second: group((first, second), how))
