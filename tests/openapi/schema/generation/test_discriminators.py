"""The names that a discriminator gives to schemas."""

from openapi.schema.generation.discriminators import subtypes, tagged

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
