"""The values of a body that a rule judges, and the resources that polling follows."""

from collections.abc import Iterable, Iterator
from itertools import islice

from openapi.contract import PathWildcard, Polling
from openapi.json.pointers import join, lookup
from openapi.json.types import JSON, is_integer


def select_values(
    body: JSON, path: tuple[str | PathWildcard, ...], pointer: str = ""
) -> Iterator[tuple[str, JSON]]:
    """Yield the JSON pointer and the value of every match of a path."""
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
    """Yield the resources in both bodies: pointer in the new one, old value, new value."""
    if not polling.key:
        yield "", old, new
        return
    # If a list has a resource twice, the first one counts.
    before = {
        resource_key(each, polling.key): each for each in reversed(resource_list(old, polling))
    }
    for index, resource in enumerate(resource_list(new, polling)):
        key = resource_key(resource, polling.key)
        if key is not None and key in before:
            yield join(polling.items, index), before[key], resource


def resource_list(body: JSON, polling: Polling) -> list[JSON]:
    """Return the polled resources of a body: those that it lists, or the body itself."""
    if not polling.key:
        return [body]
    items = lookup(body, polling.items, [])
    return items if isinstance(items, list) else []


def resource_key(resource: JSON, pointer: str) -> str | None:
    """Return the text or integer that identifies a resource, as text; None if it has none.

    Fractions and booleans are no keys: `1.0` may be rounded, and many resources share `true`.
    """
    value = lookup(resource, pointer)
    return str(value) if isinstance(value, str) or is_integer(value) else None


def select_first(body: JSON, path: tuple[str | PathWildcard, ...]) -> tuple[JSON, ...]:
    """Return the first match of a path as a one-tuple, or an empty tuple."""
    return tuple(value for _, value in islice(select_values(body, path), 1))
