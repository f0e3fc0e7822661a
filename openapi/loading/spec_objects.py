"""Iteration over the objects of a document, each with the kind that OpenAPI gives it.

One table serves all versions, Swagger 2.0 included: a key that a version does not have is reported
elsewhere, and its value is still read as the object that the key is for.

Payloads (examples, defaults, enum values) may contain any key, `$ref` and `x-rules` included, and a
property may be called `example`. So the keys of the document are found by the specification's own
table, which distinguishes them from keys of data.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from openapi.json.pointers import escape, exists, join, resolve
from openapi.json.types import JSON

DOCUMENT = "Document"

# The value of a key: a `Kind`, a list of them (`[Kind]`), or a map from names to them (`{Kind}`).
_SCHEMAS = {
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "[Schema]"),
    **dict.fromkeys(
        ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"), "{Schema}"
    ),
    **dict.fromkeys(
        ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames",
         "unevaluatedItems", "unevaluatedProperties", "additionalItems", "contentSchema"),
        "Schema",
    ),
}  # fmt: skip
_OPERATIONS = dict.fromkeys(
    ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query"), "Operation"
)
_VALUE: Mapping[str, str] = {
    "schema": "Schema",
    "examples": "{Example}",
    "content": "{MediaType}",
}
_CHILDREN: Mapping[str, Mapping[str, str]] = {
    DOCUMENT: {
        "info": "Info",
        "servers": "[Server]",
        "tags": "[Tag]",
        "paths": "Paths",
        "components": "Components",
        "webhooks": "{PathItem}",
        "definitions": "{Schema}",
        "parameters": "{Parameter}",
        "responses": "{Response}",
        "securityDefinitions": "{SecurityScheme}",
    },
    "Components": {
        "schemas": "{Schema}",
        "responses": "{Response}",
        "parameters": "{Parameter}",
        "examples": "{Example}",
        "requestBodies": "{RequestBody}",
        "headers": "{Header}",
        "securitySchemes": "{SecurityScheme}",
        "links": "{Link}",
        "callbacks": "{Callback}",
        "pathItems": "{PathItem}",
    },
    "PathItem": {**_OPERATIONS, "parameters": "[Parameter]", "servers": "[Server]"},
    "Operation": {
        "parameters": "[Parameter]",
        "requestBody": "RequestBody",
        "responses": "Responses",
        "callbacks": "{Callback}",
        "servers": "[Server]",
    },
    "Parameter": _VALUE,
    "Header": _VALUE,
    "RequestBody": {"content": "{MediaType}"},
    "Response": {
        "headers": "{Header}",
        "content": "{MediaType}",
        "links": "{Link}",
        "schema": "Schema",
    },
    "MediaType": {"schema": "Schema", "examples": "{Example}", "encoding": "{Encoding}"},
    "Encoding": {"headers": "{Header}"},
    "Link": {"server": "Server"},
    "Schema": _SCHEMAS,
}
_MAPS = {"Paths": "PathItem", "Responses": "Response", "Callback": "PathItem"}
REFERABLE = frozenset(
    {"Schema", "Response", "Parameter", "Example", "RequestBody", "Header", "SecurityScheme",
     "Link", "Callback", "PathItem"}
)  # fmt: skip
"""The kinds of objects in whose place a `$ref` is allowed."""
_COMPONENT_SECTIONS = {
    kind.strip("{}"): f"/components/{section}/" for section, kind in _CHILDREN["Components"].items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecObject:
    """One object of a document.

    Attributes:
        pointer: Its JSON pointer.
        kind: OpenAPI's name for it, such as `Schema`; `Document` for the root.
        value: The object; any JSON value if a reference leads to a value that is no object.
        referenced_from: Pointer of the `$ref` to it, if it is outside the section of `components`
            for its kind; else empty.
    """

    pointer: str
    kind: str
    value: JSON
    referenced_from: str = ""


def iter_objects(tree: JSON, *, has_siblings: bool = False) -> Iterator[SpecObject]:
    """Yield every object of a bundled document, parents before children.

    References are followed and not yielded, unless `has_siblings` is set and a schema has other
    keys beside its `$ref` (OpenAPI 3.1). The target of a reference is yielded if it is outside the
    section of `components` for its kind. The tree need not be valid: values of a wrong type are
    left out, unless a reference leads to them.
    """
    pending = [SpecObject(pointer="", kind=DOCUMENT, value=tree)]
    seen: set[tuple[str, str]] = set()
    while pending:
        part = pending.pop()
        if (part.pointer, part.kind) in seen:
            continue
        seen.add((part.pointer, part.kind))
        if not isinstance(part.value, dict):
            yield part
        elif isinstance(part.value.get("$ref"), str):
            pending += _target(tree, part)
            if part.kind == "Schema" and len(part.value) > 1 and has_siblings:
                yield part
                pending += reversed([*_children(part)])
        else:
            yield part
            pending += reversed([*_children(part)])


def iter_reachable(
    tree: JSON, target_of: Callable[[SpecObject], SpecObject | None]
) -> Iterator[SpecObject]:
    """Yield every object of a document once, the targets of references included.

    Args:
        tree: The document; it need not be valid.
        target_of: Returns the target of an object's reference, called once for each object.
    """
    pending = [SpecObject(pointer="", kind=DOCUMENT, value=tree)]
    seen: set[tuple[str, str]] = set()
    while pending:
        part = pending.pop()
        if (part.pointer, part.kind) in seen:
            continue
        seen.add((part.pointer, part.kind))
        yield part
        pending += objects_in(part)
        target = target_of(part)
        if target is not None:
            pending.append(target)


def objects_in(part: SpecObject) -> Iterator[SpecObject]:
    """Yield the objects in an object, and misplaced `$ref`s in place of maps and lists of objects.

    The target of such a `$ref` is read as a map (kind `{Schema}`) or list (`[Schema]`).
    """
    kind = part.kind.strip("[]{}")
    if isinstance(part.value, list):
        yield from _entries(part.value, part.pointer, range(len(part.value)), kind)
    elif kind != part.kind and isinstance(part.value, dict):
        yield from _entries(part.value, part.pointer, part.value, kind)
    elif isinstance(part.value, dict):
        table = _CHILDREN.get(part.kind, {})
        for key, value in part.value.items():
            container = table.get(key, "")
            is_map = container.startswith(("{", "["))
            if is_map and isinstance(value, dict) and isinstance(value.get("$ref"), str):
                yield SpecObject(pointer=join(part.pointer, key), kind=container, value=value)
        yield from _children(part)


def keys_of(kind: str) -> Mapping[str, str]:
    """Return the keys of a kind whose values are objects, with the kind of each value."""
    return _CHILDREN.get(kind, {})


def _children(part: SpecObject) -> Iterator[SpecObject]:
    table, value = _CHILDREN.get(part.kind, {}), part.value
    if part.kind in _MAPS:
        names = [name for name in value if not name.startswith("x-")]
        yield from _entries(value, part.pointer, names, _MAPS[part.kind])
    # For speed, iterate over the smaller one: most objects have few of the possible keys.
    for key in value if len(value) < len(table) else table:
        kind = table.get(key)
        child = value.get(key) if kind else None
        if not isinstance(child, dict | list) or kind is None:
            continue
        pointer, name = f"{part.pointer}/{escape(key)}", kind.strip("[]{}")
        if kind.startswith("["):
            if isinstance(child, list):
                yield from _entries(child, pointer, range(len(child)), name)
        elif isinstance(child, list):
            if key == "items" and part.kind == "Schema":
                # The tuple of drafts up to 2019-09.
                yield from _entries(child, pointer, range(len(child)), name)
        elif isinstance(child, dict):
            if kind.startswith("{"):
                yield from _entries(child, pointer, child, name)
            else:
                yield SpecObject(pointer=pointer, kind=name, value=child)


def _entries(
    holder: JSON, pointer: str, keys: Iterable[str] | Iterable[int], kind: str
) -> Iterator[SpecObject]:
    for key in keys:
        if isinstance(holder[key], dict):
            yield SpecObject(pointer=f"{pointer}/{escape(str(key))}", kind=kind, value=holder[key])


def _target(tree: JSON, part: SpecObject) -> Iterator[SpecObject]:
    pointer = part.value["$ref"].removeprefix("#")
    home = _COMPONENT_SECTIONS.get(part.kind)
    if home and pointer.startswith(home) and "/" not in pointer.removeprefix(home):
        return
    if (not pointer or pointer.startswith("/")) and exists(tree, pointer):
        referrer = join(part.pointer, "$ref")
        yield SpecObject(
            pointer=pointer, kind=part.kind, value=resolve(tree, pointer), referenced_from=referrer
        )
