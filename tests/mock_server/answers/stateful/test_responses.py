"""Answers with records in the bodies that the document describes."""

import pytest

from tests.mock_server.answers.stateful.pets import PetClient

ONLY_ERRORS = """
paths:
  /pets:
    get:
      responses:
        '200':
          description: x
          content: {application/json: {example: [{id: 1, name: Rex}]}}
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'400': {description: x}}
  /pets/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: x
          content: {application/json: {example: {id: 1, name: Rex}}}
"""

CONTRADICTING = """
paths:
  /pets:
    get:
      responses:
        '200':
          description: x
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
              example: [{id: 1, name: null}]
  /pets/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: x
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {id: 1, name: null}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string}}
"""


@pytest.mark.parametrize("path", ["/pets", "/pets/1"])
def test_record_that_is_made_valid_has_a_note(contract_from, path):
    """A client that does not get the documented value can see why."""
    answer = PetClient(contract_from(CONTRADICTING)).ask("GET", path)

    assert b"null" not in answer.body
    assert answer.header("mock-server-note") == (
        "the documented example contradicts its schema; records are sent as far as they are valid"
    )


def test_creation_without_a_documented_success_shows_the_record(contract_from):
    """An operation that documents errors alone does not answer success with one of them."""
    pets = PetClient(contract_from(ONLY_ERRORS))
    made = pets.ask("POST", "/pets", {"name": "Tom"})

    assert (made.status, made.json()) == (201, {"id": 2, "name": "Tom"})
    assert pets.get("/pets/2") == {"id": 2, "name": "Tom"}
