"""Schemas that several operations share: one component for each kind of object that was seen.

Two places have objects of one kind if one object has every member that the other always has, has
no member that the other never has, and none of another type. The component describes everything
that was seen in all places of its kind, so that each place may refer to it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from contracts.observations.shapes.names import singular
from contracts.observations.shapes.operations import BodyShape, OperationShape
from contracts.observations.shapes.shape import EMPTY, NULL, OBJECT, Shape, merge
from contracts.observations.shapes.views import is_map
from contracts.results.learned.names import ERROR, PAGE, component_name, root_name
from contracts.results.learned.unions import types_of
from openapi.contract import is_json_type

LEAST_MEMBERS = 2
"""Members of an object from which on it is worth a component; of an error one is enough."""

LEAST_ALIKE = 4
"""Members from which on objects are of one kind although their places have different names."""

LEAST_OPERATIONS = 2
LEAST_REFUSALS = 3  # different bodies of an error from which on they show what all of them have
MAX_KINDS = 500  # kinds of objects that are compared; what is of another kind stays in its place

BodyPlace = tuple[str, ...]
"""An operation, one of its bodies, and keys, `*` for the items of a list."""

_OF_COMPONENT = "#"


@dataclass(slots=True)
class _Kind:
    """Objects of one kind."""

    seed: Shape
    name: str
    merged: Shape = EMPTY
    places: list[BodyPlace] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def operations(self) -> int:
        return len({place[0] for place in self.places})

    @property
    def usual_name(self) -> str:
        """The most frequent name of the places that are nearest to the root of a body."""
        nearest = min(map(len, self.places))
        names = [n for n, p in zip(self.names, self.places, strict=True) if len(p) == nearest]
        return min(names, key=lambda name: (-names.count(name), len(name), name))


class Components:
    """The components of a document, and which place refers to which.

    Attributes:
        shapes: What was seen of the objects of each component, by its name.
        counts: In how many operations they were seen, by name.
    """

    def __init__(self, operations: Mapping[tuple[str, str], OperationShape]) -> None:
        """Find the kinds of the objects in all bodies.

        What was seen of the operations is by method and path.
        """
        kinds: list[_Kind] = []
        self._kinds: dict[BodyPlace, _Kind] = {}
        objects = sorted(_objects(operations), key=_largest_first)
        for place, name, shape in objects:
            kind = next((each for each in kinds if _is_of(shape, name, each)), None)
            if kind is None and len(kinds) < MAX_KINDS:
                kind = _Kind(seed=shape, name=name)
                kinds.append(kind)
            if kind is not None:
                kind.places.append(place)
                kind.names.append(name)
                kind.merged = merge(kind.merged, shape)
                self._kinds[place] = kind
        shared = [each for each in kinds if each.operations >= LEAST_OPERATIONS]
        self.shapes: dict[str, Shape] = {}
        self.counts: dict[str, int] = {}
        self._places: dict[str, list[BodyPlace]] = {}
        self._of_place: dict[BodyPlace, str] = {}
        for kind in shared:
            name = component_name(kind.usual_name, self.shapes)
            self.shapes[name] = kind.merged
            self.counts[name] = kind.operations
            self._places[name] = kind.places
            self._of_place |= dict.fromkeys(kind.places, name)

    def at(self, place: BodyPlace) -> str:
        """Return the component that describes the objects in a place; empty for none."""
        if place[:1] != (_OF_COMPONENT,):
            return self._of_place.get(place, "")
        inside = [(*above, *place[2:]) for above in self._places[place[1]]]
        found = {self._of_place.get(each, "") for each in inside if each in self._kinds}
        return found.pop() if len(found) == 1 else ""

    @staticmethod
    def place(name: str) -> BodyPlace:
        """Return the place that the objects of a component have."""
        return (_OF_COMPONENT, name)


def answer_place(method: str, path: str, status: int, media_type: str) -> BodyPlace:
    """Return the place of the body of an answer."""
    return (f"{method} {path}", f"{status} {media_type}")


def request_place(method: str, path: str, media_type: str) -> BodyPlace:
    """Return the place of the body of a request."""
    return (f"{method} {path}", media_type)


def is_rare(status: int, body: BodyShape) -> bool:
    """Whether too few bodies of an error were seen to say what others have.

    The refusal of another request often has other members, and values of other types.
    """
    return status >= 400 and body.different < LEAST_REFUSALS  # noqa: PLR2004 - 4xx and 5xx


def _objects(
    operations: Mapping[tuple[str, str], OperationShape],
) -> Iterator[tuple[BodyPlace, str, Shape]]:
    """Yield every place with objects alone: the place, its name, and what was seen there."""
    for (method, path), operation in operations.items():
        for status, answer in operation.answers.items():
            for media_type, body in _json(answer.bodies):
                if is_rare(status, body):
                    continue
                name = root_name(method, path, status, body.shape)
                yield from _inside(answer_place(method, path, status, media_type), name, body.shape)
        for media_type, body in _json(operation.bodies):
            name = f"{root_name(method, f'{path}/{{id}}', 0, body.shape)} input"
            yield from _inside(request_place(method, path, media_type), name, body.shape)


def _json(bodies: Mapping[str, BodyShape]) -> Iterator[tuple[str, BodyShape]]:
    yield from (
        (name, body) for name, body in bodies.items() if is_json_type(name) and not body.unread
    )


def _inside(place: BodyPlace, name: str, shape: Shape) -> Iterator[tuple[BodyPlace, str, Shape]]:
    if shape.items is not None:
        yield from _inside((*place, "*"), singular(name), shape.items)
    if is_map(shape):
        return
    is_enough = len(shape.members) >= (1 if name == ERROR else LEAST_MEMBERS)
    if {*shape.types} <= {OBJECT, NULL} and is_enough:
        count, first = shape.of_type(OBJECT), shape.first[OBJECT]
        yield place, name, replace(shape, types={OBJECT: count}, first={OBJECT: first})
    for key, each in shape.members.items():
        is_page = name.endswith(PAGE) and each.items is not None
        yield from _inside((*place, key), name.removesuffix(PAGE) if is_page else key, each)


def _largest_first(each: tuple[BodyPlace, str, Shape]) -> tuple[int, int, BodyPlace]:
    place, _, shape = each
    return -len(shape.members), -shape.count, place


def _is_of(shape: Shape, name: str, kind: _Kind) -> bool:
    is_named_alike = name == kind.name or len(shape.members) >= LEAST_ALIKE
    return is_named_alike and _fits(shape, kind.seed)


def _fits(shape: Shape, seed: Shape) -> bool:
    """Whether objects may be of the kind of a seed."""
    required = {key for key, each in seed.members.items() if each.count == seed.of_type(OBJECT)}
    if not required <= shape.members.keys() <= seed.members.keys():
        return False
    return all(_is_alike(each, seed.members[key]) for key, each in shape.members.items())


def _is_alike(one: Shape, other: Shape) -> bool:
    """Whether the values of a member may be of one kind: types, and the members of objects."""
    mine, others = types_of(one), types_of(other)
    if mine and others and mine != others:
        return False
    if one.items is not None and other.items is not None and not _is_alike(one.items, other.items):
        return False
    if OBJECT not in mine & others or is_map(one) or is_map(other):
        return True
    return _fits(one, other) or _fits(other, one)
