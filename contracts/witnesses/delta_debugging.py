"""Finds a short part of a sequence that still has a property of the whole.

This is delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
input", 2002), without the step that tries single pieces.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def minimize(
    items: Sequence[T], predicate: Callable[[Sequence[T]], bool], max_work: int
) -> tuple[T, ...]:
    """Return a part of `items`, in order, from which no item can be left out.

    The whole has the property of the predicate, and is not tried again. After `max_work` items, all
    parts together, the best so far is returned.
    """
    kept = tuple(items)
    pieces = 2
    while len(kept) > 1:
        size = -(-len(kept) // pieces)
        for start in range(0, len(kept), size):
            rest = kept[:start] + kept[start + size :]
            max_work -= len(rest)
            if max_work < 0:
                return kept
            if rest and predicate(rest):
                kept, pieces = rest, max(pieces - 1, 2)
                break
        else:
            if size == 1:
                return kept
            pieces = min(pieces * 2, len(kept))
    return kept
