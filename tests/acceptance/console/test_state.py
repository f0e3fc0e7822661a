"""The state of a session in the console."""

import json

import pytest

from mock_server import MockServer
from tests.mock_server.answers.stateful.pets import pet_contract


@pytest.fixture(scope="module")
def mock(tmp_path_factory):
    """A mock of pets, which keeps nothing unless it is asked to."""
    with MockServer(contracts=[pet_contract(tmp_path_factory.mktemp("pets"))]) as server:
        yield server


def pets(page, method="GET", body=None):
    """Ask for the pets of the session, as a front end in this browser does."""
    return page.evaluate(
        """async ([method, body]) => {
          const headers = { "Content-Type": "application/json" };
          const init = body ? { method, body: JSON.stringify(body), headers } : { method };
          return (await fetch("../__session/kept/pets", init)).json();
        }""",
        [method, body],
    )


def test_what_clients_send_is_kept_shown_and_changed(open_page):
    """A record that a client created is in the editor; one that is saved there is answered."""
    watched = open_page("sessions?session=kept")
    page = watched.page
    page.get_by_label("Keep what clients send").check()
    page.wait_for_selector('.notice:has-text("kept from now on")')
    pets(page, "POST", {"name": "Made by a client"})
    page.get_by_role("button", name="/pets", exact=False).first.click()
    page.wait_for_selector("#state-records")
    records = json.loads(page.input_value("#state-records"))
    names = [each["name"] for each in records]
    page.fill("#state-records", json.dumps(records[-1:]))
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector('.notice:has-text("1 record is kept")')

    assert "Made by a client" in names
    assert json.dumps(pets(page)).count('"name"') == 1
    assert watched.complaints() == []


def test_text_that_is_no_json_is_not_sent(open_page):
    """A slip in the editor is reported, and the records stay."""
    page = open_page("sessions?session=kept").page
    page.get_by_label("Keep what clients send").check()
    page.get_by_role("button", name="/pets", exact=False).first.click()
    page.wait_for_selector("#state-records")
    before = pets(page)
    page.fill("#state-records", "[{]")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector(".notice.error")

    assert pets(page) == before
