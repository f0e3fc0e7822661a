"""The value of a discriminator, which says by which schema a body is (OpenAPI 3.1, 4.8.25)."""

from collections.abc import Mapping, Sequence

from openapi.json.types import JSON


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
