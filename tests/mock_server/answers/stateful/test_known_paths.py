"""Requests that are shown lead to records that exist."""

from mock_server.answers.stateful.collections import Resources
from mock_server.answers.stateful.known_paths import known_path_values
from mock_server.sessions.records import Collection, Record, Records


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
