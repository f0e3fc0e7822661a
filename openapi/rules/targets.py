"""Where in a body the values stand that a rule judges, and the things that polls follow."""

from collections.abc import Iterable, Iterator

from openapi.contract import PathWildcard, Polling
from openapi.json.pointers import exists, join, resolve
from openapi.json.types import JSON


def select_values(
    body: JSON, path: tuple[str | PathWildcard, ...], pointer: str = ""
) -> Iterator[tuple[str, JSON]]:
    """Yield every value that a path leads to, with its JSON pointer."""
    if not path:
        yield pointer, body
        return
    for key, child in _children(body, path[0]):
        yield from select_values(child, path[1:], join(pointer, key))


def _children(body: JSON, step: str | PathWildcard) -> Iterable[tuple[str | int, JSON]]:
    if step is PathWildcard.ITEMS:
        return enumerate(body) if isinstance(body, list) else ()
    if not isinstance(body, dict):
        return ()
    if step is PathWildcard.VALUES:
        return body.items()
    return [(step, body[step])] if step in body else ()


def match_resources(polling: Polling, old: JSON, new: JSON) -> Iterator[tuple[str, JSON, JSON]]:
    """Yield the things that both bodies hold: pointer in the new one, old value, new value."""
    if not polling.key:
        yield "", old, new
        return
    # The first one counts where a list names a thing twice.
    before = {
        resource_key(thing, polling.key): thing for thing in reversed(resource_list(old, polling))
    }
    for index, thing in enumerate(resource_list(new, polling)):
        key = resource_key(thing, polling.key)
        if key is not None and key in before:
            yield join(polling.items, index), before[key], thing


def resource_list(body: JSON, polling: Polling) -> list[JSON]:
    """Return the polled resources of a body: those that it lists, or the body itself."""
    if not polling.key:
        return [body]
    items = resolve(body, polling.items) if exists(body, polling.items) else []
    return items if isinstance(items, list) else []


def resource_key(resource: JSON, pointer: str) -> str | None:
    """Return the text or integer that identifies a resource, as text; None where it has none.

    Fractions and booleans identify nothing: `1.0` may be rounded, and half of all things are true.
    """
    value = resolve(resource, pointer) if exists(resource, pointer) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def select_first(thing: JSON, path: tuple[str | PathWildcard, ...]) -> tuple[JSON, ...]:
    """Return the value at `path` as a one-tuple, or nothing."""
    found = [value for _, value in select_values(thing, path)]
    return tuple(found[:1])
