"""The discriminator says by which schema a body is (OpenAPI 3.1, 4.8.25): its value and schemas."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from openapi.contract import Schema
from openapi.json.pointers import dereference
from openapi.json.types import JSON
from openapi.schema.walk import applicable, members, subschemas

_SCHEMAS = "/components/schemas/"
_MAX_SUBTYPES = 3
_FEWEST_BRANCHES = 2


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
    own = Schema(definition=schema, pointer=pointer, root=root)
    for base in applicable(own, choices=False)[1:]:
        yield from tagged({"$ref": f"#{pointer}"}, base.definition.get("discriminator"))


def property_of(discriminator: JSON) -> str:
    """Return the name of the property that distinguishes the branches; empty if there is none."""
    name = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
    return name if isinstance(name, str) else ""


def names_of(branch: JSON, discriminator: JSON) -> list[str]:
    """Return the values of the property that name a branch; none for a branch without a name."""
    reference = branch.get("$ref") if isinstance(branch, Mapping) else None
    if not isinstance(reference, str) or not isinstance(discriminator, Mapping):
        return []
    pointer = reference.removeprefix("#")
    last = pointer.rpartition("/")[2]
    mapping = discriminator.get("mapping")
    pairs = mapping.items() if isinstance(mapping, Mapping) else ()
    mapped = [key for key, value in pairs if str(value).removeprefix("#") in {pointer, last}]
    return mapped or [last]


def branch_of(schema: Schema, value: Mapping[str, JSON]) -> Schema | None:
    """Return the branch of a `oneOf` or `anyOf` that an object names; None if it is not one.

    The discriminator names it, or members that have other constants in the other branches.
    """
    for part in applicable(schema, choices=False):
        for keyword in ("oneOf", "anyOf"):
            raw = part.definition.get(keyword, ())
            inner = [each.schema for each in subschemas(part) if each.keyword == keyword]
            if len(inner) < _FEWEST_BRANCHES or len(raw) != len(inner):
                continue
            discriminator = part.definition.get("discriminator")
            tag = value.get(property_of(discriminator))
            pairs = zip(raw, inner, strict=True)
            named = [each for ref, each in pairs if tag in names_of(ref, discriminator)]
            found = named or [each for each in inner if _allows_constants(each, value)]
            if len(found) == 1:
                return found[0]
    return None


def _allows_constants(schema: Schema, value: Mapping[str, JSON]) -> bool:
    """Whether no constant text of a schema differs from that of an object."""
    return all(
        each in part.definition.get("enum", (each,)) and part.definition.get("const", each) == each
        for name, each in value.items()
        if isinstance(each, str)
        for member in members((schema,), name, choices=False)
        for part in applicable(member, choices=False)
    )


def exclusive_branches(branches: Sequence[JSON], discriminator: JSON) -> list[JSON]:
    """Return the branches of a `oneOf`, each without the values that name another one.

    Schemas of real documents overlap: a cat would be a dog, too, if nothing closes the schemas.
    The discriminator says which one is meant.

    >>> cat, dog = {"$ref": "#/Cat"}, {"$ref": "#/Dog"}
    >>> exclusive_branches([cat, dog], {"propertyName": "kind"})[1]["allOf"][1]
    {'properties': {'kind': {'not': {'enum': ['Cat']}}}}
    """
    name = property_of(discriminator)
    if not name:
        return list(branches)
    names = [names_of(branch, discriminator) for branch in branches]
    every = dict.fromkeys(value for each in names for value in each)
    return [
        _without(branch, name, [value for value in every if value not in own])
        for branch, own in zip(branches, names, strict=True)
    ]


def _without(branch: JSON, name: str, values: list[str]) -> JSON:
    if not values:
        return branch
    return {"allOf": [branch, {"properties": {name: {"not": {"enum": values}}}}]}
