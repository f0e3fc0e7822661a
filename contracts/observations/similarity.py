"""Are two answers about the same thing?

Two bodies are flattened to their leaves. What changed between two looks at one and the same thing
does not count; what is left must be equal, and must be enough to tell one thing from another.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from contracts.observations.observation import Observation
from openapi.json.pointers import join

JSON = Any

MAX_LEAVES = 5000
FEWEST = 4
"""Different values that a body must hold before it tells one thing from another."""


def leaves(body: JSON, pointer: str = "") -> dict[str, JSON]:
    """Return every scalar of a body, and every empty object or list, by its pointer."""
    return dict(islice(_leaves(body, pointer), MAX_LEAVES))


def _leaves(value: JSON, place: str) -> Iterator[tuple[str, JSON]]:
    """Yield leaves from the last to the first, and look at none before it is asked for."""
    if isinstance(value, Mapping) and value:
        for key in reversed(value):
            yield from _leaves(value[key], join(place, key))
    elif isinstance(value, list) and value:
        for index in range(len(value) - 1, -1, -1):
            yield from _leaves(value[index], join(place, index))
    else:
        yield place, value if not isinstance(value, Mapping | list) else str(value)


def stable_leaves(looks: list[Observation]) -> dict[str, JSON]:
    """Return the leaves that successful looks at one thing agree on; nothing without any."""
    bodies = [leaves(seen.body) for seen in looks if seen.is_success and not seen.json_error]
    if not bodies:
        return {}
    first = bodies[0]
    return {
        place: value
        for place, value in first.items()
        if all(place in body and equal_scalars(body[place], value) for body in bodies)
    }


def is_distinctive(stays: Mapping[str, JSON]) -> bool:
    """Whether leaves are enough to tell one thing from another."""
    return len({str(value) for value in stays.values() if not isinstance(value, bool)}) >= FEWEST


def matches(seen: Observation, stays: Mapping[str, JSON]) -> bool:
    """Whether a successful answer is about the thing that these leaves belong to."""
    if not seen.is_success or seen.json_error or not stays:
        return False
    found = leaves(seen.body)
    return all(
        place in found and equal_scalars(found[place], value) for place, value in stays.items()
    )


def equal_scalars(left: JSON, right: JSON) -> bool:
    """Whether two scalars are one; `true` is no number."""
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)
