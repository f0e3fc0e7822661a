"""The members of a JSON object from outside, each read as what it has to be."""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import TypeVar

from contracts.errors import OptionError
from openapi.json.types import JSON, is_integer, is_number

T = TypeVar("T")

MOST = 2**63  # the greatest count that is read


class Members:
    """Reads one object; every method raises OptionError for what is missing or of another type."""

    def __init__(self, value: JSON, where: str, pointer: str = "") -> None:
        """Look at an object.

        The pointer is that of the object in the file `where`.

        Raises:
            OptionError: It is none.
        """
        self.where = where
        self._pointer = pointer
        if not isinstance(value, Mapping):
            raise self._wrong(value, "", "an object")
        self._value = value

    def get(self, name: str) -> JSON:
        """Return a member as it is; None if it is missing."""
        return self._value.get(name)

    def inner(self, name: str) -> "Members":
        """Return the members of a member."""
        return Members(self.get(name), self.where, f"{self._pointer}/{name}")

    def each(self, name: str) -> Iterator["Members"]:
        """Yield the members of each object of a list."""
        for index, item in enumerate(self.list(name)):
            yield Members(item, self.where, f"{self._pointer}/{name}/{index}")

    def list(self, name: str) -> list[JSON]:
        """Return a list; a missing one is empty, since older reports may lack it."""
        value = self.get(name)
        if not isinstance(value, list | None):
            raise self._wrong(value, name, "a list")
        return value or []

    def text(self, name: str) -> str:
        """Return a text."""
        value = self.get(name)
        if not isinstance(value, str):
            raise self._wrong(value, name, "a text")
        return value

    def optional(self, name: str) -> str:
        """Return a text; empty for null or a missing one."""
        return "" if self.get(name) is None else self.text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.list(name)
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(values, name, "a list of texts")
        return tuple(values)

    def flag(self, name: str) -> bool:
        """Return a boolean; a missing one is false."""
        value = self.get(name)
        if not isinstance(value, bool | None):
            raise self._wrong(value, name, "true or false")
        return bool(value)

    def count(self, name: str) -> int:
        """Return a whole number from 0; a missing one is 0."""
        value = self._or(name, 0)
        if not _is_count(value):
            raise self._wrong(value, name, "a whole number from 0")
        return int(value)

    def number(self, name: str) -> float:
        """Return a number from 0; a missing one is 0."""
        value = self._or(name, 0)
        if not is_number(value) or not 0 <= value < MOST:
            raise self._wrong(value, name, "a number from 0")
        return float(value) if isfinite(value) else 0.0

    def texts_by_name(self, name: str) -> dict[str, str]:
        """Return an object of texts; a missing one is empty."""
        value = self._or(name, {})
        if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
            raise self._wrong(value, name, "an object of texts")
        return {str(key): text for key, text in value.items()}

    def counts(self, name: str) -> dict[str, int]:
        """Return an object of whole numbers from 0; a missing one is empty."""
        value = self._or(name, {})
        if not isinstance(value, Mapping) or not all(map(_is_count, value.values())):
            raise self._wrong(value, name, "an object of whole numbers from 0")
        return {str(key): int(count) for key, count in value.items()}

    def read(self, name: str, read: Callable[[JSON], T], allowed: str) -> T:
        """Return what a function makes of a member; its ValueError or TypeError names the member.

        What is `allowed` is for the message.
        """
        value = self.get(name)
        try:
            return read(value)
        except (ValueError, TypeError) as error:
            raise self._wrong(value, name, allowed) from error

    def require(self, *names: str) -> None:
        """Do nothing if all these members are there.

        Raises:
            OptionError: One is missing.
        """
        for name in names:
            if name not in self._value:
                raise self.error("there, as every report has it", "missing", name)

    def error(self, allowed: str, found: str, name: str = "") -> OptionError:
        """Return the error about a member, or about the object.

        Without a name, it is about the object.
        """
        place = f"{self._pointer}/{name}" if name else self._pointer
        return OptionError(
            "this is not a report that can be read",
            where=f"{self.where}, {place}" if place else self.where,
            found=found[:80],
            allowed=allowed,
            hint="write one with contracts check --report json=FILE",
        )

    def _or(self, name: str, plain: JSON) -> JSON:
        value = self.get(name)
        return plain if value is None else value

    def _wrong(self, value: JSON, name: str, allowed: str) -> OptionError:
        return self.error(allowed, repr(value), name)


def of_version(document: JSON, version: int, where: str, what: str, hint: str) -> Members:
    """Return the members of an object that says its version.

    Raises:
        OptionError: It is no object, or one of another version; the message names `what` it is.
    """
    root = Members(document, where)
    found = root.get("version")
    if type(found) is not int or found != version:  # True and 1.0 are equal to 1.
        raise OptionError(
            f"this is not {what} that can be read",
            where=where,
            found=f"version {found!r}"[:60],
            allowed=f"version {version}",
            hint=hint,
        )
    return root


def _is_count(value: JSON) -> bool:
    return is_integer(value) and 0 <= value < MOST
