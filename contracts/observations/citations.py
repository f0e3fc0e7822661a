"""Finds the contract's line and the documentation's page for a place in a body or a contract."""

from collections.abc import Iterator, Mapping

from openapi.contract import Contract, Schema, Source
from openapi.json.pointers import join, tokens
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.loading.sources import parse_source


def contract_location(contract: Contract, pointer: str) -> str:
    """Return `file:line` of a pointer of the contract, or of its nearest ancestor with a line."""
    name = contract.file.rpartition("/")[2]
    while pointer and pointer not in contract.lines:
        pointer = pointer.rpartition("/")[0]
    line = contract.lines.get(pointer, 0)
    return f"{name}:{line}" if line else name


def source_text(source: Source | None) -> str:
    """Return a source as findings cite it; empty without one."""
    if source is None:
        return ""
    return f"{source}; {source.note}" if source.note and not source.lines else str(source)


def cite(schema: Schema, pointer: str) -> tuple[Source | None, str]:
    """Return the nearest `x-source` for a place in a body, and its schema's pointer.

    Args:
        schema: The schema of the whole body.
        pointer: JSON pointer of the place in the body.
    """
    root = schema.root
    nearest = _source(schema.definition, root)
    places = [(schema.definition, schema.pointer)]
    at = schema.pointer
    for token in tokens(pointer):
        places = [
            (child, where)
            for definition, place in places
            for child, where in member_schemas(definition, place, token, root)
        ]
        if not places:
            break
        at = places[0][1]
        found = (_source(definition, root) for definition, _ in places)
        nearest = next((source for source in found if source), nearest)
    return nearest, at


def _source(definition: Mapping[str, JSON], root: Mapping[str, JSON]) -> Source | None:
    """Return a schema's own source, else the first among its `allOf` branches."""
    own = parse_source(definition.get("x-source"))
    if own is not None:
        return own
    parts = (dereference(root, part)[0] for part in definition.get("allOf", ()))
    return next((source for part in parts if (source := parse_source(part.get("x-source")))), None)


def member_schemas(
    definition: Mapping[str, JSON], place: str, token: str, root: Mapping[str, JSON]
) -> Iterator[tuple[Mapping[str, JSON], str]]:
    """Yield the schemas that describe a member of a value, with their places in the contract."""
    found: list[tuple[JSON, str]] = []
    if token in definition.get("properties", {}):
        found.append((definition["properties"][token], join(place, "properties", token)))
    elif token.isdigit() and "items" in definition:
        found.append((definition["items"], join(place, "items")))
    elif isinstance(definition.get("additionalProperties"), Mapping):
        found.append((definition["additionalProperties"], join(place, "additionalProperties")))
    for child, where in found:
        meant, pointer = dereference(root, child, where)
        if isinstance(meant, Mapping):
            yield meant, pointer
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index, branch in enumerate(definition.get(keyword, ())):
            inner, where = dereference(root, branch, join(place, keyword, index))
            if isinstance(inner, Mapping):
                yield from member_schemas(inner, where, token, root)
