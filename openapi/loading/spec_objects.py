"""Which part of a document is what: a walk over OpenAPI 3.0's own objects, and nothing else.

Payloads (examples, defaults, enum values) may hold any key, `$ref` and `x-rules` included, and a
property may be called `example`. Only who walks by the specification's own table can tell a key of
the document from a key of somebody's data.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openapi.json.pointers import exists, join, resolve

JSON = Any

DOCUMENT = "Document"

# What a key holds: a `Kind`, a list of them (`[Kind]`), or a map from names to them (`{Kind}`).
_SCHEMAS = dict.fromkeys(("allOf", "anyOf", "oneOf"), "[Schema]")
_OPERATIONS = dict.fromkeys(
    ("get", "put", "post", "delete", "options", "head", "patch", "trace"), "Operation"
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
    "Response": {"headers": "{Header}", "content": "{MediaType}", "links": "{Link}"},
    "MediaType": {"schema": "Schema", "examples": "{Example}", "encoding": "{Encoding}"},
    "Encoding": {"headers": "{Header}"},
    "Link": {"server": "Server"},
    "Schema": {
        **_SCHEMAS,
        "properties": "{Schema}",
        "items": "Schema",
        "additionalProperties": "Schema",
        "not": "Schema",
    },
}
_MAPS = {"Paths": "PathItem", "Responses": "Response", "Callback": "PathItem"}
_COMPONENT_SECTIONS = {
    kind.strip("{}"): f"/components/{section}/" for section, kind in _CHILDREN["Components"].items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecObject:
    """One object of a document.

    Attributes:
        pointer: Where it stands.
        kind: What OpenAPI calls it, such as `Schema`; `Document` for the root.
        value: The object; anything else where a reference leads to something else.
        referenced_from: Pointer of the `$ref` that led here, where the part is outside the
            section that the document keeps for its kind; else empty.
    """

    pointer: str
    kind: str
    value: JSON
    referenced_from: str = ""


def iter_objects(tree: JSON) -> Iterator[SpecObject]:
    """Yield every object of a bundled document, parents before children.

    Where a `$ref` leads outside the section of `components` for its kind, what stands there is
    yielded as that kind. The tree need not be valid: what has not the shape of an object is left
    out, unless a reference leads to it.
    """
    pending = [SpecObject(pointer="", kind=DOCUMENT, value=tree)]
    seen: set[tuple[str, str]] = set()
    while pending:
        part = pending.pop()
        if (part.pointer, part.kind) in seen:
            continue
        seen.add((part.pointer, part.kind))
        if not isinstance(part.value, Mapping):
            yield part
        elif isinstance(part.value.get("$ref"), str):
            pending += _target(tree, part)
        else:
            yield part
            pending += reversed([*_children(part)])


def _children(part: SpecObject) -> Iterator[SpecObject]:
    if part.kind in _MAPS:
        names = [name for name in part.value if not name.startswith("x-")]
        yield from _entries(part.value, part.pointer, names, _MAPS[part.kind])
    for key, kind in _CHILDREN.get(part.kind, {}).items():
        value, pointer, name = part.value.get(key), join(part.pointer, key), kind.strip("[]{}")
        if kind.startswith("[") and isinstance(value, list):
            yield from _entries(value, pointer, range(len(value)), name)
        elif kind.startswith("{") and isinstance(value, Mapping):
            yield from _entries(value, pointer, value, name)
        elif kind == name and isinstance(value, Mapping):
            yield SpecObject(pointer=pointer, kind=name, value=value)


def _entries(
    holder: JSON, pointer: str, keys: Iterable[str] | Iterable[int], kind: str
) -> Iterator[SpecObject]:
    for key in keys:
        if isinstance(holder[key], Mapping):
            yield SpecObject(pointer=join(pointer, key), kind=kind, value=holder[key])


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
