"""Are two answers about the same thing?

Two bodies are flattened to their leaves. What changed between two looks at one and the same thing
does not count; what is left must be equal, and must be enough to tell one thing from another.
"""

from collections.abc import Mapping

from contracts.observations.observation import Observation
from openapi.json.pointers import join
from openapi.json.types import JSON

MAX_LEAVES = 5000
FEWEST = 4
"""Different values that a body must hold before it tells one thing from another."""


def leaves(body: JSON, pointer: str = "") -> dict[str, JSON]:
    """Return every scalar of a body, and every empty object or list, by its pointer."""
    found: dict[str, JSON] = {}
    pending = [(pointer, body)]
    while pending and len(found) < MAX_LEAVES:
        place, value = pending.pop()
        if isinstance(value, Mapping) and value:
            pending += [(join(place, key), child) for key, child in value.items()]
        elif isinstance(value, list) and value:
            pending += [(join(place, index), child) for index, child in enumerate(value)]
        else:
            found[place] = value if not isinstance(value, Mapping | list) else str(value)
    return found


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
