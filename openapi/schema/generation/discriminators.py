"""The value of a discriminator, which says by which schema a body is (OpenAPI 3.1, 4.8.25)."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from openapi.json.references import dereference
from openapi.json.types import JSON

_SCHEMAS = "/components/schemas/"
_MAX_PARTS = 100
_MAX_SUBTYPES = 3


def tagged(reference: JSON, discriminator: JSON) -> Iterator[JSON]:
    """Yield the schema that names a branch in its discriminator, if it can be known.

    Args:
        reference: The branch, as `oneOf` or `anyOf` lists it.
        discriminator: The Discriminator Object beside it, if there is one.
    """
    if not isinstance(reference, Mapping) or not isinstance(reference.get("$ref"), str):
        return
    yield from _named(reference["$ref"].removeprefix("#"), discriminator)


def _named(pointer: str, discriminator: JSON) -> Iterator[JSON]:
    if not isinstance(discriminator, Mapping):
        return
    name = discriminator.get("propertyName")
    if not isinstance(name, str):
        return
    mapping = discriminator.get("mapping")
    names = mapping.items() if isinstance(mapping, Mapping) else ()
    last = pointer.rpartition("/")[2]
    mapped = [key for key, value in names if str(value).removeprefix("#") in {pointer, last}]
    for value in mapped or [last]:
        yield {"type": "object", "required": [name], "properties": {name: {"const": value}}}


def subtypes(root: Mapping[str, JSON], schema: Mapping[str, JSON]) -> Iterator[JSON]:
    """Yield the schemas to which the discriminator of a schema without branches maps its names.

    Args:
        root: The document, to resolve references.
        schema: The schema, which is no reference.
    """
    discriminator = schema.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, Mapping) else None
    if not isinstance(mapping, Mapping) or "oneOf" in schema or "anyOf" in schema:
        return
    for value in list(mapping.values())[:_MAX_SUBTYPES]:
        pointer = str(value).removeprefix("#")
        pointer = pointer if pointer.startswith("/") else f"{_SCHEMAS}{pointer}"
        reference = {"$ref": f"#{pointer}"}
        with suppress(KeyError, ValueError):
            if isinstance(dereference(root, reference)[0], Mapping):
                yield from ({"allOf": [reference, tag]} for tag in tagged(reference, discriminator))


def own_tags(root: Mapping[str, JSON], schema: Mapping[str, JSON], pointer: str) -> Iterator[JSON]:
    """Yield the schema that names a schema in the discriminators of those that it extends.

    Args:
        root: The document, to resolve references.
        schema: The schema, which is no reference.
        pointer: Its pointer, which ends with its name.

    Raises:
        KeyError: A reference does not resolve.
    """
    if not pointer.startswith(_SCHEMAS):
        return
    pending = list(schema.get("allOf", ()))
    for part in pending:
        base = dereference(root, part)[0]
        if isinstance(base, Mapping) and len(pending) < _MAX_PARTS:
            yield from _named(pointer, base.get("discriminator"))
            pending += base.get("allOf", ())
