"""What is a reference: not a `$ref` in data, except for examples that are the name of a file.

OpenAPI has `externalValue` for them, and no `$ref`: an example is data. Published documents write
`example: {$ref: examples/pet.json}` all the same, and mean the content of the file.
"""

from collections.abc import Iterator, Mapping

from openapi.json.contents import TreeContents
from openapi.json.pointers import dereference, join
from openapi.json.rewriting import Change
from openapi.json.types import JSON
from openapi.loading.spec_objects import SpecObject

_KEYS: Mapping[str, tuple[str, ...]] = {
    "MediaType": ("example",),
    "Parameter": ("example",),
    "Header": ("example",),
    "Schema": ("example",),
    "Example": ("value",),
}
_EXTERNAL = "externalValue"

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


def payload_files(part: SpecObject) -> Iterator[tuple[str, str]]:
    """Yield the pointer and the text of each file that an object names in place of an example.

    The pointer is that of the `$ref`, or of the whole object for an `externalValue`.
    """
    value = part.value
    if not isinstance(value, Mapping):
        return
    for key in _KEYS.get(part.kind, ()):
        text = _only_reference(value.get(key))
        if text:
            yield join(part.pointer, key, "$ref"), text
    if part.kind == "Response":
        # Swagger 2.0 has one example for each media type.
        examples = value.get("examples")
        for name, example in examples.items() if isinstance(examples, Mapping) else ():
            text = _only_reference(example)
            if text:
                yield join(part.pointer, "examples", name, "$ref"), text
    external = value.get(_EXTERNAL)
    if part.kind == "Example" and isinstance(external, str) and "value" not in value:
        yield part.pointer, external


def payload_change(pointer: str, local: str) -> Change:
    """Return the change at a pointer of `payload_files` that makes its reference local."""
    if pointer.endswith("/$ref"):
        return lambda _: local
    return lambda value: {
        **{key: child for key, child in value.items() if key != _EXTERNAL},
        "value": {"$ref": local},
    }


def _only_reference(value: JSON) -> str:
    """Return the file that an example names; empty for data, and for a place in the document."""
    text = value.get("$ref") if isinstance(value, Mapping) and len(value) == 1 else None
    return text if isinstance(text, str) and not text.startswith("#") else ""
