"""Tests of readOnly and writeOnly: each binds messages of one direction."""

import json

import pytest

from openapi.json.contents import contents_of
from openapi.loading.document import load_contract
from openapi.loading.upgrading.direction import Direction, trees_by_direction
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

USER = {
    "type": "object",
    "required": ["id", "name", "password"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "password": {"type": "string", "writeOnly": True},
    },
}
BY_REFERENCE = {
    "type": "object",
    "required": ["id", "name", "password"],
    "properties": {
        "id": {"$ref": "#/components/schemas/Id"},
        "name": {"type": "string"},
        "password": {"$ref": "#/components/schemas/Secret"},
    },
}
REQUIRED_IN_ALL_OF = {
    "allOf": [{"$ref": "#/components/schemas/Parts"}, {"required": ["id", "name", "password"]}]
}
REQUIRED_BESIDE_ALL_OF = {
    "required": ["id", "name", "password"],
    "allOf": [{"$ref": "#/components/schemas/Parts"}],
}
PROPERTIES_BESIDE_ALL_OF = {
    "properties": USER["properties"],
    "allOf": [{"required": ["id", "name", "password"]}],
}


def tree(schema):
    """Return a document whose POST takes and gives a body of the schema."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}
    operation = {
        "requestBody": {"content": content},
        "responses": {"201": {"description": "made", "content": content}},
    }
    schemas = {
        "User": schema,
        "Parts": {key: value for key, value in USER.items() if key != "required"},
        "Id": {"type": "integer", "readOnly": True},
        "Secret": {"type": "string", "writeOnly": True},
    }
    return {"paths": {"/users": {"post": operation}}, "components": {"schemas": schemas}}


@pytest.mark.parametrize(
    "schema",
    [USER, BY_REFERENCE, REQUIRED_IN_ALL_OF, REQUIRED_BESIDE_ALL_OF, PROPERTIES_BESIDE_ALL_OF],
    ids=["plain", "by reference", "inside allOf", "beside allOf", "properties beside allOf"],
)
def test_required_binds_one_direction(tmp_path, schema):
    """A request needs no id that the server gives, an answer no password (OAS 3.0.3)."""
    contract = loaded(tmp_path, schema)
    operation = contract.operations[0]
    sent = operation.request_body.media_types[0].schema
    answered = operation.responses[0].media_types[0].schema

    assert validator_for(sent).is_valid({"name": "joe", "password": "x"})
    assert not validator_for(sent).is_valid({"id": 1, "name": "joe"})
    assert validator_for(answered).is_valid({"id": 1, "name": "joe"})
    assert not validator_for(answered).is_valid({"name": "joe", "password": "x"})


def test_generated_bodies_have_what_their_direction_carries(tmp_path):
    """A generated answer shows no password, a generated request names no id."""
    operation = loaded(tmp_path, USER).operations[0]

    assert generate_example(operation.request_body.media_types[0].schema).keys() == {
        "name",
        "password",
    }
    assert generate_example(operation.responses[0].media_types[0].schema).keys() == {"id", "name"}


def test_a_document_without_directions_is_not_copied():
    """A large document costs no second tree if it never names a direction."""
    whole = tree({"type": "object"})
    whole["components"]["schemas"] = {"User": {"type": "object"}}

    assert all(
        each is whole for each in trees_by_direction(whole, contents_of(whole).keys).values()
    )


def test_an_endless_all_of_ends():
    """Schemas that are made of each other are looked at once."""
    whole = tree({"required": ["a"], "allOf": [{"$ref": "#/components/schemas/User"}]})

    trees = trees_by_direction(whole, contents_of(whole).keys | {"readOnly"})

    assert trees[Direction.ANSWER]["components"]["schemas"]["User"] == {
        "required": ["a"],
        "allOf": [{"$ref": "#/components/schemas/User"}],
    }


def loaded(folder, schema):
    """Return the contract of a document with the schema."""
    document = {"openapi": "3.0.3", "info": {"title": "Users", "version": "1"}, **tree(schema)}
    path = folder / "users.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return load_contract(path)
