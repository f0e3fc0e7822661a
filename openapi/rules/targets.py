"""Where in a body the values stand that a rule judges, and the things that polls follow."""

from collections.abc import Iterable, Iterator
from typing import Any

from openapi.contract import Polling, Step
from openapi.json.pointers import has, join, resolve

JSON = Any


def instances(
    body: JSON, path: tuple[str | Step, ...], pointer: str = ""
) -> Iterator[tuple[str, JSON]]:
    """Yield every value that a path leads to, with its JSON pointer."""
    if not path:
        yield pointer, body
        return
    for key, child in _children(body, path[0]):
        yield from instances(child, path[1:], join(pointer, key))


def _children(body: JSON, step: str | Step) -> Iterable[tuple[str | int, JSON]]:
    if step is Step.ITEMS:
        return enumerate(body) if isinstance(body, list) else ()
    if not isinstance(body, dict):
        return ()
    if step is Step.VALUES:
        return body.items()
    return [(step, body[step])] if step in body else ()


def things_in_both(polling: Polling, old: JSON, new: JSON) -> Iterator[tuple[str, JSON, JSON]]:
    """Yield the things that both bodies hold: pointer in the new one, old value, new value."""
    if not polling.key:
        yield "", old, new
        return
    # The first one counts where a list names a thing twice.
    before = {_key(thing, polling): thing for thing in reversed(_items(old, polling))}
    for index, thing in enumerate(_items(new, polling)):
        key = _key(thing, polling)
        if key is not None and key in before:
            yield join(polling.items, index), before[key], thing


def _items(body: JSON, polling: Polling) -> list[JSON]:
    items = resolve(body, polling.items) if has(body, polling.items) else []
    return items if isinstance(items, list) else []


def _key(thing: JSON, polling: Polling) -> str | None:
    value = resolve(thing, polling.key) if has(thing, polling.key) else None
    return str(value) if isinstance(value, str | int | float) else None


def value_at(thing: JSON, path: tuple[str | Step, ...]) -> tuple[JSON, ...]:
    """Return the value at `path` as a one-tuple, or nothing."""
    found = [value for _, value in instances(thing, path)]
    return tuple(found[:1])
