"""Conversion of a Swagger 2.0 document to OpenAPI 3.0.

Source: the Swagger 2.0 specification, and the table of changes in OpenAPI 3.0.0's release notes.
Nothing is validated here; the repairs of OpenAPI 3.0 follow.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from openapi.errors import DocumentError
from openapi.json.pointers import dereference, join, resolve
from openapi.json.rewriting import Change, rewritten
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.references.options import BUNDLE
from openapi.loading.references.retargeting import without_dead_references
from openapi.loading.spec_objects import SpecObject, iter_reachable, reference_of
from openapi.loading.upgrading.conversion.swagger2_operations import OperationConverter
from openapi.loading.yaml import YamlFile
from openapi.loading.yaml.moved_lines import MovedLines

_OLD, _NEW = "#/definitions/", "#/components/schemas/"
_COPIED = ("info", "tags", "externalDocs", "security", BUNDLE)
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch"})
_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_WEB = ("https", "http")


def from_swagger_2(file: YamlFile, complaints: Complaints) -> YamlFile:
    """Return a bundled Swagger 2.0 document as an OpenAPI 3.0 one.

    Its references are local. The result has the line numbers of the old document; what has no
    counterpart is a complaint.
    """
    old = _with_new_schemas(file.tree)

    def warn(pointer: str, what: str) -> None:
        error = DocumentError(what, where=partial(file.location, pointer), hint="ignored")
        complaints.warn("swagger-2", file, pointer, error)

    converter = OperationConverter(old, warn)
    moves = {"/components/schemas": "/definitions", "/servers": "/basePath",
             "/components/securitySchemes": "/securityDefinitions"}  # fmt: skip
    tree: dict[str, JSON] = {"openapi": "3.0.3"}
    tree |= {key: old[key] for key in old if key in _COPIED or key.startswith("x-")}
    servers = _servers(old)
    if servers:
        tree["servers"] = servers
    tree["paths"] = _paths(old, converter)
    tree["components"] = {
        "schemas": _map(old.get("definitions")),
        "securitySchemes": {
            name: _security_scheme(_map(value))
            for name, value in _map(old.get("securityDefinitions")).items()
        },
    }
    lines = MovedLines(file.lines, {**moves, **converter.moves})
    return replace(file, tree=without_dead_references(tree), lines=lines)


def _map(value: JSON) -> Mapping[str, JSON]:
    return value if isinstance(value, Mapping) else {}


def _servers(old: Mapping[str, JSON]) -> list[JSON]:
    base = str(old.get("basePath") or "")
    base = f"/{base.strip('/')}" if base.strip("/") else ""
    host = old.get("host")
    if not isinstance(host, str) or not host:
        return [{"url": base}] if base else []
    schemes = old.get("schemes")
    named = [s for s in _WEB if s in schemes] if isinstance(schemes, list) else []
    return [{"url": f"{scheme}://{host}{base}"} for scheme in named or ["https"]]


def _paths(old: Mapping[str, JSON], converter: OperationConverter) -> dict[str, JSON]:
    paths: dict[str, JSON] = {}
    for path, value in _map(old.get("paths")).items():
        at = join("/paths", path)
        if path.startswith("x-") or not isinstance(value, Mapping):
            paths[path] = value
            continue
        item, place = _followed(old, value, at)
        shared = item.get("parameters")
        paths[path] = {
            key: converter.convert(
                child, join(at, key), join(place, key), shared, join(place, "parameters")
            )
            if key in _METHODS and isinstance(child, Mapping)
            else child
            for key, child in item.items()
            if key != "parameters"
        }
        if place != at:
            converter.moves.setdefault(at, place)
    return paths


def _followed(
    old: Mapping[str, JSON], value: Mapping[str, JSON], at: str
) -> tuple[Mapping[str, JSON], str]:
    """Return a path item, or the target of its reference, with its pointer."""
    found, place = dereference(old, value, at)
    return _map(found), place


def _security_scheme(value: Mapping[str, JSON]) -> dict[str, JSON]:
    rest = {k: v for k, v in value.items() if k == "description" or k.startswith("x-")}
    match value.get("type"):
        case "basic":
            return {"type": "http", "scheme": "basic", **rest}
        case "oauth2":
            flow = str(value.get("flow", "implicit"))
            urls = {k: value[k] for k in ("authorizationUrl", "tokenUrl") if k in value}
            name = _FLOWS.get(flow, flow)
            return {"type": "oauth2", **rest,
                    "flows": {name: {**urls, "scopes": _map(value.get("scopes"))}}}  # fmt: skip
        case _:
            return dict(value)


def _with_new_schemas(tree: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return the document with its schemas converted to 3.0, and references to their new place.

    The schemas stay at their old place; the caller moves them.
    """

    def target(part: SpecObject) -> SpecObject | None:
        reference = reference_of(part)
        if reference is None:
            return None
        pointer = reference.removeprefix("#")
        return SpecObject(pointer=pointer, kind=part.kind, value=resolve(tree, pointer))

    changes: dict[str, Change] = {
        part.pointer: _new_schema
        for part in iter_reachable(tree, target)
        if part.kind == "Schema" and isinstance(part.value, Mapping)
    }
    result: Mapping[str, JSON] = rewritten(tree, changes)
    return result


def _new_schema(schema: JSON) -> JSON:
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if reference.startswith(_OLD):
            return {**schema, "$ref": _NEW + reference.removeprefix(_OLD)}
        return schema
    changed = dict(schema)
    if schema.get("type") == "file":
        changed |= {"type": "string", "format": "binary"}
    if isinstance(schema.get("discriminator"), str):
        changed["discriminator"] = {"propertyName": schema["discriminator"]}
    if "x-nullable" in schema:
        changed["nullable"] = changed.pop("x-nullable") is True
    return changed
