"""Records in bodies: valid, and with nothing that the answer does not name."""

from mock_server.answers.stateful.bodies import body_with_record, body_with_records, record_in
from mock_server.answers.stateful.collections import Resources

GUID = """
paths:
  /pets:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {
        name: {type: string}}}}}}
      responses: {'201': {description: x, content: {application/json: {schema: {type: object,
        properties: {guid: {type: string}, name: {type: string}, links: {type: array, items: {
          type: string}}}}, example: {guid: a, name: x, links: [b]}}}}}
  /pets/{petId}:
    parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
    get:
      responses: {'200': {description: x, content: {application/json: {schema: {type: object,
        properties: {id: {type: string}, name: {type: string}}}}}}}
"""


def shape_of(contract, resource, name):
    """Return how the success of an operation has a record."""
    operation = contract.operation(name)
    return resource.shapes[operation.success.media_type()]


def test_list_shows_less_than_the_record(pet_api, resource_of):
    """Members that the list's schema does not allow are left out."""
    resource = resource_of("listPets")
    shape = shape_of(pet_api, resource, "listPets")
    body = body_with_records(resource, shape, [{"id": 3, "name": "Tom", "tags": ["x"]}])

    assert body["data"] == [{"id": 3, "name": "Tom"}]


def test_missing_members_are_added(pet_api, resource_of):
    """What the answer requires is there, whatever the record has."""
    resource = resource_of("showPet")
    body = body_with_record(resource, shape_of(pet_api, resource, "showPet"), {"id": 3})

    assert (body["id"], body["name"], body["created_at"]) == (3, "Rex", "2020-01-01T00:00:00Z")


def test_answer_with_another_name_of_the_identity(contract_from):
    """A creation may be answered with `guid`, and with links of its own."""
    contract = contract_from(GUID)
    post = contract.operations[0]
    resource = Resources([contract]).of_operation(post)
    shape = resource.shapes[post.success.media_type()]

    assert record_in(resource, shape, {"id": "7", "name": "Tom"}) == {
        "guid": "7",
        "name": "Tom",
        "links": ["b"],
    }


def test_members_of_the_example_alone_are_shown(contract_from):
    """What only the documented example has is documented, too; it is no part of other records."""
    text = """
paths:
  /pets:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {
        name: {type: string}}}}}}
      responses: {'201': {description: x}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses: {'200': {description: x, content: {application/json: {schema: {type: object,
        properties: {id: {type: integer}, name: {type: string}}},
        example: {id: 1, name: Rex, color: red}}}}}
"""
    contract = contract_from(text)
    resource = Resources([contract]).of_operation(contract.operations[0])

    assert record_in(resource, resource.main, {"id": 1, "color": "red"}) == {
        "id": 1,
        "color": "red",
    }
    assert record_in(resource, resource.main, {"id": 2, "size": 3}) == {"id": 2}


def test_links_that_only_an_answer_has_are_those_of_its_record(contract_from):
    """The links of the example name the example's record; those of another one name that."""
    text = GUID.replace("guid", "id").replace("[b]", "[/pets/a/x, /pets/ab]")
    contract = contract_from(text)
    post = contract.operations[0]
    resource = Resources([contract]).of_operation(post)
    shape = resource.shapes[post.success.media_type()]

    found = record_in(resource, shape, {"id": "7", "name": "Tom"})
    assert found["links"] == ["/pets/7/x", "/pets/ab"]
