"""A schema for each kind of object, without the objects inside it.

The specification's schema is for a whole document. A lenient loader validates each object alone,
so that a mistake has no effect on the objects around it. So the schema is cut into one per kind, in
which inner objects are of type `object` without further constraints.
"""

from collections.abc import Mapping
from functools import lru_cache
from json import loads

from openapi.json.pointers import merge_patch
from openapi.json.types import JSON
from openapi.loading.extensions import SCHEMAS
from openapi.loading.spec_objects import DOCUMENT, keys_of
from openapi.loading.yaml import parse_yaml
from openapi.schema.validation import SchemaValidator

_PREFIX = "#/definitions/"
_OWN_WALK = frozenset(
    {"Info", "Server", "Tag", "Paths", "Components", "Schema", "Response", "Parameter", "Example",
     "RequestBody", "Header", "SecurityScheme", "Link", "Callback", "PathItem", "Operation",
     "Responses", "MediaType", "Encoding", "Reference"}
)  # fmt: skip


@lru_cache(maxsize=4)
def metaschema(version: str) -> Mapping[str, JSON]:
    """Return the schema of whole documents of a version, `3.0`, `3.1` or `3.2`."""
    whole: Mapping[str, JSON] = loads((SCHEMAS / "openapi-3.0.json").read_text("utf-8"))
    for newer in ("3.1", "3.2"):
        if version < newer:
            break
        patch = f"openapi-{newer}.yaml"
        tree = parse_yaml((SCHEMAS / patch).read_text("utf-8"), file=patch).tree
        whole = merge_patch(whole, tree)
    return whole if version == "3.0" else _with_any(whole)


def _with_any(value: JSON) -> JSON:
    """Return a metaschema in which an object may have other keys beside a `$ref` (OpenAPI 3.1)."""
    if isinstance(value, Mapping):
        changed = {key: _with_any(child) for key, child in value.items()}
        if {*map(_name_of, _choices(value))} == {"Schema", "Reference"}:
            # In 3.1 the keywords beside a schema's $ref have an effect, and are validated.
            del changed["oneOf"]
            return {**changed, "$ref": f"{_PREFIX}Schema"}
        if any(_name_of(branch) == "Reference" for branch in _choices(value)):
            changed["anyOf"] = changed.pop("oneOf")
        return changed
    return [_with_any(child) for child in value] if isinstance(value, list) else value


def _choices(value: Mapping[str, JSON]) -> list[JSON]:
    choices = value.get("oneOf")
    return choices if isinstance(choices, list) else []


def _name_of(branch: JSON) -> str:
    reference = branch.get("$ref") if isinstance(branch, Mapping) else None
    return reference.removeprefix(_PREFIX) if isinstance(reference, str) else ""


@lru_cache(maxsize=4)
def document_validator(version: str) -> SchemaValidator:
    """Return the validator of whole documents of a version."""
    return SchemaValidator(metaschema(version))


@lru_cache(maxsize=128)
def shape_validator(version: str, kind: str) -> SchemaValidator:
    """Return the validator of one kind of object, as strict as the specification."""
    return SchemaValidator(_shape(version, kind))


@lru_cache(maxsize=128)
def usable_validator(version: str, kind: str) -> SchemaValidator:
    """Return a lenient validator of one kind: unknown keys, repeated items, any format."""
    shape = _shape("3.1" if kind == "Schema" else version, kind)
    if kind == "Schema":
        bound = {"type": ["number", "boolean"]}
        bounds = {"exclusiveMinimum": bound, "exclusiveMaximum": bound}
        definitions = shape["definitions"]
        tuples = {"items": {"type": ["object", "boolean", "array"]}}
        properties = {**definitions["Schema"]["properties"], **bounds, **tuples}
        definitions = {**definitions, "Schema": {"type": "object", "properties": properties}}
        shape = {**shape, "definitions": definitions}
    return SchemaValidator(_opened(shape))


@lru_cache(maxsize=128)
def known_keys(version: str, kind: str) -> tuple[frozenset[str], tuple[str, ...]] | None:
    """Return the keys and key patterns that a kind may have, or None if any key is allowed."""
    schema = metaschema(version)
    definition = schema if kind == DOCUMENT else schema["definitions"].get(kind, {})
    if definition.get("additionalProperties") is not False:
        return None
    keys = frozenset(definition.get("properties", {}))
    return keys, tuple(definition.get("patternProperties", {}))


@lru_cache(maxsize=128)
def required_keys(version: str, kind: str) -> tuple[str, ...]:
    """Return the keys that every object of a kind must have."""
    schema = metaschema(version)
    definition = schema if kind == DOCUMENT else schema["definitions"].get(kind, {})
    return tuple(definition.get("required", ()))


def _shape(version: str, kind: str) -> dict[str, JSON]:
    whole = metaschema(version)
    definitions = {name: _cut(value) for name, value in whole["definitions"].items()}
    if kind == DOCUMENT:
        return {**_cut({k: v for k, v in whole.items() if k not in {"definitions", "$id"}}),
                "definitions": definitions}  # fmt: skip
    return {"$ref": f"{_PREFIX}{kind}", "definitions": definitions}


def _cut(value: JSON) -> JSON:
    """Return a schema with `type: object` in place of every kind that is validated alone."""
    if isinstance(value, list):
        return [_cut(child) for child in value]
    if not isinstance(value, Mapping):
        return value
    names = {_name_of(value)} if "$ref" in value else {*map(_name_of, _choices(value))}
    if names and names <= _OWN_WALK:
        return {"type": ["object", "boolean"] if "Schema" in names else ["object"]}
    # The inner objects are emptied before validation and so equal: duplicates are found later.
    is_list = isinstance(value.get("items"), Mapping) and value["items"] != {}
    changed = {
        key: _cut(child)
        for key, child in value.items()
        if not (key == "uniqueItems" and is_list and value["items"] != {"type": "string"})
    }
    if any(_name_of(branch) in _OWN_WALK for branch in _choices(value)):
        changed["anyOf"] = changed.pop("oneOf")
    return changed


def _opened(value: JSON) -> JSON:
    """Return a schema that allows unknown keys, repeated items and any format."""
    if isinstance(value, list):
        return [_opened(child) for child in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: _opened(child)
        for key, child in value.items()
        if not (key == "additionalProperties" and child is False)
        and not (key == "uniqueItems" and child is True)
        and not (key == "format" and child != "regex" and isinstance(child, str))
    }


def alone(kind: str, value: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return an object with the objects in it emptied, so that its size does not matter."""
    result = dict(value)
    table = keys_of(kind)
    for key, child in value.items():
        container = table.get(key)
        if container is None:
            continue
        if isinstance(child, Mapping):
            is_map = container.startswith("{")
            result[key] = {k: _empty(v) for k, v in child.items()} if is_map else {}
        elif isinstance(child, list):
            result[key] = [_empty(each) for each in child]
    if kind in {"Paths", "Responses", "Callback"}:
        result = {key: _empty(child) for key, child in value.items()}
    return result


def _empty(value: JSON) -> JSON:
    return {} if isinstance(value, Mapping) else value
