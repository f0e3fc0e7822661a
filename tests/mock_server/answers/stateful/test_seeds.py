"""The first records are those of the examples."""

from mock_server.answers.stateful.collections import Resources
from mock_server.answers.stateful.seeds import collection_of, like, owned, seeds_of


def test_list_and_record_examples_are_united(resource_of):
    """The example of a single record has precedence; the list adds what it does not have."""
    seeds = seeds_of(resource_of("listPets"))

    assert [*seeds] == ["1", "2"]
    assert seeds["1"]["tags"] == ["red"]
    assert seeds["2"]["name"] == "Ada"


def test_records_belong_to_their_path(resource_of):
    """Each pet has the example notes as its own."""
    resource = resource_of("listNotes")
    collection = collection_of(seeds_of(resource), resource, {"petId": 2})

    assert [record.value["petId"] for record in collection.records.values()] == [2]
    assert all(record.is_seed for record in collection.records.values())


def test_owner_never_replaces_the_identity():
    """`/pets/{id}/notes` has an `id` that is the pet's, not the note's."""
    assert owned({"id": "v-1"}, {"id": 7}, "/id") == {"id": "v-1"}


def test_owner_is_written_as_before():
    """A number stays a number, and a text a text."""
    assert (like(1, "7"), like("1", 7), like("a", "b"), like(None, 7)) == (7, "7", "b", 7)


def test_single_record_is_its_example(resource_of):
    """`/settings` begins with the documented settings."""
    assert [*seeds_of(resource_of("showSettings")).values()] == [
        {"language": "en", "theme": "dark"}
    ]


DERIVED = """
paths:
  /pets/{petId}:
    parameters:
    - {name: petId, in: path, required: true, schema: {type: integer}, example: 77}
    delete: {responses: {'204': {description: x}}}
    get:
      responses: {'200': {description: x, content: {application/json: {schema: {type: object,
        required: [id], properties: {id: {type: integer}}}}}}}
"""


def test_derived_record_has_the_identity_of_the_documented_path(contract_from):
    """Without an example of a record, the example of its path can be read."""
    contract = contract_from(DERIVED)
    resource = Resources([contract]).of_operation(contract.operations[0])

    assert seeds_of(resource) == {"77": {"id": 77}}
