"""How much the tests try: `make test` a part of large families of cases, `make thorough` all.

A family is many cases of one promise, each of which takes a run of a command or a page of a
browser. Its part is always the same, and has cases of every kind.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

IS_THOROUGH = bool(os.environ.get("THOROUGH"))
"""Whether nothing is left out."""

EXAMPLES = int(os.environ.get("EXAMPLES") or (250 if IS_THOROUGH else 25))
"""Examples of a property that names no number of its own."""

_Case = TypeVar("_Case")


def part(cases: Sequence[_Case], every: int) -> list[_Case]:
    """Return one of so many neighbouring cases; all of them for `make thorough`."""
    return [*cases[:: 1 if IS_THOROUGH else every]]


def tries(count: int) -> int:
    """Return the examples of a property that needs more or fewer than the others."""
    return max(1, count * EXAMPLES // 25)
