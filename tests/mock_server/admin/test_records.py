"""Records as JSON: exported, changed by hand, and loaded."""

import json

import pytest

from tests.mock_server.answers.stateful.pets import PetClient, pet_contract

JSON = ("Content-Type", "application/json")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A stateful mock of pets, which all tests share."""
    return PetClient(pet_contract(tmp_path_factory.mktemp("pets")))


@pytest.fixture
def pets(served):
    """The same, with its first records."""
    served.mock.controls.reset()
    return served


def load(pets, records, **more):
    """Return the answer to a call that loads records."""
    return pets.ask("PUT", "/__admin/records", {"records": records, **more})


def test_changed_collections_are_exported(pets):
    """What a session has changed is shown by API and path."""
    pets.ask("POST", "/pets", {"name": "Tom"})
    pets.ask("PATCH", "/settings", {"theme": "light"})
    records = pets.get("/__admin/records")["records"]["api"]

    assert [each["name"] for each in records["/pets"]] == ["Rex", "Ada", "Tom"]
    assert records["/settings"] == {"language": "en", "theme": "light"}


def test_path_shows_the_first_records_too(pets):
    """A user sees what a collection begins with, in the form in which it is loaded."""
    records = pets.get("/__admin/records?path=/pets/1/notes")["records"]

    assert records == {"api": {"/pets/1/notes": [{"id": "v-1", "petId": 1, "reason": "check"}]}}


def test_loaded_records_are_answered(pets):
    """Records of a file are those of the session, which no other session has."""
    fritz = {"id": 7, "name": "Fritz", "created_at": "2020-01-01T00:00:00Z"}
    loaded = load(pets, {"api": {"/pets": [fritz], "/settings": {"language": "de"}}}, session="one")

    assert (loaded.status, loaded.json()) == (200, {"loaded": 2})
    assert pets.get("/__session/one/pets")["data"] == [{"id": 7, "name": "Fritz"}]
    assert pets.get("/__session/one/pets/7") == fritz
    assert pets.get("/__session/one/settings") == {"language": "de"}
    assert pets.get("/pets")["total"] == 2
    assert pets.ask("POST", "/__session/one/pets", {"name": "x"}).json()["id"] == 8


def test_export_is_loaded_unchanged(pets):
    """What was exported of one session makes another one the same."""
    pets.ask("POST", "/__session/one/pets", {"name": "Tom"})
    records = pets.get("/__admin/records?session=one")["records"]
    load(pets, records, session="two")

    assert pets.get("/__session/two/pets") == pets.get("/__session/one/pets")
    assert pets.get("/__admin/records?session=two")["records"] == records


def test_many_records_are_loaded(pets):
    """A file may be longer than other calls to the admin API."""
    many = [{"id": number, "name": "x" * 20} for number in range(3000)]
    assert len(json.dumps(many)) > 64 * 1024

    assert load(pets, {"api": {"/pets": many}}).json() == {"loaded": 3000}
    assert pets.get("/pets?per_page=1&page=3000")["data"][0]["id"] == 2999


def test_invalid_record_of_a_file_is_answered_validly(pets):
    """What is loaded need not be valid; what is answered is."""
    load(pets, {"api": {"/pets": [{"id": 7, "name": [8]}]}})

    assert pets.get("/pets")["data"] == [{"id": 7, "name": "Rex"}]


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ({"apy": {}}, "There is no API 'apy'; did you mean 'api'?"),
        ({"api": {"/pet": []}}, "No resource has the path '/pet'; did you mean '/pets'?"),
        ({"api": {"/pets": {}}}, "/pets has a list of objects, found dict."),
        ({"api": {"/settings": []}}, "/settings has one object, found list."),
        ({"api": {"/pets": [{"name": "x"}]}}, "/pets record 0 has no text or integer at /id"),
        ({"api": {"/pets": [{"id": 1}, {"id": "1"}]}}, "/pets record 1 has the identity '1' of"),
    ],
)
def test_invalid_records_are_refused_in_words(pets, records, said):
    """Nothing is loaded, and the message names the place."""
    answer = load(pets, {"api": {"/settings": {"language": "de"}}} | records)

    assert answer.status == 400
    assert answer.json()["detail"].startswith(said)
    assert not answer.json()["detail"].endswith("?.")
    assert pets.get("/settings")["language"] == "en"


def test_unknown_path_is_404(pets):
    """A misspelt path is no empty export."""
    assert pets.ask("GET", "/__admin/records?path=/pet").status == 404
