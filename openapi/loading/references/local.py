"""Whether a document refers to its own components only, as most do."""

from openapi.json.references import dereference
from openapi.json.types import JSON

_NAMING = frozenset({"$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "externalValue"})
"""Keys by which a place is named, or another file, in another way than by a plain reference."""


def is_self_contained(tree: JSON) -> bool:
    """Whether every `$ref` in a tree, data included, is a plain pointer to an object of it.

    Such a document needs no bundling. One walk that builds nothing finds that out much sooner than
    the references can be followed.
    """
    references: set[str] = set()
    pending = [tree]
    while pending:
        value = pending.pop()
        kind = type(value)
        if kind is dict:
            if not _NAMING.isdisjoint(value) or _names_files(value):
                return False
            if "$ref" in value and isinstance(value["$ref"], str):
                references.add(value["$ref"])
            pending += value.values()
        elif kind is list:
            pending += value
    return all(_is_plain(tree, text) for text in references)


def _names_files(value: dict[str, JSON]) -> bool:
    """Whether the mapping of a discriminator may name files."""
    mapping = value.get("mapping")
    if not isinstance(mapping, dict):
        return False
    texts = (text for text in mapping.values() if isinstance(text, str))
    return any(".json" in text or ".y" in text for text in texts)


def _is_plain(tree: JSON, text: str) -> bool:
    if not text.startswith("#/") or "%" in text:
        return False
    try:
        return isinstance(dereference(tree, {"$ref": text})[0], dict)
    except (KeyError, ValueError):  # nothing there, or a chain that leads to another file
        return False
