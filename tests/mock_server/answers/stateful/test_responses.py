"""Answers with records in the bodies that the document describes."""

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


def test_creation_without_a_documented_success_shows_the_record(contract_from):
    """An operation that documents errors alone does not answer success with one of them."""
    pets = PetClient(contract_from(ONLY_ERRORS))
    made = pets.ask("POST", "/pets", {"name": "Tom"})

    assert (made.status, made.json()) == (201, {"id": 2, "name": "Tom"})
    assert pets.get("/pets/2") == {"id": 2, "name": "Tom"}
