"""Many changes to one tree at once; unchanged parts are shared with the old tree."""

from collections.abc import Callable, Mapping
from dataclasses import field

from openapi.json.pointers import tokens
from openapi.json.types import JSON
from openapi.values import dataclass


class Deletion:
    """The type of `DELETE`."""


DELETE = Deletion()  # the change that removes a value with its key or list item

Change = Callable[[JSON], JSON] | Deletion  # from old to new, after the values inside changed


def constant(value: JSON) -> Change:
    """Return the change that replaces a value."""
    return lambda _: value


def with_keys(keys: Mapping[str, JSON]) -> Change:
    """Return the change that sets keys of an object."""
    return lambda value: {**value, **keys}


def renamed_key(old: str, new: str) -> Change:
    """Return the change that renames a key of an object, in its place."""
    return lambda value: {new if key == old else key: child for key, child in value.items()}


@dataclass(slots=True)
class _Node:
    """The changes at one pointer and below."""

    change: Change | None = None
    below: dict[str, "_Node"] = field(default_factory=dict)


def rewritten(tree: JSON, changes: Mapping[str, Change]) -> JSON:
    """Return `tree` with every change made; pointers are those of the old tree.

    The tree itself is not modified; pointers that do not exist are ignored.
    """
    if not changes:
        return tree
    root = _Node()
    for pointer, change in changes.items():
        node = root
        for token in tokens(pointer):
            below = node.below.get(token)
            if below is None:
                below = node.below[token] = _Node()
            node = below
        node.change = change
    result = _apply(tree, root)
    return None if result is DELETE else result


def _apply(value: JSON, node: _Node) -> JSON:
    if isinstance(node.change, Deletion):
        return DELETE
    if node.below and isinstance(value, Mapping):
        value = {
            key: new
            for key, child in value.items()
            if (new := _apply(child, node.below[key]) if key in node.below else child) is not DELETE
        }
    elif node.below and isinstance(value, list):
        value = [
            new
            for i, child in enumerate(value)
            if (new := _apply(child, node.below[str(i)]) if str(i) in node.below else child)
            is not DELETE
        ]
    return value if node.change is None else node.change(value)
