"""Each kind of object is validated alone."""

from openapi.loading.upgrading.shapes import (
    document_validator,
    known_keys,
    required_keys,
    shape_validator,
    usable_validator,
)

DOCUMENT = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}}


def test_inner_objects_are_not_validated():
    """An invalid answer does not make its operation invalid."""
    assert shape_validator("3.0", "Operation").is_valid({"responses": {"200": {"x": 1}}})
    assert not shape_validator("3.0", "Operation").is_valid({"responses": {}, "tags": 1})


def test_unknown_keys_are_invalid_and_usable():
    """The specification forbids unknown keys; a lenient loader ignores them."""
    operation = {"responses": {}, "sumary": "s"}

    assert not shape_validator("3.0", "Operation").is_valid(operation)
    assert usable_validator("3.0", "Operation").is_valid(operation)


def test_each_version_has_keys_of_its_own():
    """3.1 has webhooks, and requires no paths."""
    assert document_validator("3.0").is_valid(DOCUMENT)
    assert "webhooks" in known_keys("3.1", "Document")[0]
    assert "webhooks" not in known_keys("3.0", "Document")[0]
    assert "responses" in required_keys("3.0", "Operation")
    assert known_keys("3.1", "no such kind") is None
