"""Decides whether two answers are about the same resource.

Bodies are flattened to their leaves. Leaves that changed between two answers about one resource
are ignored. The others must be equal, and there must be enough of them to identify a resource.
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from contracts.observations.observation import Observation
from openapi.json.pointers import join
from openapi.json.types import JSON

MAX_LEAVES = 5000
FEWEST = 4  # number of different values by which a body identifies a resource


def leaves(body: JSON) -> dict[str, JSON]:
    """Return every scalar of a body, and every empty object or list, by its pointer."""
    return dict(islice(_leaves(body, ""), MAX_LEAVES))


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


def stable_leaves(answers: list[Observation]) -> dict[str, JSON]:
    """Return the leaves that are equal in all successful answers about one resource."""
    bodies = [leaves(seen.body) for seen in answers if seen.is_success and not seen.json_error]
    if not bodies:
        return {}
    first = bodies[0]
    return {
        place: value
        for place, value in first.items()
        if all(place in body and equal_scalars(body[place], value) for body in bodies)
    }


def is_distinctive(stable: Mapping[str, JSON]) -> bool:
    """Whether leaves are enough to identify a resource."""
    return len({str(value) for value in stable.values() if not isinstance(value, bool)}) >= FEWEST


def matches(seen: Observation, stable: Mapping[str, JSON]) -> bool:
    """Whether a successful answer is about the resource that has these leaves."""
    if not seen.is_success or seen.json_error or not stable:
        return False
    found = leaves(seen.body)
    return all(
        place in found and equal_scalars(found[place], value) for place, value in stable.items()
    )


def equal_scalars(left: JSON, right: JSON) -> bool:
    """Whether two JSON scalars are equal; `true` does not equal 1, as it does in Python."""
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)
