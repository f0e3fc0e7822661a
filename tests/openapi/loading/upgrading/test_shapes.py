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


def test_each_version_has_what_its_specification_has():
    """Encodings have extensions in all; 3.2 alone needs no description of an answer."""
    assert shape_validator("3.0", "Encoding").is_valid({"x-note": 1})
    assert [required_keys(each, "Response") for each in ("3.0", "3.1", "3.2")] == [
        ("description",),
        ("description",),
        (),
    ]
    assert "additionalOperations" in known_keys("3.2", "PathItem")[0]
    assert "additionalOperations" not in known_keys("3.1", "PathItem")[0]
    assert "allowReserved" not in known_keys("3.1", "Header")[0]
    assert not shape_validator("3.1", "Server").is_valid(
        {"url": "/{a}", "variables": {"a": {"default": "b", "enum": []}}}
    )
