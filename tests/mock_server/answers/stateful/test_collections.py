"""The collections of a session."""

import pytest

from mock_server.answers.stateful.collections import (
    Resources,
    UnknownOwnerError,
    collection_name,
    filled,
    identity_in,
)
from mock_server.sessions.records import NO_RECORDS, Collection, Record


def test_collection_is_that_of_the_examples_at_first(pet_api):
    """Reading changes nothing, and gives the same value each time."""
    resources = Resources([pet_api])
    pets = resources.of_operation(pet_api.operation("listPets"))
    first = resources.collection(pets, {}, NO_RECORDS)

    assert [*first.records] == ["1", "2"]
    assert resources.collection(pets, {}, NO_RECORDS) is first


def test_collection_of_an_unknown_record_does_not_exist(pet_api):
    """A pet that does not exist has no notes."""
    resources = Resources([pet_api])
    notes = resources.of_operation(pet_api.operation("listNotes"))

    with pytest.raises(UnknownOwnerError, match="pets has no record '9'"):
        resources.collection(notes, {"petId": 9}, NO_RECORDS)


def test_created_record_has_an_empty_collection(pet_api):
    """The examples belong to the records of the examples."""
    resources = Resources([pet_api])
    notes = resources.of_operation(pet_api.operation("listNotes"))
    pets = Collection.of({"9": Record.of({"id": 9})})
    records = NO_RECORDS.with_collection("api /pets", pets)

    assert not resources.collection(notes, {"petId": 9}, records).records


def test_names_of_collections_have_their_values(resource_of):
    """A value with a slash is one segment of a name."""
    assert collection_name(resource_of("listNotes"), {"petId": "a/b"}) == "api /pets/a%2Fb/notes"
    assert filled("/{a}/{b}", {"a": 1}) == "/1/{b}"


def test_identity_of_a_request(resource_of):
    """A number of a path is the same as its text."""
    assert identity_in(resource_of("showPet"), {"petId": 7}) == "7"
    assert identity_in(resource_of("showSettings"), {}) == "only"
