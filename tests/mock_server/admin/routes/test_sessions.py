"""`/__admin/sessions` and `/__admin/reset`."""

import pytest

from mock_server.admin.routes.sessions import MAX_COMPARED
from tests.mock_server.answers.stateful.pets import PetClient, pet_contract
from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"


JOB = """
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


@pytest.fixture(autouse=True)
def used(mock):
    """Two sessions, one of them with settings."""
    ask(mock.app, f"{JOBS}?__session=a&__scenario=no-jobs&__clock=2030-01-01T00:00:00Z")
    ask(mock.app, f"{JOBS}?__session=b")
    mock.controls.arm("delay;seconds=2;count=3", "a")


def names(admin):
    """Return the names of the sessions in use."""
    return [each["name"] for each in admin("/sessions").json()["sessions"]]


def test_sessions_are_listed(admin):
    """The one used last comes first, and the total counts those beyond the limit."""
    limited = admin("/sessions?limit=1").json()

    assert names(admin) == ["a", "b"]  # arming a fault was its last use
    assert (len(limited["sessions"]), limited["total"]) == (1, 2)


def test_session_is_shown_with_its_choices(admin):
    """The response has the clock, the scenarios and the armed faults of one session."""
    content = admin("/sessions/a").json()

    assert content["clock"] == "2030-01-01T00:00:00.000Z"
    assert content["scenarios"] == {"elastic_path listImportJobs": "no-jobs"}
    assert [(each["fault"], each["remaining"]) for each in content["faults"]] == [("delay", 3)]
    assert content["used_at"] == "2026-11-21T12:00:00.000Z"


def test_session_that_is_not_there_is_said(admin):
    """An unknown session is a problem, and reading it does not create it."""
    answer = admin("/sessions/c")

    assert (answer.status, answer.header("mock-server-problem")) == (404, "unknown-session")
    assert names(admin) == ["a", "b"]


def test_misspelt_name_is_compared_with_the_latest_sessions(mock, admin):
    """However many sessions clients make, a misspelt name holds no other client up for long."""
    for number in range(MAX_COMPARED + 1):
        ask(mock.app, f"{JOBS}?__session=tab-{number:04}")

    latest = admin(f"/sessions/tabb-{MAX_COMPARED:04}").json()["detail"]
    first = admin("/sessions/tabb-0000").json()["detail"]

    assert f"did you mean 'tab-{MAX_COMPARED:04}'?" in latest
    assert "tab-0000'?" not in first


def test_session_is_dropped(admin):
    """A session is deleted, and deleting it again is no error."""
    statuses = [admin("/sessions/a", method="DELETE").status for _ in range(2)]

    assert (statuses, names(admin)) == ([204, 204], ["b"])


def test_reset_forgets_one_session_or_everything(mock, admin):
    """Resetting a session forgets its choices and its requests; resetting all forgets all."""
    one = admin("/reset", body={"session": "a"})
    after_one = (names(admin), admin("/requests").json()["total"])
    everything = admin("/reset", body={})

    assert (one.status, after_one) == (204, (["b"], 1))
    assert (everything.status, names(admin), mock.controls.entries()) == (204, [], ())


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
    client = PetClient(contract_from(JOB))
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


def test_operations_that_keep_nothing_are_listed(pets):
    """What was sent to them is kept nowhere; operations that only read are left out."""
    listed = pets.get("/__admin/resources/unkept")["operations"]
    paths = {(each["method"], each["path"]) for each in listed}

    assert ("POST", "/pets/{petId}/publish") in paths
    assert ("POST", "/pets") not in paths
    assert "GET" not in {method for method, _ in paths}
    assert {each["api"] for each in listed} == {"api"}


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
