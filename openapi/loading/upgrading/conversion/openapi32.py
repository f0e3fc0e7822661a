"""What OpenAPI 3.2 adds to 3.1, in the words of 3.1, which all later steps read.

The result is still a valid 3.2 document. Methods (`query`, `additionalOperations`) have no words in
3.1 and stay. Source: OpenAPI 3.2.0. Nothing is validated here; the repairs follow.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from openapi.json.pointers import tokens
from openapi.json.rewriting import Change, rewritten, with_keys
from openapi.json.types import JSON
from openapi.loading.references.retargeting import with_moved_references
from openapi.loading.spec_objects import iter_objects
from openapi.loading.yaml import YamlFile
from openapi.loading.yaml.moved_lines import MovedLines

_FORM = "application/x-www-form-urlencoded"
_VALUES = frozenset({"dataValue", "serializedValue"})
_XML: Mapping[JSON, Mapping[str, JSON]] = {
    "attribute": {"attribute": True},
    "element": {"wrapped": True},
    "none": {"wrapped": False},
}


def from_openapi_32(file: YamlFile) -> YamlFile:
    """Return a bundled OpenAPI 3.2 document in the words of 3.1, with the lines of the old one."""
    changes: dict[str, Change] = {}
    moves: dict[str, str] = {}  # new tokens of a moved value by its old pointer
    for part in iter_objects(file.tree, has_siblings=True):
        if isinstance(part.value, Mapping):
            for found in _conversions(part.kind, part.pointer, part.value):
                changes[part.pointer] = found.change
                if found.old:
                    moves[part.pointer + found.old] = found.new
    if not changes:
        return file
    tree = with_moved_references(rewritten(file.tree, changes), moves)
    # Of moves inside each other, a pointer is that of the innermost one.
    places = {old.rpartition("/")[0] + new: old for old, new in moves.items()}
    return replace(file, tree=tree, lines=MovedLines(file.lines, places))


class _Conversion(NamedTuple):
    """The change of an object; the value at `old` inside it gets the tokens `new` for its last."""

    change: Change
    old: str = ""
    new: str = ""


def _conversions(kind: str, pointer: str, value: Mapping[str, JSON]) -> list[_Conversion]:
    """Return the conversion of one object, or an empty list."""
    match kind:
        case "MediaType" if "itemSchema" in value:
            inside = "/schema/allOf/1/items" if "schema" in value else "/schema/items"
            return [_Conversion(_list_of_items, "/itemSchema", inside)]
        case "Example" if "value" not in value:
            key = _example_key(pointer, value)
            return [_Conversion(_as_value(key), f"/{key}", "/value")] if key else []
        case "Parameter" if value.get("in") == "querystring" and _form_of(value) is not None:
            return [_Conversion(_as_query)]
        case "Parameter" if value.get("in") == "cookie" and value.get("style") == "cookie":
            # It differs from `form` in what is percent-encoded.
            return [_Conversion(with_keys({"style": "form"}))]
        case "Schema" if _node_type(value) in _XML:
            return [_Conversion(_with_older_xml)]
    return []


def _list_of_items(value: JSON) -> JSON:
    """Return a Media Type Object whose `itemSchema` is the items of a list."""
    items = {"type": "array", "items": value["itemSchema"]}
    rest = {key: child for key, child in value.items() if key != "itemSchema"}
    return {**rest, "schema": {"allOf": [value["schema"], items]} if "schema" in value else items}


def _example_key(pointer: str, value: Mapping[str, JSON]) -> str:
    """Return the key that has the value of an example; empty without one."""
    if "dataValue" in value:
        return "dataValue"
    # The serialized value of a parameter has the parameter's name in it, and its encoding.
    is_of_parameter = tokens(pointer)[-4:-3] in {("parameters",), ("headers",)}
    return "serializedValue" if "serializedValue" in value and not is_of_parameter else ""


def _as_value(key: str) -> Change:
    """Return the change to an example that gives its value the older name."""
    return lambda example: {
        ("value" if name == key else name): child
        for name, child in example.items()
        if name == key or name not in _VALUES
    }


def _form_of(parameter: Mapping[str, JSON]) -> Mapping[str, JSON] | None:
    content = parameter.get("content")
    form = content.get(_FORM) if isinstance(content, Mapping) else None
    return form if isinstance(form, Mapping) else None


def _as_query(parameter: JSON) -> JSON:
    """Return a query string that is one form as a query parameter whose members are exploded."""
    form = _form_of(parameter) or {}
    rest = {key: child for key, child in parameter.items() if key != "content"}
    own = {key: form[key] for key in ("example", "examples") if key in form}
    return {**rest, "in": "query", "style": "form", "explode": True,
            "schema": form.get("schema", {"type": "object"}), **own}  # fmt: skip


def _node_type(schema: Mapping[str, JSON]) -> JSON:
    xml = schema.get("xml")
    kind = xml.get("nodeType") if isinstance(xml, Mapping) else None
    return kind if isinstance(kind, str) else None


def _with_older_xml(schema: JSON) -> JSON:
    """Return a schema whose `xml` says its kind of node with `attribute` and `wrapped`."""
    xml = {key: child for key, child in schema["xml"].items() if key != "nodeType"}
    words = _XML[_node_type(schema)]
    if schema.get("type") != "array":
        words = {key: child for key, child in words.items() if key == "attribute"}
    return {**schema, "xml": {**xml, **words}}
