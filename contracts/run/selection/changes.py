"""Which operations of a document differ from an older one, the schemas behind `$ref` included.

Texts for people (descriptions, titles, citations, the operation's id and tags) do not count, nor
does the order of keys. A schema that got another name counts: its references have changed.
"""

from collections.abc import Iterable, Mapping

from openapi.contract import Contract, Operation
from openapi.json.pointers import resolve
from openapi.json.types import JSON

_FOR_PEOPLE = frozenset(
    {"$comment", "description", "externalDocs", "operationId", "summary", "tags", "title"}
    | {"x-source"}
)
"""Keywords that change no request and no judgement."""

_BY_NAME = frozenset(
    {"$defs", "callbacks", "content", "definitions", "dependentSchemas", "encoding", "headers"}
    | {"links", "patternProperties", "properties", "responses", "variables"}
)
"""Keywords whose value has names as its keys, not keywords."""

_DATA = frozenset({"const", "default", "enum", "example", "value"})
"""Keywords whose value is data, in which a `$ref` or a description has no meaning."""

_UNORDERED = frozenset({"required", "type"})  # keywords whose lists are sets

Description = Mapping[str, JSON]
"""All that a document says of an operation: the parts by name, referenced ones by pointer."""


def changed_operations(new: Contract, old: Contract) -> frozenset[str]:
    """Return the ids of the operations that an older document describes otherwise or not at all."""
    before = {_place(operation): operation for operation in old.operations}
    return frozenset(
        operation.id
        for operation in new.operations
        if (was := before.get(_place(operation))) is None
        or _description(new, operation) != _description(old, was)
    )


def _place(operation: Operation) -> tuple[str, str]:
    return operation.method, operation.path


def _description(contract: Contract, operation: Operation) -> Description:
    """Return all that counts about an operation, with the parts behind its references."""
    tree = contract.tree
    own = resolve(tree, operation.pointer)
    item = resolve(tree, operation.pointer.rpartition("/")[0])
    schemes = tree.get("components", {}).get("securitySchemes", {})
    security = own.get("security", tree.get("security", []))
    named = {name for each in security for name in each}
    parts: dict[str, JSON] = {
        "operation": own,
        "path": {key: item[key] for key in ("parameters", "servers") if key in item},
        "security": security,
        "schemes": [schemes[name] for name in sorted(named) if name in schemes],
        "servers": tree.get("servers", [])[:1],
        "refusal": tree.get("x-refusal"),
    }
    found = {name: _without_texts(part) for name, part in parts.items()}
    pending = [*_references(found.values())]
    while pending:
        reference = pending.pop()
        if reference not in found:
            try:
                part = _without_texts(resolve(tree, reference.removeprefix("#")))
            except (KeyError, ValueError):
                part = None
            found[reference] = part
            pending += _references([part])
    return found


def _references(values: Iterable[JSON]) -> list[str]:
    """Return the texts in values that are local references; those in data do no harm."""
    found: list[str] = []
    pending = [*values]
    while pending:
        value = pending.pop()
        if isinstance(value, Mapping):
            pending += value.values()
        elif isinstance(value, list):
            pending += value
        elif isinstance(value, str) and value.startswith("#/"):
            found.append(value)
    return found


def _without_texts(value: JSON, *, has_names: bool = False) -> JSON:
    """Return a part of a document without what is for people only.

    `has_names` says that its keys are names, such as those of properties.
    """
    if isinstance(value, list):
        return [_without_texts(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    if has_names:
        return {name: _without_texts(child) for name, child in value.items()}
    return {key: _of_keyword(key, child) for key, child in value.items() if key not in _FOR_PEOPLE}


def _of_keyword(key: str, value: JSON) -> JSON:
    if key in _DATA or (key == "examples" and isinstance(value, list)):
        return value
    if key in _UNORDERED and isinstance(value, list):
        return sorted(map(str, value))
    return _without_texts(value, has_names=key in _BY_NAME or key == "examples")
