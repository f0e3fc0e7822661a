"""Many changes to one tree at once; what is not changed is shared with the old tree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from openapi.json.pointers import tokens
from openapi.json.types import JSON


class Deletion:
    """The type of `DELETE`."""


DELETE = Deletion()
"""A change that takes the value away, with its key or its place in the list."""

Change = Callable[[JSON], JSON] | Deletion
"""What happens to one value: a function from old to new, asked after what is inside has changed."""


def constant(value: JSON) -> Change:
    """Return the change to a certain value."""
    return lambda _: value


def with_keys(keys: Mapping[str, JSON]) -> Change:
    """Return the change of an object that gives it some keys."""
    return lambda value: {**value, **keys}


def renamed_key(old: str, new: str) -> Change:
    """Return the change of an object that gives one of its keys another name."""
    return lambda value: {new if key == old else key: child for key, child in value.items()}


@dataclass(slots=True)
class _Node:
    """The changes at one place and below."""

    change: Change | None = None
    below: dict[str, "_Node"] = field(default_factory=dict)


def rewritten(tree: JSON, changes: Mapping[str, Change]) -> JSON:
    """Return `tree` with every change made; pointers are those of the old tree.

    Args:
        tree: A JSON tree, which stays as it is.
        changes: What happens, by JSON pointer; places that do not exist are passed over.
    """
    if not changes:
        return tree
    root = _Node()
    for pointer, change in changes.items():
        node = root
        for token in tokens(pointer):
            node = node.below.setdefault(token, _Node())
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
