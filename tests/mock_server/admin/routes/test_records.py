"""`/__admin/records`."""

import pytest

from tests.mock_server.answers.stateful.pets import PetClient, pet_contract

JOBS = """
paths:
  /jobs/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    delete: {responses: {'204': {description: x}}}
    get:
      responses:
        '200':
          description: x
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
components:
  schemas:
    State: {type: string, enum: [waiting, failed]}
    Job:
      type: object
      properties:
        id: {type: integer}
        state: {$ref: '#/components/schemas/State'}
        size: {enum: [1, 2]}
"""


@pytest.fixture(scope="module")
def pets(tmp_path_factory):
    """A stateful mock of pets."""
    return PetClient(pet_contract(tmp_path_factory.mktemp("pets")))


def test_records_are_forgotten(pets):
    """After DELETE a session has its first records again; others keep theirs."""
    for session in ("one", "two"):
        pets.ask("DELETE", f"/__session/{session}/pets/1")
    forgotten = pets.ask("DELETE", "/__admin/records?session=one")

    assert forgotten.status == 204
    assert pets.get("/__session/one/pets")["total"] == 2
    assert pets.get("/__session/two/pets")["total"] == 1


def test_records_of_a_path_come_with_the_words_that_they_may_have(contract_from):
    """The console offers the states of a job as a choice, in the order of the document."""
    client = PetClient(contract_from(JOBS))
    found = client.get("/__admin/records?path=/jobs")

    assert found["choices"] == {"api": {"state": ["waiting", "failed"]}}
    assert "choices" not in client.get("/__admin/records")


def test_session_shows_that_it_is_stateful(pets):
    """A session states whether its answers are made from records."""
    pets.ask("POST", "/__session/one/__setup?stateful=false")

    assert pets.get("/__admin/sessions/one")["stateful"] is False
    assert pets.get("/__session/one/pets/99")["name"] == "Rex"


def test_resources_are_listed_with_what_a_session_changed(pets):
    """Each collection of the document is listed; only the session that changed one has it so."""
    pets.ask("DELETE", "/__session/changing/pets/1")
    listed = {
        name: pets.get(f"/__admin/resources?session={name}")["resources"]
        for name in ("changing", "reading")
    }

    assert {each["path"] for each in listed["reading"]} >= {"/pets"}
    assert [each["path"] for each in listed["changing"] if each["changed"]] == ["/pets"]
    assert not any(each["changed"] for each in listed["reading"])


def test_session_is_made_stateful_and_back(pets):
    """The choice is that of one session, and is answered with what applies then."""
    for wanted in (False, True):
        body = {"stateful": wanted, "session": "switched"}
        answer = pets.ask("PUT", "/__admin/resources", body)

        assert answer.json()["stateful"] is wanted
        assert pets.get("/__admin/sessions/switched")["stateful"] is wanted
    assert pets.get("/__admin/resources?session=other")["stateful"] is True


def test_session_that_is_not_in_use_has_no_records(admin, mock):
    """Records of a session that does not exist are forgotten without beginning it."""
    answer = admin("/records?session=other", method="DELETE")

    assert answer.status == 204
    assert "other" not in mock.controls.state.sessions.names
