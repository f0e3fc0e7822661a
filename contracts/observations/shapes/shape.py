"""The observed shape: what many JSON values in one place have in common, without their values.

Shapes are merged in any order and any grouping with the same result, and merging a shape with
itself changes its counts only (`tests/properties/test_observed_shapes.py`). They are bounded: an
object with too many different keys becomes a map, and what is nested too deep only has a type.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

from contracts.observations.shapes.merging import either, joined
from contracts.observations.shapes.tags import MAX_KINDS, tags_of
from contracts.observations.shapes.texts import Numbers, Texts, numbers_of, texts_of
from openapi.json.types import JSON
from openapi.text.secret_names import is_secret_name

MAX_MEMBERS = 300  # different keys of the objects in one place; with more the objects are maps
MAX_KEY = 200  # characters of a key; a longer one makes the objects maps
MAX_DEPTH = 24  # levels below which only types are kept

NULL, BOOLEAN, INTEGER, NUMBER = "null", "boolean", "integer", "number"
STRING, ARRAY, OBJECT = "string", "array", "object"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the values in one place have in common."""

    # How many values have each type of JSON Schema; `number` counts those with a fraction.
    types: Mapping[str, int] = field(default_factory=dict)
    # The number of the first exchange with a value of each type.
    first: Mapping[str, int] = field(default_factory=dict)
    # The shapes of the members of the objects, by key.
    members: Mapping[str, "Shape"] = field(default_factory=dict)
    # The shape of the values of maps; None if the objects are no maps.
    others: "Shape | None" = None
    # The shapes of the objects by the text of a tag, which every object has: by its name; None if
    # some object lacks it, or the texts are too many. `EMPTY` in the place of the whole shape, if
    # there is one text only.
    tags: "Mapping[str, Mapping[str, Shape] | None]" = field(default_factory=dict)
    items: "Shape | None" = None  # the shape of the items of the arrays; None without items
    texts: Texts | None = None  # what the texts have in common; None without texts
    numbers: Numbers | None = None  # what the numbers have in common; None without numbers
    longest: int = 0  # the most items of an array

    @property
    def count(self) -> int:
        """How many values were seen."""
        return sum(self.types.values())

    def of_type(self, name: str) -> int:
        """Return how many values of a type were seen."""
        return self.types.get(name, 0)


EMPTY = Shape()  # the shape of no values, which changes nothing when it is merged


def shape_of(
    value: JSON, exchange: int = 0, *, name: str = "", depth: int = 0, weight: int = 1
) -> Shape:
    """Return the shape of one value.

    `exchange` is the number of the exchange that has the value, under the key `name`, `depth`
    levels deep; texts and numbers with the name of a secret are not kept. The weight is 0 in an
    answer that repeats an earlier one.
    """
    kind = type_name(value)
    about: dict[str, JSON] = {"types": {kind: 1}, "first": {kind: exchange}}
    if kind == STRING:
        about["texts"] = texts_of(value, is_secret=is_secret_name(name), weight=weight)
    elif kind in {INTEGER, NUMBER} and not is_secret_name(name):
        about["numbers"] = numbers_of(value)
    elif kind == ARRAY:
        about["longest"] = len(value)
        if depth < MAX_DEPTH and value:
            about["items"] = merge_all(
                shape_of(each, exchange, name=name, depth=depth + 1, weight=weight)
                for each in value
            )
    elif kind == OBJECT and depth < MAX_DEPTH:
        members = {
            key: shape_of(each, exchange, name=key, depth=depth + 1, weight=weight)
            for key, each in value.items()
        }
        kept, others = _bounded(members, None)
        tags = {key: {text: EMPTY} for key, text in tags_of(value).items()} if kept else {}
        return Shape(**about, members=kept, others=others, tags=tags)
    return Shape(**about)


def type_name(value: JSON) -> str:
    """Return the type of a value as JSON Schema names it.

    >>> [type_name(value) for value in (None, True, 1, 1.5, "a", [], {})]
    ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']
    """
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INTEGER
    if isinstance(value, float):
        return NUMBER
    if isinstance(value, str):
        return STRING
    return ARRAY if isinstance(value, list) else OBJECT


def merge(one: Shape, other: Shape) -> Shape:
    """Return the shape of all values of both."""
    if not one.types:
        return other
    if not other.types:
        return one
    members = joined(one.members, other.members, merge)
    kept, others = _bounded(members, either(one.others, other.others, merge))
    return Shape(
        types=joined(one.types, other.types, int.__add__),
        first=joined(one.first, other.first, min),
        items=either(one.items, other.items, merge),
        texts=either(one.texts, other.texts, Texts.merged),
        numbers=either(one.numbers, other.numbers, Numbers.merged),
        longest=max(one.longest, other.longest),
        members=kept,
        others=others,
        tags={} if others is not None else _merged_tags(one, other),
    )


def merge_all(shapes: Iterable[Shape]) -> Shape:
    """Return the shape of all values of all shapes."""
    return reduce(merge, shapes, EMPTY)


def objects_of(shape: Shape) -> Shape:
    """Return what the objects of a shape have in common, no longer kept apart by their tags."""
    plain = _plain(shape)
    return Shape(
        types={OBJECT: shape.types[OBJECT]},
        first={OBJECT: shape.first[OBJECT]},
        members=plain.members,
        others=plain.others,
    )


def kinds_of(shape: Shape, name: str) -> Mapping[str, Shape]:
    """Return the shapes of the objects by the text of a tag; empty if it is none."""
    kinds = shape.tags.get(name) or {}
    return dict.fromkeys(kinds, objects_of(shape)) if len(kinds) == 1 else kinds


def exchanges_of(shape: Shape) -> frozenset[int]:
    """Return the numbers of the exchanges that first had a value of some type in some place."""
    inner = [*shape.members.values(), *filter(None, (shape.others, shape.items))]
    return frozenset(shape.first.values()).union(*map(exchanges_of, inner))


def _bounded(
    members: Mapping[str, Shape], others: Shape | None
) -> tuple[Mapping[str, Shape], Shape | None]:
    """Return the members and the values of maps; with too many keys all of them are of a map."""
    is_map = others is not None or len(members) > MAX_MEMBERS
    if is_map or any(len(key) > MAX_KEY for key in members):
        return {}, merge_all([*filter(None, [others]), *members.values()])
    return members, None


def _merged_tags(one: Shape, other: Shape) -> Mapping[str, Mapping[str, Shape] | None]:
    """Return the tags that all objects of both have; None for those that some lack."""
    if not one.of_type(OBJECT) or not other.of_type(OBJECT):
        return one.tags or other.tags
    return {
        name: _merged_kinds(one, other, name) for name in dict.fromkeys((*one.tags, *other.tags))
    }


def _merged_kinds(one: Shape, other: Shape, name: str) -> Mapping[str, Shape] | None:
    first, second = one.tags.get(name), other.tags.get(name)
    if first is None or second is None or len(first.keys() | second.keys()) > MAX_KINDS:
        return None
    if len(first) == 1 and first.keys() == second.keys():
        return first
    return joined(kinds_of(one, name), kinds_of(other, name), merge)


def _plain(shape: Shape) -> Shape:
    """Return a shape whose objects are in no place kept apart."""
    members = {name: _plain(each) for name, each in shape.members.items()}
    others, items = shape.others and _plain(shape.others), shape.items and _plain(shape.items)
    is_plain = all(each is shape.members[name] for name, each in members.items())
    if is_plain and not shape.tags and others is shape.others and items is shape.items:
        return shape
    return replace(shape, members=members, others=others, items=items, tags={})
