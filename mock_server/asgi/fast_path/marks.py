"""Distinguishes what comes for the second time from what comes once, in little memory."""

from collections.abc import Hashable


class Marks:
    """The hashes of what came lately.

    Each has one place, which the next one with the same place takes over: so a flood of what comes
    once needs no more memory than one request does, and fewer fetches of it than a set.
    """

    __slots__ = ("_mask", "_places")

    def __init__(self, count: int) -> None:
        """Begin without any, with `count` places: a power of two."""
        self._mask = count - 1
        self._places = [0] * count

    def was_seen_before(self, value: Hashable) -> bool:
        """Whether a value came before, lately; now it has."""
        mark = hash(value)
        place = mark & self._mask
        if self._places[place] == mark:
            return True
        self._places[place] = mark
        return False
