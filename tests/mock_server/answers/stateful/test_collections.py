"""The collections of a session."""

import pytest

from mock_server.answers.stateful.collections import (
    Resources,
    UnknownOwnerError,
    collection_name,
    filled,
    identity_in,
    known_path_values,
)
from mock_server.sessions.records import NO_RECORDS, Collection, Record, Records


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


def values(contract, operation_id, records=None):
    """Return the values for the path of an operation."""
    return known_path_values(Resources([contract]), contract.operation(operation_id), records)


def test_path_names_the_first_records_it_leads_through(pet_api):
    """A path of a pet's note names a pet and a note of it; other paths need nothing."""
    assert values(pet_api, "listPets") == {}
    assert values(pet_api, "showPet") == {"petId": 1}
    assert values(pet_api, "publishPet") == {"petId": 1}
    assert values(pet_api, "showNote") == {"petId": 1, "noteId": "v-1"}


def test_records_of_the_session_count(pet_api):
    """After the first pet is deleted, the requests name another; without pets, none."""

    def left(*ids):
        return {str(each): Record.of({"id": each, "name": "x"}) for each in ids}

    one = Records().with_collection("api /pets", Collection.of(left(7)))
    none = Records().with_collection("api /pets", Collection.of({}))

    assert values(pet_api, "showPet", one) == {"petId": 7}
    assert values(pet_api, "showNote", none) == {}
