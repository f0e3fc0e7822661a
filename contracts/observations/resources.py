"""The polled resources in answers: their keys and states.

An operation with `x-polling` reports resources that change over time. Either the whole body is one
resource, identified by parameters of the request, or the body lists several. Two clients may see
different states, so the client's identity is a part of each key.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from contracts.http.deadline import in_time, no_deadline
from contracts.observations.observation import Observation
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.rules.targets import resource_key, resource_list
from openapi.rules.terminal_states import is_terminal_state

ResourceKey = tuple[str, ...]
"""Identifies a resource: the client's identity, then the resource's own key, as texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceState:
    """The state of one resource in one answer."""

    name: ResourceKey  # the resource's key
    value: JSON  # the resource in the answer
    pointer: str  # JSON pointer of the value in the body
    seen: Observation  # the exchange


def resource_states(
    seen: Observation, check_time: Callable[[], None] = no_deadline
) -> Iterator[ResourceState]:
    """Yield the states of all polled resources in a successful answer."""
    polling = seen.operation.polling
    if polling is None or not seen.is_success or seen.json_error or _is_head(seen):
        return
    if not polling.key:
        name = requested_resource(seen)
        if name is not None:
            yield ResourceState(name=name, value=seen.body, pointer="", seen=seen)
        return
    identity = seen.client_identity
    for index, item in in_time(enumerate(resource_list(seen.body, polling)), check_time):
        key = resource_key(item, polling.key)
        if key is not None:
            pointer = join(polling.items, index)
            yield ResourceState(name=(*identity, key), value=item, pointer=pointer, seen=seen)


def requested_resource(seen: Observation) -> ResourceKey | None:
    """Return the key of the resource that a request names; None if a parameter is invalid."""
    polling = seen.operation.polling
    if polling is None or polling.key or not seen.is_routed:
        return None
    texts = [seen.parameters.value_of(name) for name in polling.identity]
    return None if None in texts else (*seen.client_identity, *map(str, texts))


def has_ended(state: ResourceState) -> bool:
    """Whether the state is terminal."""
    polling = state.seen.operation.polling
    return polling is not None and is_terminal_state(polling, state.value) is True


def happened_before(earlier: Observation, later: Observation) -> bool:
    """Whether an answer was complete when the other request was sent; else they have no order.

    In a recording, neither have two answers between which a client may have made a change.
    """
    first, second = earlier.exchange, later.exchange
    is_listed_first = first.number < second.number
    is_undisturbed = first.changes_before == second.changes_before
    return (
        is_listed_first
        and is_undisturbed
        and first.at + timedelta(seconds=first.elapsed_seconds) <= second.at
    )


def _is_head(seen: Observation) -> bool:
    return seen.exchange.request.method == "HEAD"
