"""Documented examples as they are sent."""

import json

import pytest

from mock_server.asgi.app import create_mock
from mock_server.http.bodies.shown_examples import shown_example, written_example
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

PETS = """
paths:
  /pets:
    get:
      responses:
        '200':
          description: x
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
              examples:
                two: {value: [{id: 1, age: '3', owner: null}, {id: b, kind: fox, age: 2}]}
                none: {value: []}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: string}
        name: {type: string, example: Rex}
        age: {type: integer}
        kind: {enum: [cat, dog]}
        owner: {type: string}
"""
WRITTEN = [{"id": 1, "age": "3", "owner": None}, {"id": "b", "kind": "fox", "age": 2}]
CORRECTED = [
    {"id": "1", "age": 3, "name": "Rex"},
    {"id": "b", "kind": "fox", "age": 2, "name": "Rex"},
]


@pytest.fixture
def media(contract_from):
    """The media type of the answer."""
    return contract_from(PETS).operations[0].success.media_types[0]


def test_note_names_the_first_corrections_and_how_to_get_the_example(media):
    """A client sees what it gets, and how it gets what the document says."""
    found = shown_example(media, "two")

    assert found.value == CORRECTED
    assert found.note == (
        'the documented example contradicts its schema, and is corrected: /0/id is "1" in place '
        'of 1, /0/age is 3 in place of "3", /0/owner is left out, null, and 2 more; the rest is '
        "sent as it is written; ?__example=two sends it as it is written"
    )


def test_added_members_agree_with_the_example(contract_from):
    """A time that is added is not before the documented creation."""
    schema = (
        "{type: object, required: [created_at, updated_at], properties: {created_at: &time"
        " {type: string, format: date-time}, updated_at: *time}}"
    )
    contract = contract_from(
        "paths: {/a: {get: {responses: {'200': {description: x, content: {application/json: "
        f"{{schema: {schema}, example: {{created_at: '2024-05-05T10:00:00Z'}}}}}}}}}}}}}}}}"
    )

    found = shown_example(contract.operations[0].success.media_types[0], "example")

    assert found.value == dict.fromkeys(("created_at", "updated_at"), "2024-05-05T10:00:00Z")


def test_valid_example_has_no_note(media):
    """Nothing is said of what needs nothing."""
    found = shown_example(media, "none")

    assert (found.value, found.note) == ([], "")


def test_example_is_corrected_once(media):
    """A large example is not corrected for each request."""
    assert shown_example(media, "two") is shown_example(media, "two")


def test_written_example_is_the_documented_value(media):
    """The note says that it contradicts its schema."""
    found = written_example(media, media.example("two"))

    assert found.value is media.example("two").value
    assert found.note.endswith("sent as it is written")


@cases(
    "settings, query, body",
    {
        "default": ({}, "", CORRECTED),
        "named": ({}, "?__example=two", WRITTEN),
        "all as they are written": ({"keeps_examples": True}, "", WRITTEN),
    },
)
def test_who_gets_an_example_as_it_is_written(contract_from, settings, query, body):
    """A client that names it, and every client of a server that keeps examples."""
    mock = create_mock([contract_from(PETS)], Settings(**settings))

    answer = ask(mock.app, f"/pets{query}")

    assert json.loads(answer.body) == body
