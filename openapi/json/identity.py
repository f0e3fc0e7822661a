"""Dictionary keys for JSON objects and arrays, which have no hash.

A table that is keyed by `id(value)` is wrong as soon as the value is freed and another one gets the
same id. These keys keep their value alive, so that cannot happen.
"""

from typing import final


@final
class IdentityKey:
    """A key for a value; two keys are equal if their values are the same object."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdentityKey) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)
