"""Whether a document refers to its own components only, as most do."""

from openapi.json.contents import TreeContents
from openapi.json.references import dereference
from openapi.json.types import JSON

_NAMING = frozenset({"$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "externalValue"})
"""Keys by which a place is named, or another file, in another way than by a plain reference."""


def is_self_contained(contents: TreeContents) -> bool:
    """Whether every `$ref` in a tree, data included, is a plain pointer to an object of it.

    Such a document needs no bundling, which is known much sooner than its references can be
    followed.
    """
    if not _NAMING.isdisjoint(contents.keys) or any(map(_names_files, contents.mappings)):
        return False
    return all(_is_plain(contents.tree, text) for text in contents.references)


def _names_files(mapping: dict[str, JSON]) -> bool:
    """Whether the mapping of a discriminator may name files."""
    texts = (text for text in mapping.values() if isinstance(text, str))
    return any(".json" in text or ".y" in text for text in texts)


def _is_plain(tree: JSON, text: str) -> bool:
    if not text.startswith("#/") or "%" in text:
        return False
    try:
        return isinstance(dereference(tree, {"$ref": text})[0], dict)
    except (KeyError, ValueError):  # nothing there, or a chain that leads to another file
        return False
