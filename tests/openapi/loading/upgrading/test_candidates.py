"""Only the objects that a step may change are looked at, with the same result."""

from dataclasses import replace
from unittest.mock import patch

import pytest

from openapi.json.contents import contents_of
from openapi.loading.complaints import Complaints
from openapi.loading.upgrading import repairs
from openapi.loading.upgrading.candidates import candidates
from openapi.loading.upgrading.direction import trees_by_direction
from openapi.loading.upgrading.repairs import repaired
from openapi.loading.upgrading.schemas import with_newest_schemas
from openapi.loading.yaml import YamlFile
from tests.acceptance.cases import cases

ID = {"type": "integer", "readOnly": True}
SECRET = {"type": "string", "writeOnly": True}
HOME = {"$ref": "#/components/schemas/B"}
BOTH = {"type": "object", "properties": {"id": ID, "secret": SECRET, "b": HOME}}
CLOSED = {"additionalProperties": False, "properties": {"a": {}}}
SCHEMAS = {
    "3.0.3": [
        {"type": "string", "nullable": True},
        {"enum": ["x"], "nullable": True},
        {"anyOf": [BOTH, {"type": "string"}], "nullable": True, "required": ["id"]},
        {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
        {"type": "integer", "maximum": 1, "exclusiveMaximum": False},
        {"type": "string", "pattern": "/^a$/"},
        {"type": "array", "items": {"type": "string"}, "enum": ["a"]},
        {**HOME, "readOnly": True, "x-rule": []},
    ],
    "3.1.0": [
        {"type": ["string"]},
        {"type": ["object", "null"], "properties": {"a": True, "b": False}},
        {"type": "array", "items": [{"type": ["string"]}, True], "additionalItems": False},
        {"not": True, "allOf": []},
        {"type": "null", "oneOf": [{"type": "string"}, {"type": "number"}]},
        {**HOME, "required": ["id"], "properties": {"id": ID}},
        {**HOME, "description": "x", "readOnly": True},
        {"contains": {"type": ["string"]}, "if": False, "prefixItems": [True]},
    ],
}
FOR_ALL = [
    {**BOTH, "required": ["id", "secret", "b", "c"]},
    {"allOf": [BOTH, {"required": ["id", "secret"]}]},
    {"allOf": [CLOSED, {"required": ["b"]}]},
    {"oneOf": [{**CLOSED, "required": ["b"]}, BOTH]},
    {"type": "object", "x-rule": [], "x-rules": 7},
    {"type": "string", "x-sourc": "a"},
    HOME,
    {"type": "object"},
]
PLACES = {
    "itself": lambda schema: schema,
    "a property": lambda schema: {"type": "object", "properties": {"a": schema, "c/~": schema}},
    "an item": lambda schema: {"type": "array", "items": {"type": "array", "items": schema}},
    "a part": lambda schema: {"allOf": [{"properties": {"id": ID}}, schema, {"required": ["id"]}]},
    "others": lambda schema: {"type": "object", "additionalProperties": schema},
}


def document(one, other, version):
    """Return a document with one schema under `components`, and one in an answer."""
    content = {"application/json": {"schema": other, "example": {"$ref": 1, "x-own": 1}}}
    answer = {"description": "", "content": content}
    return {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": answer}}}},
        "components": {"schemas": {"A": one, "B": {"properties": {"a": ID}, **ID}}},
    }


def loaded(file):
    """Return what becomes of a document: trees, complaints."""
    complaints = Complaints()
    version = file.tree["openapi"][:3]
    whole, objects = repaired(file, version, complaints)
    newest, directed = with_newest_schemas(whole, version, complaints, objects)
    trees = trees_by_direction(newest.tree, contents_of(whole.tree).keys, directed)
    return whole.tree, newest.tree, trees, complaints.all()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("version", SCHEMAS)
def test_the_shorter_way_gives_the_same_document(place, version):
    """Whatever is in a schema, wherever it is, in every direction, with the same complaints."""
    for schema in SCHEMAS[version] + FOR_ALL:
        placed = PLACES[place](schema)
        file = YamlFile(tree=document(placed, placed, version), lines={}, file="a.yaml")
        keys = contents_of(file.tree).keys
        assert candidates(file.tree, keys, has_siblings=version != "3.0.3") is not None, schema

        found = loaded(file)

        with patch.object(repairs, "candidates", return_value=None):
            assert loaded(replace(file)) == found, schema


@cases(
    "schema, are_known",
    {
        "components": ({"$ref": "#/components/schemas/B"}, True),
        "elsewhere": ({"$ref": "#/components/schemas/B/properties/a"}, False),
        "of another kind": ({"$ref": "#/components/responses/B"}, False),
        "ignored": ({"$ref": "#/components/schemas/B", "properties": {"a": {}}}, False),
    },
)
def test_references_to_other_places_need_all_objects(schema, are_known):
    """An object is what it is referred to as, which only the longer way finds out."""
    tree = document({}, schema, "3.0.3")

    assert (candidates(tree, contents_of(tree).keys, has_siblings=False) is not None) is are_known


def test_plain_schemas_are_no_candidates():
    """Most objects of a large document are texts and numbers, which nothing changes."""
    plain = {"type": "object", "properties": {f"a{n}": {"type": "string"} for n in range(9)}}
    closed = {**plain, "additionalProperties": False}
    tree = document(plain, {"items": closed, "type": "array"}, "3.0.3")
    tree["components"]["schemas"]["B"] = {"type": "string"}

    found = candidates(tree, contents_of(tree).keys, has_siblings=False)

    assert [part.pointer.rpartition("/")[2] for part in found] == ["items"]
