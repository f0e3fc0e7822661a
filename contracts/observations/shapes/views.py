"""One level of what a side of a comparison says about the values in one place.

A side is what was seen (`Shape`) or what a document says (`Documented`); a view of either has the
same attributes, and the nodes of its members and items are viewed when they are needed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.observations.shapes.documented import Documented, Level, level_of
from contracts.observations.shapes.enums import closed_set
from contracts.observations.shapes.limits import Limits
from contracts.observations.shapes.shape import NULL, OBJECT, STRING, Shape, merge_all
from openapi.json.formats import is_date, is_uuid

Node = Shape | Documented  # what a side says about a place, members included

LEAST_MAP = 3
"""Keys that all look like data (numbers, UUIDs, dates), from which on an object is a map."""

_DATA_KEY = re.compile(r"[0-9]{1,20}|[0-9a-fA-F]{16,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a side says about the values in one place."""

    types: frozenset[str] = frozenset()  # their types without null; none for any type
    takes_null: bool = False  # whether null is among them
    members: Mapping[str, Node] = field(default_factory=dict)  # members of objects
    required: frozenset[str] = frozenset()  # members that every object has
    others: Node | None = None  # what all members have that are not named; None without any
    is_open: bool = True  # whether objects may have other members
    items: Node | None = None  # what the items of arrays have; None if nothing is known of them
    enum: frozenset[str] | None = None  # the texts of a closed set; None for other texts
    formats: frozenset[str] = frozenset()  # formats that all texts have
    count: int = 0  # how many values were seen; 0 in a document
    shape: Shape | None = None  # the observed shape; None in a document
    pointer: str = ""  # JSON pointer of the schema; empty for what was seen
    limits: Limits | None = None  # bounds, lengths and the like of a document; None if seen

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


def view_of(node: Node, name: str = "") -> View:
    """Return one level of a node.

    `name` is the key of the place, which shows whether texts may be a closed set.
    """
    return _seen(node, name) if isinstance(node, Shape) else _documented(level_of(node))


def is_map(shape: Shape) -> bool:
    """Whether the keys of the objects that were seen are data."""
    if shape.others is not None:
        return True
    keys = shape.members
    return len(keys) >= LEAST_MAP and all(map(_is_data, keys))


def _is_data(key: str) -> bool:
    return _DATA_KEY.fullmatch(key) is not None or is_uuid(key) or is_date(key)


def _seen(shape: Shape, name: str) -> View:
    others = None
    members: Mapping[str, Shape] = shape.members
    if is_map(shape):
        others = merge_all([*filter(None, [shape.others]), *shape.members.values()])
        members = {}
    objects = shape.of_type(OBJECT)
    return View(
        types=frozenset(shape.types) - {NULL},
        takes_null=NULL in shape.types,
        members=members,
        required=frozenset(key for key, each in members.items() if each.count == objects),
        others=others,
        items=shape.items,
        enum=closed_set(shape, name),
        formats=shape.texts.formats if shape.texts and shape.of_type(STRING) else frozenset(),
        count=shape.count,
        shape=shape,
    )


def _documented(level: Level) -> View:
    return View(
        types=level.types,
        takes_null=level.takes_null,
        members=level.members,
        required=level.required,
        others=level.others,
        is_open=level.is_open,
        items=level.items,
        enum=level.enum,
        formats=frozenset({level.format} - {""}),
        pointer=level.pointer,
        limits=level.limits,
    )
