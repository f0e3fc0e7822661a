"""A discriminator distinguishes the branches of a `oneOf`."""

import pytest

from openapi.schema.discriminators import exclusive_branches, names_of, property_of
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_of
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema

CAT = {"type": "object", "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}}
DOG = {"type": "object", "properties": {"kind": {"type": "string"}, "tail": {"type": "boolean"}}}
MAPPING = {"cat": "#/components/schemas/Cat", "dog": "Dog", "hound": "Dog"}


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
