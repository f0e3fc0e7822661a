"""What a request makes of a record."""

import pytest

from mock_server.answers.stateful.changing.changes import (
    RecordChange,
    created,
    patched,
    replaced_by,
    sent_members,
    sent_record,
)
from mock_server.answers.stateful.collections import Resources
from openapi.json.patches import PatchError

NOON = 1_800_000_000.0
JSON = "application/json"
REX = {"id": 1, "name": "Rex", "tags": ["red"], "created_at": "2020-01-01T00:00:00Z"}

STYLES = """
paths:
  /pets:
    post:
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object,
        properties: {PetName: {type: string}, Password: {type: string}}}}}}
      responses: {'201': {description: x}}
  /pets/{sid}:
    parameters: [{name: sid, in: path, required: true, schema: {type: string}}]
    get:
      responses: {'200': {description: x, content: {application/json: {schema: {type: object,
        properties: {sid: {type: string}, pet_name: {type: string}}}}}}}
"""

WRAPPED = """
paths:
  /pets:
    post:
      requestBody: {content: {
        application/json-home: {schema: {type: object, properties: {pet: {type: object,
          required: [name], properties: {name: {type: string}}}}}},
        'application/JSON; charset=utf-8': {schema: {type: object,
          properties: {name: {type: string}, pet: {type: object}}}}}}
      responses: {'201': {description: x}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses: {'200': {description: x, content: {application/json: {schema: {type: object,
        properties: {id: {type: string}, name: {type: string}}}}}}}
"""


def change(body, media_type=JSON, **more):
    """Return what a request has."""
    return RecordChange(body=body, media_type=media_type, now=NOON, **more)


def patch(resource, operation, sent):
    """Return Rex after a patch."""
    return patched(resource, REX, sent_members(resource, operation, sent), 1, sent)


def test_read_only_members_are_not_taken(pet_api, resource_of):
    """A client that sends back what it has received changes no time and no identity."""
    notes, operation = resource_of("createNote"), pet_api.operation("createNote")
    sent = change({"id": "x", "petId": 9, "reason": "cough"})

    assert sent_members(notes, operation, sent) == {"reason": "cough"}
    assert sent_record(notes, operation, sent)["id"] == "x"


def test_created_record_has_what_the_server_adds(resource_of):
    """Identity, owner and defaults, and no optional member that was not sent."""
    pets = created(resource_of("createPet"), {"name": "Tom"}, 3, change({}))
    notes = created(
        resource_of("createNote"), {"reason": "x"}, "v-2", change({}, owners={"petid": 7})
    )

    assert pets == {"id": 3, "name": "Tom", "state": "new", "created_at": "2027-01-15T08:00:00Z"}
    assert notes == {"id": "v-2", "petId": 7, "reason": "x"}


def test_replacing_keeps_what_only_the_server_sets(resource_of):
    """The time of creation survives, other members do not."""
    value = replaced_by(resource_of("replacePet"), REX, {"name": "Max"}, 1, change({}))

    assert value == {"id": 1, "name": "Max", "created_at": "2020-01-01T00:00:00Z"}


def test_time_of_change_is_written(resource_of):
    """A record that has the time of its last change gets the new one."""
    before = {**REX, "updated_at": "2020-01-01T00:00:00Z"}
    value = replaced_by(resource_of("replacePet"), before, {"name": "Max"}, 1, change({}))

    assert value["updated_at"] == "2027-01-15T08:00:00Z"


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        (JSON, {"name": "Max"}),
        ("application/merge-patch+json", {"name": "Max"}),
        ("application/json-patch+json", [{"op": "replace", "path": "/name", "value": "Max"}]),
        (JSON, [{"op": "replace", "path": "/name", "value": "Max"}]),
    ],
)
def test_patches_agree(pet_api, resource_of, media_type, body):
    """The same change in each form has the same result; JSON Patch is known by its form too."""
    operation = pet_api.operation("updatePet")
    value = patch(resource_of("updatePet"), operation, change(body, media_type))

    assert value == {**REX, "name": "Max"}


@pytest.mark.parametrize(
    "body",
    [
        [{"op": "remove", "path": "/name"}, {"op": "remove", "path": "/none"}],
        [{"op": "replace", "path": "", "value": 5}],
    ],
)
def test_patch_that_does_not_fit_is_refused(pet_api, resource_of, body):
    """Nothing is changed by half, and a record stays an object."""
    with pytest.raises(PatchError):
        patch(resource_of("updatePet"), pet_api.operation("updatePet"), change(body))


def test_identity_cannot_be_patched(pet_api, resource_of):
    """A record keeps its path."""
    body = [{"op": "replace", "path": "/id", "value": 9}]
    operation = pet_api.operation("updatePet")

    assert patch(resource_of("updatePet"), operation, change(body))["id"] == 1


def test_members_have_the_style_of_answers(contract_from):
    """`PetName` of a form is `pet_name` of the record; a password is not kept at all."""
    contract = contract_from(STYLES)
    post = contract.operations[0]
    resource = Resources([contract]).of_operation(post)
    sent = sent_members(resource, post, change({"PetName": "Rex", "Password": "x"}, "form"))

    assert sent["pet_name"] == "Rex"
    assert created(resource, sent, "s1", change({})) == {"sid": "s1", "pet_name": "Rex"}


@pytest.mark.parametrize(
    ("media_type", "name"), [("application/json", "outer"), ("application/json-home", "inner")]
)
def test_record_is_where_the_media_type_of_the_request_has_it(contract_from, media_type, name):
    """A media type whose name only begins alike does not decide where the record is."""
    contract = contract_from(WRAPPED)
    post = contract.operations[0]
    resource = Resources([contract]).of_operation(post)
    body = {"name": "outer", "pet": {"name": "inner"}}

    assert sent_record(resource, post, change(body, media_type))["name"] == name
