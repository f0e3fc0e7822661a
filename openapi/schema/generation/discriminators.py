"""The schemas of values that are named by a discriminator."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.schema.discriminators import names_of, property_of

_SCHEMAS = "/components/schemas/"
_MAX_PARTS = 100
_MAX_SUBTYPES = 3


def tagged(reference: JSON, discriminator: JSON) -> Iterator[JSON]:
    """Yield the schema that names a branch in its discriminator, if it can be known."""
    name = property_of(discriminator)
    for value in names_of(reference, discriminator) if name else ():
        yield {"type": "object", "required": [name], "properties": {name: {"const": value}}}


def subtypes(root: Mapping[str, JSON], schema: Mapping[str, JSON]) -> Iterator[JSON]:
    """Yield the schemas to which the discriminator of a schema without branches maps its names."""
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
    """Yield the schema that names a schema in its discriminator and those that it extends.

    Only a schema of `components` has a name, which its pointer says.

    Raises:
        KeyError: A reference does not resolve.
    """
    if not pointer.startswith(_SCHEMAS) or "/" in pointer.removeprefix(_SCHEMAS):
        return
    if "oneOf" not in schema and "anyOf" not in schema:
        yield from tagged({"$ref": f"#{pointer}"}, schema.get("discriminator"))
    pending = list(schema.get("allOf", ()))
    for part in pending:
        base = dereference(root, part)[0]
        if isinstance(base, Mapping) and len(pending) < _MAX_PARTS:
            yield from tagged({"$ref": f"#{pointer}"}, base.get("discriminator"))
            pending += base.get("allOf", ())
