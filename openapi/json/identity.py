"""Values as keys by what they are, not by what they hold.

JSON objects and arrays have no hash. A table that is keyed by `id(value)` is wrong as soon as the
value is gone and another one gets its number; these keys hold their value, so that cannot happen.
"""

from typing import final


@final
class IdentityKey:
    """A key for a value; two are equal where they are of the very same value."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdentityKey) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)
