"""Where a value is generated, how generously, and who generates its parts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol

from openapi.json.equality import IdentityKey
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.schema.generation.bounds import MAX_VALUES

_VARIETY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How generous an example is."""

    values: int = MAX_VALUES  # values of one example
    items: int = 3  # items of a list that may have so many
    is_complete: bool = True  # whether an object has its optional members
    fills_maps: bool = False  # whether an object that describes, but names, no members has some
    is_trusting: bool = False  # whether plain parts are validated within the whole only


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value is in the example."""

    pointer: str  # pointer of its schema in the document, for messages
    name: str = ""  # the nearest name of a property around it; empty at the top
    number: int = 0  # its number among the items of the lists around it, so that they differ
    variety: int = _VARIETY  # how many different values are wanted at most
    above: frozenset[IdentityKey] = frozenset()  # the schemas around it

    def member(self, name: str, *keywords: str) -> "Place":
        """Return the place of a member of an object."""
        pointer = join(self.pointer, *keywords, name)
        return replace(self, pointer=pointer, name=name, variety=_VARIETY)

    def item(self, index: int, *, width: int, variety: int = _VARIETY) -> "Place":
        """Return the place of an item of a list that is `width` items long."""
        pointer, name = join(self.pointer, "items"), self.name.removesuffix("s")
        number = self.number * width + index
        return replace(self, pointer=pointer, name=name, number=number, variety=variety)

    def inside(self, pointer: str, schemas: frozenset[IdentityKey]) -> "Place":
        """Return the same place inside some more schemas, the last of which is at a pointer."""
        return replace(self, pointer=pointer, above=self.above | schemas)

    def random(self, seed: int) -> Random:
        """Return the source of choices of this place: the same seed gives the same ones."""
        return Random(f"{seed} {self.pointer} {self.number}")  # noqa: S311 - nothing secret


class Parts(Protocol):
    """Generates the parts of objects and lists."""

    style: Style

    def usual_items(self) -> int:
        """Return how many items a list has that may have any number."""

    def first(self, schema: JSON, place: Place) -> JSON:
        """Return the first value of a schema (NoExampleError: there is none)."""

    def values(self, schema: JSON, place: Place) -> Iterator[JSON]:
        """Yield some values of a schema, mostly different ones (NoExampleError: there is none)."""

    def is_other_direction(self, schema: JSON) -> bool:
        """Whether a message does not carry a property (`Schema.definition`)."""
