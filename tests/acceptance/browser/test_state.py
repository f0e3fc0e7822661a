"""The state of a session in the console."""

import json

import pytest

from mock_server import MockServer
from openapi.loading.document import load_contract
from tests.mock_server.answers.stateful.pets import pet_contract

JOB = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "status": {"type": "string", "enum": ["waiting", "working", "failed", "finished"]},
    },
}
JOBS = {
    "openapi": "3.1.0",
    "info": {"title": "Jobs", "version": "1"},
    "servers": [{"url": "https://jobs.example/v1"}],
    "paths": {
        "/organisations/{organisation_id}/subscriptions/{subscription_id}/settings": {
            "parameters": [
                {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}}
                for name in ("organisation_id", "subscription_id")
            ],
            "put": {
                "requestBody": {"content": {"application/json": {"schema": JOB}}},
                "responses": {"204": {"description": "Kept"}},
            },
            "get": {
                "responses": {
                    "200": {
                        "description": "Settings",
                        "content": {"application/json": {"schema": JOB}},
                    }
                }
            },
        },
        "/jobs/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
            ],
            "delete": {"responses": {"204": {"description": "Gone"}}},
            "get": {
                "responses": {
                    "200": {
                        "description": "A job",
                        "content": {"application/json": {"schema": JOB}},
                    }
                }
            },
        },
    },
}
"""Without a scenario or an example, as frameworks write it."""


@pytest.fixture(scope="module")
def mock(tmp_path_factory):
    """A mock of pets, which keeps nothing unless it is asked to."""
    folder = tmp_path_factory.mktemp("pets")
    (folder / "jobs.json").write_text(json.dumps(JOBS), encoding="utf-8")
    contracts = [pet_contract(folder), load_contract(folder / "jobs.json")]
    with MockServer(contracts=contracts) as server:
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


def test_journal_says_which_answers_came_from_records(open_page):
    """The list says "records", and the details name the collection."""
    page = open_page("journal?session=kept").page
    page.evaluate("fetch('../__session/kept/__setup?stateful=true')")
    pets(page)
    page.click("#list [role=option]:has-text('records')")

    assert "/pets" in page.wait_for_selector("dt:has-text('Records') + dd").inner_text()


def test_job_of_a_document_without_scenarios_goes_through_its_states_by_clicking(open_page):
    """Each state that the schema lists is chosen for a record, and is what the page reads next."""
    watched = open_page("sessions?session=clicked")
    page = watched.page
    page.get_by_label("Keep what clients send").check()
    page.get_by_role("button", name="/jobs").click()
    choice = page.get_by_label("status of").first
    for state in ("waiting", "working", "failed", "finished"):
        choice.select_option(state)
        page.wait_for_function(
            """async (state) => {
              const answer = await fetch("../__session/clicked/v1/jobs/1");
              const shown = document.querySelector('[aria-label^="status of"]')?.value;
              return (await answer.json()).status === state && shown === state;
            }""",
            arg=state,
        )

    assert watched.complaints() == []


def test_record_without_a_state_is_given_one_by_clicking(open_page):
    """A job that was created without its state has the choice too, and gets the chosen one."""
    watched = open_page("sessions?session=bare")
    page = watched.page
    page.evaluate(
        """() => {
          const body = { session: "bare", records: { jobs: { "/jobs": [{ id: 9 }] } } };
          const headers = { "Content-Type": "application/json" };
          return fetch("/__admin/records", { method: "PUT", headers, body: JSON.stringify(body) });
        }"""
    )
    page.get_by_label("Keep what clients send").check()
    page.get_by_role("button", name="/jobs").click()
    page.get_by_label("status of id 9").select_option("failed")
    page.wait_for_selector('.notice:has-text("1 record is kept")')

    answer = page.evaluate("async () => (await fetch('../__session/bare/v1/jobs/9')).json()")
    assert answer == {"id": 9, "status": "failed"}
    assert watched.complaints() == []


def test_operations_that_keep_nothing_are_shown(open_page):
    """A front end that waits for its change sees that this path has none."""
    watched = open_page("sessions?session=kept")
    page = watched.page
    page.get_by_label("Keep what clients send").check()
    page.get_by_text("Operations that keep nothing").click()

    page.wait_for_selector("li:has-text('/pets/{petId}/publish')")
    assert watched.complaints() == []


def test_base_urls_of_a_session_have_the_path_of_the_api(open_page):
    """What is copied from either page is the base URL of a front end, as it is."""
    for name in ("", "sessions"):
        page = open_page(f"{name}?session=kept").page
        page.wait_for_selector("code.base:has-text('/v1')")
        shown = page.locator("code.base").all_inner_texts()

        root = page.url.partition("/__console")[0]
        assert sorted(shown) == [f"{root}/__session/kept", f"{root}/__session/kept/v1"]


def test_long_paths_fit_a_narrow_screen(open_page):
    """The buttons of resources wrap; the page is not moved sideways to read them."""
    page = open_page("sessions?session=kept").page
    page.set_viewport_size({"width": 320, "height": 800})
    page.get_by_label("Keep what clients send").check()
    page.wait_for_selector('[aria-label="Resources"] button')
    root = "document.documentElement"

    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0


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
