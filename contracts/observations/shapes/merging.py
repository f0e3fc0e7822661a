"""Merges what two sets of values have in common: of mappings each member, of two what is known."""

from collections.abc import Callable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=int | str)
T = TypeVar("T")


def joined(one: Mapping[K, T], other: Mapping[K, T], join: Callable[[T, T], T]) -> dict[K, T]:
    """Return the members of both; those that both have are joined."""
    found = dict(one)
    for key, value in other.items():
        found[key] = join(found[key], value) if key in found else value
    return found


def either(one: T | None, other: T | None, join: Callable[[T, T], T]) -> T | None:
    """Return both joined, or the one that there is."""
    if one is None or other is None:
        return other if one is None else one
    return join(one, other)
