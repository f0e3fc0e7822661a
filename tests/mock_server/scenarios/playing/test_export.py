"""The bodies of a scenario are exported as plain JSON, the same in every run."""

from mock_server.scenarios.playing.export import default_identity, snapshot_bodies
from tests.mock_server.scenarios.packaged import packaged_library
from tests.mock_server.scenarios.written import START

LIBRARY = packaged_library()


def test_bodies_are_named_by_scenario_and_moment():
    """One body for each moment; a status other than success is part of the name."""
    found = snapshot_bodies(LIBRARY.find("vanishes"), start=START, at=[0, 12.5])

    assert list(found) == ["vanishes-0s", "vanishes-12.5s-404"]
    assert found["vanishes-12.5s-404"] == {"error": "Job with such ID wasn't found."}


def test_list_is_exported_as_its_first_page():
    """The page has the contract's page size."""
    found = snapshot_bodies(LIBRARY.find("26-jobs"), start=START, at=[0])

    assert len(found["26-jobs-0s"]["data"]) == 25


def test_identity_and_seed_choose_the_job():
    """Without an identity, the documented one is used."""
    scenario = LIBRARY.find("happy-import")
    default = snapshot_bodies(scenario, start=START, at=[10])

    assert default["happy-import-10s"]["members_in_payloads_number"] == 3290
    assert default != snapshot_bodies(scenario, start=START, at=[10], seed=1)
    assert default != snapshot_bodies(
        scenario, start=START, at=[10], identity={"loyalty_club_slug": "a", "import_id": 2}
    )


def test_default_identity_is_known():
    """If a scenario has `known`, the first of them; else the documented one."""
    assert default_identity(LIBRARY.find("unknown-ids"))["import_id"] == 1
    assert default_identity(LIBRARY.find("happy-import"))["loyalty_club_slug"] == "infinity-mall"
