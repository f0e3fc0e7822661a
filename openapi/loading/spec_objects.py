"""Iteration over the objects of a document, each with the kind that OpenAPI gives it.

One table serves all versions, Swagger 2.0 included: a key that a version does not have is reported
elsewhere, and its value is still read as the object that the key is for.

Payloads (examples, defaults, enum values) may contain any key, `$ref` and `x-rules` included, and a
property may be called `example`. So the keys of the document are found by the specification's own
table, which distinguishes them from keys of data.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from openapi.json.pointers import escape, exists, join, resolve
from openapi.json.types import JSON
from openapi.schema.walk import LISTS, MAPS, ONE

DOCUMENT = "Document"

# The value of a key: a `Kind`, a list of them (`[Kind]`), or a map from names to them (`{Kind}`).
_SCHEMAS = {
    **dict.fromkeys(LISTS, "[Schema]"),
    **dict.fromkeys((*MAPS, "$defs", "definitions"), "{Schema}"),
    **dict.fromkeys((*ONE, "propertyNames", "additionalItems", "contentSchema"), "Schema"),
}
_OPERATIONS = dict.fromkeys(
    ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query"), "Operation"
)
_VALUE: Mapping[str, str] = {
    "schema": "Schema",
    "examples": "{Example}",
    "content": "{MediaType}",
}
_ENCODINGS: Mapping[str, str] = {
    "encoding": "{Encoding}",
    "prefixEncoding": "[Encoding]",
    "itemEncoding": "Encoding",
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
        "mediaTypes": "{MediaType}",
    },
    "PathItem": {
        **_OPERATIONS,
        "additionalOperations": "{Operation}",
        "parameters": "[Parameter]",
        "servers": "[Server]",
    },
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
    "MediaType": {
        "schema": "Schema",
        "itemSchema": "Schema",
        "examples": "{Example}",
        **_ENCODINGS,
    },
    "Encoding": {"headers": "{Header}", **_ENCODINGS},
    "Link": {"server": "Server"},
    "Schema": _SCHEMAS,
}
_MAPS = {"Paths": "PathItem", "Responses": "Response", "Callback": "PathItem"}
_CONTAINERS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    # A key needs no escape, so that it is a token of a pointer as it is.
    kind: {
        key: (name[:1] if name[:1] in "[{" else "", name.strip("[]{}"))
        for key, name in table.items()
    }
    for kind, table in _CHILDREN.items()
}
"""The shape of the value of a key (`[`, `{` or one object), and the kind of its objects."""
REFERABLE = frozenset(
    {"Schema", "Response", "Parameter", "Example", "RequestBody", "Header", "SecurityScheme",
     "Link", "Callback", "PathItem"}
)  # fmt: skip
"""The kinds of objects in whose place a `$ref` is allowed."""
_COMPONENT_SECTIONS = {
    kind.strip("{}"): f"/components/{section}/" for section, kind in _CHILDREN["Components"].items()
}


class SpecObject(NamedTuple):
    """One object of a document; a tuple for speed, because large documents have many."""

    pointer: str  # its JSON pointer
    kind: str  # OpenAPI's name for it, such as `Schema`; `Document` for the root
    value: JSON  # the object; any JSON value if a reference leads to a value that is no object
    # Pointer of the `$ref` to it, if it is outside the section of `components` for its kind; else
    # empty.
    referenced_from: str = ""


def iter_objects(
    tree: JSON, *, has_siblings: bool = False, start: SpecObject | None = None
) -> Iterator[SpecObject]:
    """Yield every object of a bundled document, parents before children.

    References are followed and not yielded, unless `has_siblings` is set and a schema has other
    keys beside its `$ref` (OpenAPI 3.1). The target of a reference is yielded if it is outside the
    section of `components` for its kind. The tree need not be valid: values of a wrong type are
    left out, unless a reference leads to them.

    `has_siblings`: whether a schema's keys beside a `$ref` have an effect. By default `start` is
    the whole document.
    """

    def has_effect(part: SpecObject) -> bool:
        if not isinstance(part.value, dict) or not isinstance(part.value.get("$ref"), str):
            return True
        return has_siblings and part.kind == "Schema" and len(part.value) > 1

    def inside(part: SpecObject) -> list[SpecObject]:
        if not isinstance(part.value, dict):
            return []
        if "$ref" not in part.value:
            return _children(part)
        return [*(_children(part) if has_effect(part) else ()), *_target(tree, part)]

    return filter(has_effect, walk_objects(start or document_root(tree), inside))


def iter_reachable(
    tree: JSON, target_of: Callable[[SpecObject], SpecObject | None]
) -> Iterator[SpecObject]:
    """Yield every object of a document once, the targets of references included.

    The document need not be valid. `target_of` returns the target of a reference, and is called
    once for each object.
    """

    def inside(part: SpecObject) -> list[SpecObject]:
        target = target_of(part)
        return [*objects_in(part), *(() if target is None else (target,))]

    return walk_objects(document_root(tree), inside)


def walk_objects(
    start: SpecObject, inside: Callable[[SpecObject], Sequence[SpecObject]]
) -> Iterator[SpecObject]:
    """Yield an object and those inside it, each once, parents before children."""
    pending, seen = [start], set[tuple[str, str]]()
    while pending:
        part = pending.pop()
        place = (part.pointer, part.kind)
        if place not in seen:
            seen.add(place)
            yield part
            pending += reversed(inside(part))


def document_root(tree: JSON) -> SpecObject:
    """Return a document as an object."""
    return SpecObject(pointer="", kind=DOCUMENT, value=tree)


def objects_in(part: SpecObject) -> list[SpecObject]:
    """Return the objects in an object, and misplaced `$ref`s in place of maps and lists of objects.

    The target of such a `$ref` is read as a map (kind `{Schema}`) or list (`[Schema]`).
    """
    kind = part.kind.strip("[]{}")
    found: list[SpecObject] = []
    if isinstance(part.value, list):
        _add_entries(found, part.value, part.pointer, range(len(part.value)), kind)
    elif kind != part.kind and isinstance(part.value, dict):
        _add_entries(found, part.value, part.pointer, part.value, kind)
    elif isinstance(part.value, dict):
        table = _CONTAINERS.get(part.kind, {})
        for key, value in part.value.items() if table else ():
            if not isinstance(value, dict) or "$ref" not in value or key not in table:
                continue
            shape, name = table[key]
            if shape and isinstance(value["$ref"], str):
                container = f"[{name}]" if shape == "[" else f"{{{name}}}"
                found.append(SpecObject(join(part.pointer, key), container, value))
        found += _children(part)
    return found


def reference_of(part: SpecObject) -> str | None:
    """Return the `$ref` of an object, or None."""
    text = part.value.get("$ref") if isinstance(part.value, Mapping) else None
    return text if isinstance(text, str) else None


def is_at_home(kind: str, reference: str) -> bool:
    """Whether a reference is to an object in the section of `components` for its kind."""
    home, pointer = _COMPONENT_SECTIONS.get(kind), reference.removeprefix("#")
    if home is None or not pointer.startswith(home):
        return False
    return "/" not in pointer.removeprefix(home)


def keys_of(kind: str) -> Mapping[str, str]:
    """Return the keys of a kind whose values are objects, with the kind of each value."""
    return _CHILDREN.get(kind, {})


def _children(part: SpecObject) -> list[SpecObject]:
    at, kind, value, _ = part
    found: list[SpecObject] = []
    if kind in _MAPS:
        names = [name for name in value if not name.startswith("x-")]
        _add_entries(found, value, at, names, _MAPS[kind])
    table = _CONTAINERS.get(kind)
    if table is None:
        return found
    # For speed, iterate over the smaller one: most objects have few of the possible keys.
    for key in value if len(value) < len(table) else table:
        container = table.get(key)
        if container is None:
            continue
        child = value.get(key)
        shape, name = container
        # A list under `items` is the tuple of drafts up to 2019-09.
        is_listed = shape == "[" or (key == "items" and kind == "Schema")
        if isinstance(child, list) and is_listed:
            _add_entries(found, child, f"{at}/{key}", range(len(child)), name)
        elif isinstance(child, dict) and shape != "[":
            if shape == "{":
                _add_entries(found, child, f"{at}/{key}", child, name)
            else:
                found.append(_made(SpecObject, (f"{at}/{key}", name, child, "")))
    return found


_made = tuple.__new__  # its own constructor would take most of the time of a walk


def _add_entries(
    found: list[SpecObject],
    holder: JSON,
    pointer: str,
    keys: Iterable[str] | Iterable[int],
    kind: str,
) -> None:
    for key in keys:
        child = holder[key]
        if isinstance(child, dict):
            token = escape(key) if isinstance(key, str) else str(key)
            found.append(_made(SpecObject, (f"{pointer}/{token}", kind, child, "")))


def _target(tree: JSON, part: SpecObject) -> Iterator[SpecObject]:
    text = reference_of(part)
    if text is None or is_at_home(part.kind, text):
        return
    pointer = text.removeprefix("#")
    if (not pointer or pointer.startswith("/")) and exists(tree, pointer):
        referrer = join(part.pointer, "$ref")
        yield SpecObject(
            pointer=pointer, kind=part.kind, value=resolve(tree, pointer), referenced_from=referrer
        )
