"""Tests of which operations differ between two documents."""

import json

import pytest

from contracts.run.selection.changes import changed_operations
from openapi.loading.document import load_contract


def document(**changes):
    """Return a document with three operations; two of them share a schema behind references."""
    pet = {"$ref": "#/components/schemas/Pet"}
    parts = {
        "tag": {"type": "object", "properties": {"description": {"type": "string"}}},
        "owner": {"type": "string"},
        "summary": "All pets",
        "limit": {"type": "integer", "maximum": 50},
        "security": [{"key": []}],
        "key": "X-Key",
        **changes,
    }
    body = {"application/json": {"schema": pet}}
    answer = {"200": {"description": "", "content": body}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Pets", "version": "1"},
        "paths": {
            "/pets": {
                "parameters": [{"name": "limit", "in": "query", "schema": parts["limit"]}],
                "get": {"operationId": "list", "summary": parts["summary"], "responses": answer},
                "post": {
                    "operationId": "add",
                    "security": parts["security"],
                    "responses": {"204": {"description": ""}},
                },
            },
            "/owners": {
                "get": {
                    "operationId": "owners",
                    "responses": {"200": {"description": "", "content": {
                        "application/json": {"schema": parts["owner"]}}}},
                },
            },
        },
        "components": {
            "schemas": {
                "Pet": {"properties": {"tag": {"$ref": "#/components/schemas/Tag"}, "friend": pet}},
                "Tag": parts["tag"],
            },
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": parts["key"]}},
        },
    }  # fmt: skip


def changed(folder, new, old=None):
    """Return the operations that differ between two documents."""
    loaded = []
    for name, tree in (("new", new), ("old", old or document())):
        path = folder / f"{name}.json"
        path.write_text(json.dumps(tree), encoding="utf-8")
        loaded.append(load_contract(path))
    return changed_operations(*loaded)


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({}, set()),
        ({"summary": "Every pet"}, set()),
        ({"owner": {"type": "string", "description": "Who feeds it"}}, set()),
        ({"owner": {"type": "integer"}}, {"owners"}),
        ({"limit": {"type": "integer", "maximum": 60}}, {"list", "add"}),
        ({"tag": {"type": "object", "properties": {"description": {"type": "integer"}}}}, {"list"}),
        ({"tag": {"type": "object", "properties": {}}}, {"list"}),
        ({"security": []}, {"add"}),
        ({"key": "X-Other"}, {"add"}),
    ],
)
def test_what_changed_is_found_behind_references(tmp_path, changes, ids):
    """A schema that two references away has changed counts; texts for people do not."""
    assert changed(tmp_path, document(**changes)) == ids


def test_a_new_operation_has_changed_and_a_removed_one_is_gone(tmp_path):
    """Only operations of the newer document are chosen."""
    more = document()
    more["paths"]["/new"] = {
        "get": {"operationId": "new", "responses": {"204": {"description": ""}}}
    }

    assert changed(tmp_path, more) == {"new"}
    assert changed(tmp_path, document(), more) == set()


def test_the_order_of_keys_and_of_required_names_is_no_change(tmp_path):
    """A document that was only sorted is the same document."""
    old = document(tag={"type": "object", "required": ["a", "b"], "properties": {}})
    new = document(tag={"properties": {}, "required": ["b", "a"], "type": "object"})

    assert changed(tmp_path, new, old) == set()
