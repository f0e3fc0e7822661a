"""`/__admin/readings`."""

import pytest

from mock_server.asgi.app import create_app, create_mock
from mock_server.server.reloading import ReloadableApp, Reloader
from mock_server.settings import Settings
from openapi.json.parsing import dump_json
from openapi.loading.document import load_contracts
from tests.mock_server.asgi_client import ask

IMPORT = "/v3/x/members/imports/7"
SLUG = ("X-Loyalty-Club-Slug", "x")


def test_readings_are_listed_with_the_chosen_one():
    """Every discrepancy with several readings is listed with the chosen one."""
    contracts = load_contracts(readings={"placewise.payload-key": "singular"})
    answer = ask(create_app(contracts, Settings()), "/__admin/readings", ("Host", "localhost"))
    content = {each["id"]: each for each in answer.json()["readings"]}
    found = content["placewise.payload-key"]

    assert (found["chosen"], found["default"]) == ("singular", "plural")
    assert {each["name"] for each in found["available"]} >= {"singular", "plural"}
    assert all(each["available"] for each in content.values())


def test_reading_can_be_chosen_while_the_server_runs(packaged):
    """The documents are served under the reading from the next request on; sessions stay."""
    live = ReloadableApp(create_mock(packaged, Settings()))
    Reloader(live, Settings(), notify=lambda _: None).offer_readings()
    ask(live, "/__health?__session=kept")
    before = ask(live, IMPORT, SLUG).json()
    put = choose(live, "placewise.payload-key", "singular")
    after = ask(live, IMPORT, SLUG).json()

    assert put.status == 204
    assert set(before) ^ set(after) == {"members_in_payloads_number", "members_in_payload_number"}
    assert "kept" in live.mock.controls.state.sessions.names


@pytest.mark.parametrize(
    ("id_", "reading", "nearest"),
    [
        ("placewise.payload-keys", "singular", "placewise.payload-key"),
        ("placewise.payload-key", "singulr", "singular"),
    ],
)
def test_unknown_reading_names_the_nearest(packaged, id_, reading, nearest):
    """A misspelt choice or reading is refused, and nothing is loaded."""
    live = ReloadableApp(create_mock(packaged, Settings()))
    answer = choose(live, id_, reading)

    assert (answer.status, answer.json()["nearest"]) == (404, nearest)


def test_documents_of_a_program_keep_their_readings(packaged):
    """A mock whose documents were made by a program says that it cannot load them again."""
    live = ReloadableApp(create_mock(packaged, Settings()))
    answer = choose(live, "placewise.payload-key", "singular")

    assert (answer.status, answer.json()["type"]) == (
        409,
        "urn:mock-server:problem:reading-not-loaded",
    )


def test_reading_that_cannot_be_loaded_is_taken_back(packaged):
    """If the documents cannot be loaded, the problem says why, and the choice is as before."""
    live = ReloadableApp(create_mock(packaged, Settings()))
    switch = live.mock.controls.state.readings
    switch.reload = lambda: "the file is gone"
    answer = choose(live, "placewise.payload-key", "singular")

    assert "the file is gone" in answer.json()["detail"]
    assert switch.chosen == {}


def test_saved_file_keeps_the_chosen_reading(packaged):
    """Documents that are loaded again for another reason are still read as was chosen."""
    live = ReloadableApp(create_mock(packaged, Settings()))
    reloader = Reloader(live, Settings(), notify=lambda _: None)
    reloader.offer_readings()
    choose(live, "placewise.payload-key", "singular")
    reloader.reload()

    assert "members_in_payload_number" in ask(live, IMPORT, SLUG).json()


def choose(app, id_, reading):
    """Choose a reading by the admin API."""
    headers = [("Host", "localhost"), ("Content-Type", "application/json")]
    body = dump_json({"readings": {id_: reading}})
    return ask(app, "/__admin/readings", *headers, method="PUT", chunks=[body])
