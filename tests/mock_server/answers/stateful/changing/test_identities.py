"""New identities are like those of the examples, and valid."""

import pytest

from mock_server.answers.stateful.changing.identities import fits, new_identity
from openapi.contract import Schema
from openapi.json.formats import is_uuid


def made(definition, like, taken=(), number=0):
    """Return a new identity."""
    schema = Schema(definition=definition, pointer="", root=definition)
    return new_identity([schema], like, set(taken), number=number, seed="x")


@pytest.mark.parametrize(
    ("definition", "like", "number", "wanted"),
    [
        ({"type": "integer"}, 7, 7, 8),
        ({"type": "string"}, "7", 7, "8"),
        ({"type": "string"}, "007", 7, "008"),
        ({"type": "string"}, "007", 0, "001"),
        ({"type": "string"}, "job-007", 0, "job-001"),
        ({"type": "string"}, "099", 999, "1000"),
        ({"type": "string"}, "0012345678", 12_345_678, "0012345679"),
        ({"type": "string"}, "12345678", 12_345_678, "12345679"),
        ({"type": "string"}, "pet_09", 9, "pet_10"),
        ({"type": "string"}, "v-1", 1, "v-2"),
        ({"type": "string"}, "rex", 0, "rex-1"),
        ({}, 3, 3, 4),
    ],
)
def test_next_number_is_used(definition, like, number, wanted):
    """Numbers go on, alone or at the end of a word, with the zeros before them."""
    assert made(definition, like, number=number) == wanted


def test_uuid_is_made_by_format_or_example():
    """A UUID stays one, and the same request gets the same one in every process."""
    assert is_uuid(made({"type": "string", "format": "guid"}, None))

    first = made({"type": "string", "format": "uuid"}, None)

    assert is_uuid(first)
    assert first == made({"type": "string", "format": "uuid"}, None)
    assert is_uuid(made({"type": "string"}, "4c5f3fe4-2516-4863-ac88-3029351773bf"))


@pytest.mark.parametrize(
    ("like", "pattern"),
    [
        ("cus_9s6XKzkNRiZ8i3", "^cus_[0-9A-Za-z]{14}$"),
        ("507f1f77bcf86cd799439011", "^[0-9a-f]{24}$"),
    ],
)
def test_opaque_identities_keep_their_form(like, pattern):
    """Prefix, length and alphabet are those of the example."""
    assert made({"type": "string", "pattern": pattern}, like) != like


def test_pattern_is_kept():
    """What no example shows is generated for the schema."""
    assert len(made({"type": "string", "pattern": "^[A-Z]{6}$"}, None)) == 6


def test_identity_is_never_taken():
    """Whatever is there already is not used again."""
    assert made({"type": "integer"}, 1, taken=["1", "2", "3"], number=0) == 4


def test_full_collection_is_an_error():
    """A schema with two values has no third one."""
    with pytest.raises(ValueError, match="no identity is left"):
        made({"enum": ["a", "b"]}, "a", taken=["a", "b"])


@pytest.mark.parametrize(
    ("definition", "value", "is_fitting"),
    [
        ({"type": "integer"}, "7", True),
        ({"type": "integer"}, "x", False),
        ({"type": "string"}, 7, True),
        ({"type": "integer", "minimum": 8}, "7", False),
    ],
)
def test_identity_fits_a_path(definition, value, is_fitting):
    """A path has its values as text, whatever their type."""
    assert fits(Schema(definition=definition, pointer="", root=definition), value) is is_fitting
