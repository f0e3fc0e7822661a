"""The names that a discriminator gives to schemas."""

import pytest

from openapi.contract import Schema
from openapi.schema.examples import generate_example
from openapi.schema.generation.discriminators import own_tags, subtypes, tagged

CAT = {"$ref": "#/components/schemas/Cat"}


def test_a_branch_has_the_name_of_the_mapping_or_its_own():
    """The mapping may use a pointer or a name."""
    own = {"type": "object", "required": ["k"], "properties": {"k": {"const": "Cat"}}}
    mapped = {**own, "properties": {"k": {"const": "cat"}}}

    assert [*tagged(CAT, {"propertyName": "k"})] == [own]
    assert [*tagged(CAT, {"propertyName": "k", "mapping": {"cat": "Cat"}})] == [mapped]
    assert [*tagged({"type": "object"}, {"propertyName": "k"})] == []


def test_a_mapping_to_nothing_is_ignored():
    """A discriminator is no promise that its schemas exist."""
    schema = {"discriminator": {"propertyName": "k", "mapping": {"cat": "Cat"}}}

    assert [*subtypes({}, schema)] == []


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"mapping": {"Point": "Point"}},
        {"mapping": {"spot": "#/components/schemas/Point"}},
    ],
)
def test_a_value_of_a_schema_with_a_discriminator_names_that_schema(more):
    """A base that is referred to by itself is a value of no other schema."""
    kind = {"type": "string"}
    point = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": kind},
        "discriminator": {"propertyName": "kind", **more},
    }
    place = {"type": "object", "properties": {"point": {"$ref": "#/components/schemas/Point"}}}
    root = {"components": {"schemas": {"Point": point, "Place": place}}}
    schema = Schema(definition=place, pointer="/components/schemas/Place", root=root)

    assert generate_example(schema)["point"]["kind"] in {"Point", "spot"}


def test_an_inner_schema_with_a_discriminator_has_no_name():
    """A property is no schema of the document that a value could name."""
    inner = {"discriminator": {"propertyName": "k"}, "properties": {"k": {"type": "string"}}}

    assert [*own_tags({}, inner, "/components/schemas/A/properties/b")] == []
