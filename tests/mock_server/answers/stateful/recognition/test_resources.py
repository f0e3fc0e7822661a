"""What the schemas of a resource show."""

import pytest

from mock_server.answers.stateful.collections import Resources


def test_record_of_a_resource(resource_of):
    """Its members, its identity, and which members requests may have."""
    pets = resource_of("createPet")

    assert pets.key == "/id"
    assert "secret" not in pets.names
    assert pets.writable is None or "created_at" not in pets.writable
    assert resource_of("createNote").writable == {"reason"}


def test_all_operations_share_one_resource(resource_of):
    """A list, its records and their changes are about the same records."""
    names = ("listPets", "createPet", "showPet", "replacePet", "updatePet", "deletePet")

    assert len({resource_of(name) for name in names}) == 1


@pytest.mark.parametrize("name", ["publishPet", "listCountries"])
def test_other_operations_have_no_resource(pet_api, name):
    """An action, and a list that nothing changes, are answered as documented."""
    assert Resources([pet_api]).of_operation(pet_api.operation(name)) is None


@pytest.mark.parametrize(
    ("value", "identity"),
    [({"id": 7}, "7"), ({"id": "7"}, "7"), ({"id": True}, None), ({"id": ""}, None), ({}, None)],
)
def test_identities_are_compared_as_text(resource_of, value, identity):
    """The number 7 in a body and the text `7` in a path are the same."""
    assert resource_of("showPet").identity_of(value) == identity


BOX = """
paths:
  /boxes:
    post:
      requestBody:
        content: {application/json: {schema: {type: object, properties: {
          box: {type: object, properties: {label: {type: string}}}}}}}
      responses: {'201': {description: x}}
  /boxes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: x, content: {application/json: {schema: {type: object, properties: {
          box: {type: object, properties: {id: {type: string}, label: {type: string}}}}}}}}
"""


def test_wrapped_records_are_found_in_requests_and_answers(contract_from):
    """`{box: {…}}` is how some APIs send and answer every record."""
    contract = contract_from(BOX)
    resource = Resources([contract]).of_operation(contract.operations[0])

    assert [*resource.sent.values()] == ["/box"]
    assert resource.main.pointer == "/box"


CONTRADICTION = """
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    delete: {responses: {'204': {description: x}}}
    get:
      responses: {'200': {description: x, content: {application/json: {schema: {type: object,
        required: [id, name], properties: {id: {type: integer}, name: {type: string},
        age: {type: integer}}}, example: {id: 1, age: old}}}}}
"""


def test_example_that_contradicts_its_schema_is_repaired(contract_from):
    """An answer from records is valid, also where the document's own example is not."""
    contract = contract_from(CONTRADICTION)
    base = Resources([contract]).of_operation(contract.operations[0]).main.base

    assert base["id"] == 1
    assert base.keys() >= {"id", "name"}
    assert base.get("age") != "old"


SEARCH = """
paths:
  /items/PLACE:
    get: {responses: {'200': {$ref: '#/components/responses/Found'}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {
        name: {type: string}}}}}}
      responses: {'200': {$ref: '#/components/responses/Found'}}
  /items/{uid}:
    parameters: [{name: uid, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: x, content: {application/json: {schema: {
      $ref: '#/components/schemas/Item'}}}}}}
components:
  responses: {Found: {description: x, content: {application/json: {schema: {type: array, items: {
    $ref: '#/components/schemas/Item'}}}}}}
  schemas: {Item: {type: object, properties: {uid: {type: string}, name: {type: string}}}}
"""


@pytest.mark.parametrize("place", ["search", "found"])
def test_search_by_post_creates_no_record(contract_from, place):
    """A POST asks for records if its path says so, or if its answer is the list of the GET."""
    contract = contract_from(SEARCH.replace("PLACE", place))
    resources = Resources([contract])

    assert not any(map(resources.of_operation, contract.operations))
