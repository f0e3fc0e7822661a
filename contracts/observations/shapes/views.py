"""One level of what a side of a comparison says about the values in one place.

A side is what was seen (`Shape`) or what a document says (`Documented`); a view of either has the
same attributes, and the nodes of its members and items are viewed when they are needed.
"""

import re

from contracts.observations.shapes.documented import Documented, Level, level_of
from contracts.observations.shapes.enums import closed_set
from contracts.observations.shapes.shape import NULL, OBJECT, STRING, Shape, merge_all
from openapi.json.formats import is_date, is_uuid

Node = Shape | Documented  # what a side says about a place, members included

LEAST_MAP = 3
"""Keys that all look like data (numbers, UUIDs, dates), from which on an object is a map."""

_DATA_KEY = re.compile(r"[0-9]{1,20}|[0-9a-fA-F]{16,64}")


View = Level[Shape] | Level[Documented]
"""One level of a node."""


def view_of(node: Node, name: str = "") -> View:
    """Return one level of a node.

    `name` is the key of the place, which shows whether texts may be a closed set.
    """
    return _seen(node, name) if isinstance(node, Shape) else level_of(node)


def is_map(shape: Shape) -> bool:
    """Whether the keys of the objects that were seen are data."""
    if shape.others is not None:
        return True
    keys = shape.members
    return len(keys) >= LEAST_MAP and all(map(_is_data, keys))


def _is_data(key: str) -> bool:
    return _DATA_KEY.fullmatch(key) is not None or is_uuid(key) or is_date(key)


def _seen(shape: Shape, name: str) -> Level[Shape]:
    members, others = shape.members, None
    if is_map(shape):
        members, others = {}, merge_all([*filter(None, [shape.others]), *members.values()])
    objects = shape.of_type(OBJECT)
    return Level(
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
