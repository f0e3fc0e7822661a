"""How the attributes of a value are members of a JSON object: one table to write and to read it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Generic, TypeVar

from contracts.results.merging.members import Members
from openapi.json.types import JSON

T = TypeVar("T")


def _same(value: JSON) -> JSON:
    return value


@dataclass(frozen=True, slots=True)
class MemberKind:
    """What a member is."""

    read: Callable[[Members, str], Any] | None  # None for what is written for people, and not read
    write: Callable[[Any], JSON] = _same
    attribute: str = ""  # the name in the value; empty if it is that of the member
    is_of_whole: bool = False  # whether `write` takes the whole value instead of one attribute

    def of(self, attribute: str) -> "MemberKind":
        """Return the kind of a member that has another name than its attribute."""
        return replace(self, attribute=attribute)

    def written(self, write: Callable[[Any], JSON]) -> "MemberKind":
        """Return the kind of a member that is made from the whole value."""
        return replace(self, write=write, is_of_whole=True)


class Layout(Generic[T]):
    """The members of a JSON object, by name, in their order."""

    def __init__(self, make: Callable[..., T], **members: MemberKind) -> None:
        """Take what makes a value from its attributes, and the members."""
        self._make = make
        self._members = {key: kind.of(kind.attribute or key) for key, kind in members.items()}

    def attributes(self, about: Members) -> dict[str, Any]:
        """Return the attributes that an object from outside gives.

        Raises:
            OptionError: A member is missing or of another kind.
        """
        kinds = self._members.items()
        return {kind.attribute: kind.read(about, key) for key, kind in kinds if kind.read}

    def read(self, about: Members) -> T:
        """Return the value of an object from outside (OptionError: as for `attributes`)."""
        return self._make(**self.attributes(about))

    def write(self, value: object) -> dict[str, JSON]:
        """Return a value as an object."""
        return {
            key: kind.write(value if kind.is_of_whole else getattr(value, kind.attribute))
            for key, kind in self._members.items()
        }

    @property
    def inner(self) -> MemberKind:
        """The kind of a member that has such an object."""
        return MemberKind(lambda about, key: self.read(about.inner(key)), self.write)

    @property
    def several(self) -> MemberKind:
        """The kind of a member that has a list of such objects."""
        return MemberKind(
            lambda about, key: tuple(map(self.read, about.each(key))),
            lambda values: [self.write(each) for each in values],
        )


def shown(write: Callable[[Any], JSON]) -> MemberKind:
    """Return the kind of a member that is made from the whole value, and not read."""
    return MemberKind(None, write, is_of_whole=True)


def parsed(
    read: Callable[[JSON], Any], allowed: str, write: Callable[[Any], JSON] = _same
) -> MemberKind:
    """Return the kind of a member that a function reads; what is `allowed` is for its message."""
    return MemberKind(lambda about, key: about.read(key, read, allowed), write)


def word(words: type[Enum], allowed: str) -> MemberKind:
    """Return the kind of a member that is one of some words."""
    return parsed(words, allowed, lambda each: each.value)


def rounded(digits: int) -> MemberKind:
    """Return the kind of a number that is written with so many digits after the point."""
    return MemberKind(Members.number, lambda value: round(value, digits))


TEXT = MemberKind(Members.text)
OPTIONAL = MemberKind(Members.optional, lambda text: text or None)  # null for an empty text
PLAIN = MemberKind(Members.optional)  # an empty text for one that is missing
FLAG = MemberKind(Members.flag)
COUNT = MemberKind(Members.count)
NUMBER = MemberKind(Members.number)
TEXTS = MemberKind(Members.texts, list)
TEXTS_BY_NAME = MemberKind(Members.texts_by_name, dict)
COUNTS = MemberKind(Members.counts, dict)
