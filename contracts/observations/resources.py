"""The things that answers are about: which one it is, and what was said of it.

An operation with `x-polling` tells of things that live on between answers: the whole body is one,
named by parameters of the request, or the body lists them. What two askers are told need not be
the same, so a thing belongs to whoever asked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from contracts.http.deadline import in_time, never
from contracts.http.requests.credentials import credential_fields
from contracts.observations.observation import Observation
from openapi.contract import Location, Polling
from openapi.json.pointers import exists, join, resolve
from openapi.rules.evaluation import is_terminal_state

JSON = Any

ResourceKey = tuple[str, ...]
"""What tells one thing from another; made of text, so that it can be a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceState:
    """What one answer says of one thing.

    Attributes:
        name: Which thing, and for whom.
        value: What is said of it.
        pointer: Where in the body.
        seen: The answer.
    """

    name: ResourceKey
    value: JSON
    pointer: str
    seen: Observation


def resource_states(
    seen: Observation, check_time: Callable[[], None] = never
) -> Iterator[ResourceState]:
    """Yield what a successful answer says of the operation's things.

    Args:
        seen: The answer.
        check_time: Raises OutOfTimeError when judging has to end.
    """
    polling = seen.operation.polling
    if polling is None or not seen.is_success or seen.json_error or _is_head(seen):
        return
    if not polling.key:
        name = requested_resource(seen)
        if name is not None:
            yield ResourceState(name=name, value=seen.body, pointer="", seen=seen)
        return
    identity = client_identity(seen)
    for index, thing in in_time(enumerate(resource_list(seen.body, polling)), check_time):
        key = key_of(thing, polling.key)
        if key is not None:
            pointer = join(polling.items, index)
            yield ResourceState(name=(*identity, key), value=thing, pointer=pointer, seen=seen)


def requested_resource(seen: Observation) -> ResourceKey | None:
    """Return which thing a request names; None where a parameter that names it is not valid."""
    polling = seen.operation.polling
    if polling is None or polling.key or not seen.is_routed:
        return None
    given = {**seen.parameters.header, **seen.parameters.query, **seen.parameters.path}
    texts = [given.get(name, given.get(name.lower())) for name in polling.identity]
    return None if None in texts else (*client_identity(seen), *map(str, texts))


def client_identity(seen: Observation) -> ResourceKey:
    """Return who asks, as far as headers tell: credentials, and headers that must be sent."""
    wanted = {"authorization", "cookie", *credential_fields(seen.contract, seen.operation)}
    wanted |= {
        parameter.name.lower()
        for parameter in seen.operation.parameters
        if parameter.is_required and parameter.location is Location.HEADER
    }
    sent = ((name.lower(), text) for name, text in seen.exchange.request.headers)
    return tuple(f"{name}: {text}" for name, text in sorted(sent) if name in wanted)


def resource_list(body: JSON, polling: Polling) -> list[JSON]:
    """Return the things that a body lists."""
    items = resolve(body, polling.items) if exists(body, polling.items) else []
    return items if isinstance(items, list) else []


def key_of(thing: JSON, pointer: str) -> str | None:
    """Return the text of a thing's key; None where it has none that identifies."""
    value = resolve(thing, pointer) if exists(thing, pointer) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def has_ended(sighting: ResourceState) -> bool:
    """Whether the thing will not change any more."""
    polling = sighting.seen.operation.polling
    return polling is not None and is_terminal_state(polling, sighting.value) is True


def happened_before(earlier: Observation, later: Observation) -> bool:
    """Whether an answer was complete when the other request was sent: else they have no order."""
    first, second = earlier.exchange, later.exchange
    is_listed_first = first.number < second.number
    return is_listed_first and first.at + timedelta(seconds=first.elapsed_seconds) <= second.at


def _is_head(seen: Observation) -> bool:
    return seen.exchange.request.method == "HEAD"
