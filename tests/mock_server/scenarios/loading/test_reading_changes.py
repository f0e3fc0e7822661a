"""Under another reading, the bodies of scenarios follow that reading."""

import pytest

from mock_server.scenarios.library import Library
from mock_server.scenarios.loading.reading_changes import ReadingChanges
from mock_server.scenarios.playing.run import ScenarioRun
from openapi.json.parsing import parse_json
from openapi.loading.document import load_contracts
from tests.mock_server.scenarios.written import START

IMPORT = {"loyalty_club_slug": "infinity-mall", "import_id": 1}


def import_under(reading, name="happy-import"):
    """Return the body of an import halfway, under a reading."""
    key, _, value = reading.partition("=")
    library = Library.load(load_contracts(readings={key: value}))
    run = ScenarioRun(library.find(name, "placewise"), start=START)
    return parse_json(run.answer(IMPORT, START + 15).body)


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
def test_payload_counter_is_spelled_by_the_reading(reading, keys):
    """One spelling, the other, or both, with the value of the scenario."""
    body = import_under(reading)

    assert {key for key in body if "payload" in key} == keys
    assert {body[key] for key in keys} == {3290}


def test_dates_are_bare_under_the_reading_date():
    """`created_at` is a date without a time, as in the vendor's table."""
    assert import_under("placewise.created-at-type=date")["created_at"] == "2026-01-05"


def test_documented_example_is_left_in_the_reading_of_the_contract():
    """The example already follows the reading and is not changed again."""
    body = import_under("placewise.payload-key=singular", "documented")

    assert body["members_in_payload_number"] == 4000
    assert body["created_at"] == "2018-07-30T11:23:08.417Z"


def test_jobs_count_the_kinds_of_the_reading():
    """Products and plans become offerings and subscriptions, and features are added."""
    contracts = load_contracts(readings={"elastic_path.record-keys": "today"})
    run = ScenarioRun(Library.load(contracts).find("busy-queue"), start=START)
    records = parse_json(run.page(0, 1, START).body)["data"][0]["meta"]["records"]

    assert set(records["uploaded"]) == set(records["imported"])
    assert set(records["uploaded"]) == {
        "subscription_offering",
        "subscription",
        "subscription_subscriber",
        "subscription_feature",
    }


def test_change_that_finds_nothing_changes_nothing():
    """A change whose place is not in a body is skipped."""
    changes = ReadingChanges(
        changes=(
            {"move": "/a", "to": "/b"},
            {"copy": "/c", "to": "/d"},
            {"add": "/e", "value": 1},
            {"add": "/f/g", "value": 1},
        )
    )

    assert changes.apply({"c": 3, "e": 5}) == {"c": 3, "d": 3, "e": 5}
