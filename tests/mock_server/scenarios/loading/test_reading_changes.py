"""Under another reading, scenarios are written in the words of that reading."""

import pytest

from mock_server.scenarios.library import Library
from mock_server.scenarios.loading.reading_changes import ReadingChanges
from mock_server.scenarios.playing.run import ScenarioRun
from openapi.json.parsing import parse_json
from openapi.loading.document import load_contracts
from tests.mock_server.scenarios.written import START

IMPORT = {"loyalty_club_slug": "infinity-mall", "import_id": 1}


def import_under(reading, name="happy-import"):
    """Return the body of an import half way, under a reading."""
    key, _, value = reading.partition("=")
    library = Library.load(load_contracts(readings={key: value}))
    world = ScenarioRun(library.find(name, "placewise"), start=START)
    return parse_json(world.answer(IMPORT, START + 15).body)


@pytest.mark.parametrize(
    ("reading", "keys"),
    [
        ("placewise.payload-key=plural", {"members_in_payloads_number"}),
        ("placewise.payload-key=singular", {"members_in_payload_number"}),
        (
            "placewise.payload-key=both",
            {"members_in_payload_number", "members_in_payloads_number"},
        ),
    ],
)
def test_payload_counter_is_spelled_as_the_reading_says(reading, keys):
    """One spelling, the other, or both, with the value that the scenario gives."""
    body = import_under(reading)

    assert {key for key in body if "payload" in key} == keys
    assert {body[key] for key in keys} == {3290}


def test_dates_are_bare_where_the_reading_says_so():
    """`created_at` is a Date, as the table has it."""
    assert import_under("placewise.created-at-type=date")["created_at"] == "2026-01-05"


def test_documented_example_is_left_in_the_reading_of_the_contract():
    """What the contract says itself is not translated twice."""
    body = import_under("placewise.payload-key=singular", "documented")

    assert body["members_in_payload_number"] == 4000
    assert body["created_at"] == "2018-07-30T11:23:08.417Z"


def test_jobs_count_the_kinds_of_the_reading():
    """Products and plans become offerings and subscriptions, features come."""
    contracts = load_contracts(readings={"elastic_path.record-keys": "today"})
    world = ScenarioRun(Library.load(contracts).find("busy-queue"), start=START)
    records = parse_json(world.page(0, 1, START).body)["data"][0]["meta"]["records"]

    assert set(records["uploaded"]) == set(records["imported"])
    assert set(records["uploaded"]) == {
        "subscription_offering",
        "subscription",
        "subscription_subscriber",
        "subscription_feature",
    }


def test_change_that_finds_nothing_changes_nothing():
    """A wording is about bodies that have the place; others stay as they are."""
    wording = ReadingChanges(
        changes=(
            {"move": "/a", "to": "/b"},
            {"copy": "/c", "to": "/d"},
            {"add": "/e", "value": 1},
            {"add": "/f/g", "value": 1},
        )
    )

    assert wording.apply({"c": 3, "e": 5}) == {"c": 3, "d": 3, "e": 5}
