"""A discriminator distinguishes the branches of a `oneOf`."""

import pytest

from openapi.contract import Schema
from openapi.schema.discriminators import (
    branch_of,
    exclusive_branches,
    names_of,
    own_tags,
    property_of,
    subtypes,
    tagged,
)
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_of
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema

CAT = {"type": "object", "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}}

DOG = {"type": "object", "properties": {"kind": {"type": "string"}, "tail": {"type": "boolean"}}}

MAPPING = {"cat": "#/components/schemas/Cat", "dog": "Dog", "hound": "Dog"}

DISCRIMINATORS_CAT = {"$ref": "#/components/schemas/Cat"}


def pet(**discriminator):
    """Return the schema of a pet, whose branches overlap."""
    union = {"oneOf": [ref("Cat"), ref("Dog")]}
    return schema({**union, **discriminator}, Cat=CAT, Dog=DOG)


def tag(**more):
    """Return a discriminator."""
    return {"discriminator": {"propertyName": "kind", **more}}


@cases(
    "discriminator, value, valid",
    {
        "name of a schema": (tag(), {"kind": "Cat", "lives": 9}, True),
        "mapped name": (tag(mapping=MAPPING), {"kind": "cat"}, True),
        "second mapped name": (tag(mapping=MAPPING), {"kind": "hound", "lives": "no cat"}, True),
        "wrong for the named schema": (tag(), {"kind": "Cat", "lives": "nine"}, False),
        "unknown name": (tag(), {"kind": "Bird"}, False),
        "unknown name of what only one allows": (tag(), {"kind": "Bird", "tail": 1}, True),
        "no name": (tag(), {}, False),
        "no discriminator": ({}, {"kind": "Cat", "lives": 9}, False),
    },
)
def test_the_named_branch_decides(discriminator, value, valid):
    """Branches that overlap refuse nothing if the value names one; without a name, one must match.

    Most published unions overlap, because their schemas are not closed.
    """
    assert validator_of(pet(**discriminator)).is_valid(value) is valid


def test_a_generated_value_needs_nothing_to_be_of_one_branch():
    """The value has the members of its branch alone."""
    assert generate_example(pet(**tag(mapping=MAPPING))) == {"kind": "cat", "lives": 0}


@cases(
    "value, message",
    {
        "member of the named branch": (
            {"kind": "Cat", "lives": "nine"},
            '/lives is "nine", allowed is integer',
        ),
        "no branch": ([], "the value is [], allowed is object"),
        "two branches": (
            {},
            "the value is {}, which matches more than one alternative, allowed is Cat or Dog",
        ),
    },
)
def test_the_message_is_about_the_named_branch(value, message):
    """Branches are called by their names."""
    assert [each.message for each in validator_of(pet(**tag())).violations(value)] == [message]


@pytest.mark.parametrize("broken", [None, [], {}, {"propertyName": 1}, {"mapping": "Cat"}])
def test_a_broken_discriminator_has_no_effect(broken):
    """A document with a mistake is judged by the rest of it."""
    branches = [ref("Cat"), {"type": "string"}]

    assert property_of(broken) == ""
    assert exclusive_branches(branches, broken) == branches


def test_a_branch_without_a_name_excludes_the_names_of_others():
    """Schemas inside the union have no name."""
    inline = {"type": "string"}

    assert names_of(inline, {"propertyName": "kind"}) == []
    assert exclusive_branches([ref("Cat"), inline], {"propertyName": "kind"}) == [
        ref("Cat"),
        {"allOf": [inline, {"properties": {"kind": {"not": {"enum": ["Cat"]}}}}]},
    ]


def test_a_branch_has_the_name_of_the_mapping_or_its_own():
    """The mapping may use a pointer or a name."""
    own = {"type": "object", "required": ["k"], "properties": {"k": {"const": "Cat"}}}
    mapped = {**own, "properties": {"k": {"const": "cat"}}}

    assert [*tagged(DISCRIMINATORS_CAT, {"propertyName": "k"})] == [own]
    assert [*tagged(DISCRIMINATORS_CAT, {"propertyName": "k", "mapping": {"cat": "Cat"}})] == [
        mapped
    ]
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


NUMBERED = {"properties": {"kind": {"const": "cat"}}}
OTHER = {"properties": {"kind": {"enum": ["dog", "wolf"]}}}


@pytest.mark.parametrize(
    ("value", "index"),
    [({"kind": "cat"}, 0), ({"kind": "wolf"}, 1), ({"kind": "fish"}, None), ({}, None)],
)
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_branch_is_that_of_its_constants(keyword, value, index):
    """Without a discriminator, constants distinguish the branches; what fits both names none."""
    definition = {keyword: [NUMBERED, OTHER]}
    found = branch_of(Schema(definition=definition, pointer="", root=definition), value)

    assert (found.definition if found else None) == (
        None if index is None else definition[keyword][index]
    )
