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
              example: [{id: 1, name: null}, {id: 2, name: Ada}]
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '201':
          description: x
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {id: 1, name: null}
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
    patch:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '200':
          description: x
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {id: 1, name: null}
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: x}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string}, age: {type: integer}}
"""


@pytest.mark.parametrize("path", ["/pets", "/pets/1"])
def test_record_that_is_made_valid_has_a_note(contract_from, path):
    """A client that does not get the documented value can see why."""
    answer = PetClient(contract_from(CONTRADICTING)).ask("GET", path)

    assert b"null" not in answer.body
    assert answer.header("mock-server-note") == (
        "the documented example contradicts its schema; records are sent as far as they are valid"
    )


def test_record_that_is_not_the_documented_one_has_no_note(contract_from):
    """Neither a record that the client has made, nor another one, is the wrong example."""
    pets = PetClient(contract_from(CONTRADICTING))
    made = pets.ask("POST", "/pets", {"id": 7, "name": "Tom"})

    for answer in (made, pets.ask("GET", "/pets/7"), pets.ask("GET", "/pets/2")):
        assert answer.header("mock-server-note") is None
    assert pets.ask("GET", "/pets/1").header("mock-server-note") is not None


def test_note_ends_when_a_client_changes_what_was_corrected(contract_from):
    """The value is the client's then: in the record, the list and the answer to the change."""
    pets = PetClient(contract_from(CONTRADICTING))
    name = pets.get("/pets/1")["name"]

    changed = pets.ask("PATCH", "/pets/1", {"id": 1, "name": f"{name} II"})

    for answer in (changed, pets.ask("GET", "/pets/1"), pets.ask("GET", "/pets")):
        assert answer.status == 200
        assert answer.header("mock-server-note") is None


def test_note_stays_when_a_client_changes_another_member(contract_from):
    """What was corrected is still sent."""
    pets = PetClient(contract_from(CONTRADICTING))
    name = pets.get("/pets/1")["name"]

    changed = pets.ask("PATCH", "/pets/1", {"id": 1, "name": name, "age": 3})

    for answer in (changed, pets.ask("GET", "/pets/1"), pets.ask("GET", "/pets")):
        assert answer.header("mock-server-note") is not None


def test_list_of_what_clients_have_made_has_no_note(contract_from):
    """A page without a documented record is not about the example."""
    pets = PetClient(contract_from(CONTRADICTING))
    pets.ask("POST", "/pets", {"id": 7, "name": "Tom"})
    assert pets.ask("GET", "/pets").header("mock-server-note") is not None
    for identity in (1, 2):
        pets.ask("DELETE", f"/pets/{identity}")

    answer = pets.ask("GET", "/pets")

    assert answer.json() == [{"id": 7, "name": "Tom"}]
    assert answer.header("mock-server-note") is None


def test_creation_without_a_documented_success_shows_the_record(contract_from):
    """An operation that documents errors alone does not answer success with one of them."""
    pets = PetClient(contract_from(ONLY_ERRORS))
    made = pets.ask("POST", "/pets", {"name": "Tom"})

    assert (made.status, made.json()) == (201, {"id": 2, "name": "Tom"})
    assert pets.get("/pets/2") == {"id": 2, "name": "Tom"}


JOBS = """
paths:
  /exports:
    post:
      responses:
        '202':
          description: x
          headers: {Location: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
  /exports/{job_id}:
    get:
      parameters: [{name: job_id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: x
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
components:
  schemas:
    Job:
      type: object
      properties:
        job_id: {type: integer}
        state: {type: string, enum: [queued, running, done]}
        percent: {type: integer, maximum: 100}
"""


@pytest.mark.parametrize("documented", ["", ", example: /exports/9"], ids=["schema", "example"])
def test_documented_location_is_that_of_the_record(contract_from, documented):
    """A page that follows `Location` finds its job, whether or not the document has an example."""
    text = JOBS.replace("{type: string}}}", f"{{type: string}}{documented}}}}}")
    jobs = PetClient(contract_from(text))
    made = jobs.ask("POST", "/exports")

    assert made.header("location") == f"http://localhost/exports/{made.json()['job_id']}"
    assert jobs.get(f"/exports/{made.json()['job_id']}") == made.json()


def test_record_of_a_request_without_a_body_is_the_servers(contract_from):
    """A job that is begun by an empty POST has the state that its page polls."""
    made = PetClient(contract_from(JOBS)).ask("POST", "/exports")

    assert made.json().keys() == {"job_id", "state", "percent"}
    assert made.json()["state"] == "queued"
