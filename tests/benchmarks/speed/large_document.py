"""A generated OpenAPI document of any size, like a published one: most of it are schemas."""

import json
from pathlib import Path

from openapi.json.types import JSON

_FIELDS = 48


def write_document(path: Path, operations: int) -> None:
    """Write a document with this number of operations, `GET /r0/{id}` and so on."""
    path.write_text(json.dumps(document(operations), indent=2), encoding="utf-8")


def document(operations: int) -> JSON:
    """Return a document whose answers have schemas of their own, with references between them."""
    numbers = range(operations)
    return {
        "openapi": "3.0.3",
        "info": {"title": "Generated", "version": "1"},
        "paths": {
            f"/r{number}/{{id}}": {"get": _operation(number)} for number in range(operations)
        },
        "components": {
            "schemas": {
                "Shared": _schema("Shared", None),
                **{f"Item{n}": _schema(f"Item{n}", "Shared") for n in numbers},
            },
            "parameters": {
                "page": {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}}
            },
        },
    }


def _operation(number: int) -> JSON:
    item = {"$ref": f"#/components/schemas/Item{number}"}
    problem = {"type": "object", "properties": {"message": {"type": "string"}}}
    return {
        "operationId": f"read{number}",
        "description": f"Reads number {number}. " * 20,
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
            {"$ref": "#/components/parameters/page"},
        ],
        "responses": {
            "200": {
                "description": "The item.",
                "content": {
                    "application/json": {
                        "schema": {"type": "array", "items": item},
                        "examples": {"one": {"value": [_value(number)]}},
                    }
                },
            },
            "404": {"description": "None.", "content": {"application/json": {"schema": problem}}},
        },
    }


def _schema(name: str, other: str | None) -> JSON:
    kinds: tuple[JSON, ...] = (
        {"type": "string", "description": f"A text of {name}. " * 8},
        {"type": "integer", "minimum": 0},
        {"type": "string", "enum": ["open", "closed"], "nullable": True},
        {"type": "array", "items": {"type": "string", "format": "uri"}},
    )
    properties = {f"field{n}": kinds[n % len(kinds)] for n in range(_FIELDS)}
    if other is not None:
        properties["other"] = {"$ref": f"#/components/schemas/{other}"}
    properties["id"] = {"type": "integer", "readOnly": True}
    return {"type": "object", "required": ["id", "field0"], "properties": properties}


def _value(number: int) -> JSON:
    return {"id": number, "field0": "text", "field1": number, "field3": ["https://example.com/"]}
