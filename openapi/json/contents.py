"""What a whole tree contains: keys, references, members, found in one walk that builds no paths."""

from dataclasses import field

from openapi.json.types import JSON
from openapi.values import dataclass

_CONTAINERS = frozenset({dict, list})


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeContents:
    """What there is anywhere in a tree, examples and other data included.

    A step over the objects of a large document takes long. By this it knows whether there is
    anything to do, and need not begin.
    """

    tree: JSON = field(repr=False)
    keys: frozenset[str] = field(repr=False)  # every key of an object
    references: frozenset[str] = field(repr=False)  # every text of a `$ref`
    mappings: tuple[dict[str, JSON], ...] = field(repr=False)  # the objects under `mapping`
    members: int  # how many members all objects have together


class TooDeepError(ValueError):
    """A tree has more levels than are allowed."""


def contents_of(tree: JSON, *, max_depth: int | None = None) -> TreeContents:
    """Return what a tree contains (TooDeepError: it has more levels)."""
    keys: set[str] = set()
    references: set[str] = set()
    mappings: list[dict[str, JSON]] = []
    members = depth = 0
    level = [tree] if type(tree) in _CONTAINERS else []
    while level:
        depth += 1
        if max_depth is not None and depth > max_depth:
            raise TooDeepError
        # One comprehension after the other: the fastest way to look at millions of values.
        objects = [value for value in level if type(value) is dict]
        for each in objects:
            keys.update(each)
        members += sum(map(len, objects))
        found = [each["$ref"] for each in objects if "$ref" in each]
        references.update(text for text in found if isinstance(text, str))
        found = [each["mapping"] for each in objects if "mapping" in each]
        mappings += [each for each in found if isinstance(each, dict)]
        inner = [value for each in objects for value in each.values() if type(value) in _CONTAINERS]
        for value in level:
            if type(value) is list:
                inner += [child for child in value if type(child) in _CONTAINERS]
        level = inner
    return TreeContents(
        tree=tree,
        keys=frozenset(keys),
        references=frozenset(references),
        mappings=tuple(mappings),
        members=members,
    )
