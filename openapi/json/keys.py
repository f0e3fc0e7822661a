"""The keys and references of a whole tree, found in one walk that builds nothing else."""

from openapi.json.types import JSON


def keys_of_tree(tree: JSON) -> tuple[set[str], set[str]]:
    """Return every key anywhere in a tree, and the text of every `$ref`, data included."""
    keys: set[str] = set()
    references: set[str] = set()
    pending = [tree]
    while pending:
        value = pending.pop()
        kind = type(value)
        if kind is dict:
            keys.update(value)
            if "$ref" in value and isinstance(value["$ref"], str):
                references.add(value["$ref"])
            pending += value.values()
        elif kind is list:
            pending += value
    return keys, references
