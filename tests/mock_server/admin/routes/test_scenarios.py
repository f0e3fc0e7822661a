"""`/__admin/scenarios`."""

from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"


def chosen(answer):
    """Return the names of the chosen scenarios."""
    assert answer.status == 200
    return [each["name"] for each in answer.json()["scenarios"] if each["chosen"]]


def count(mock, session):
    """Return how many jobs a session sees."""
    return len(ask(mock.app, JOBS, ("X-Mock-Session", session)).json()["data"])


def test_scenarios_are_listed(admin):
    """Every scenario is listed with its operation, its description and its length."""
    content = admin("/scenarios").json()["scenarios"]
    (found,) = (each for each in content if each["name"] == "happy-import")

    assert (found["api"], found["operation"]) == ("placewise", "showMembersImportStatus")
    assert found["shows"]
    assert found["seconds"] > 0
    assert not found["chosen"]


def test_scenario_is_chosen_and_forgotten(mock, admin):
    """A selection applies to its session until it is cleared."""
    put = admin("/scenarios", method="PUT", body={"scenario": "no-jobs", "session": "tab-1"})
    seen = count(mock, "tab-1")
    others = chosen(admin("/scenarios"))
    dropped = admin("/scenarios?session=tab-1", method="DELETE")

    assert (chosen(put), seen, others) == (["no-jobs"], 0, [])
    assert (dropped.status, count(mock, "tab-1")) == (204, 1)


def test_unknown_scenario_names_the_nearest(admin):
    """A misspelt name gets the nearest one."""
    answer = admin("/scenarios", method="PUT", body={"scenario": "elastic_path/no-job"})

    assert (answer.status, answer.json()["nearest"]) == (404, "elastic_path/no-jobs")


def test_scenarios_begin_anew(mock, admin):
    """After a restart the session's scenarios have no start yet."""
    ask(mock.app, f"{JOBS}?__scenario=no-jobs&__session=tab-1")
    answer = admin("/scenarios/reset", body={"session": "tab-1"})

    assert answer.status == 204
    assert mock.controls.session("tab-1").scenario_starts == {}


def test_selecting_answers_with_what_is_played_alone(admin):
    """The answer to a selected scenario has no other scenarios."""
    answer = admin("/scenarios", method="PUT", body={"scenario": "no-jobs"})

    assert [each["name"] for each in answer.json()["scenarios"]] == ["no-jobs"]
