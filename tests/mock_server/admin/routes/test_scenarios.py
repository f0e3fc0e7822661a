"""`/__admin/scenarios`."""

from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"

NOON = "2026-11-21T12:00:00.000Z"


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


def test_clock_is_shown(admin):
    """The response has the time, the speed, and whether the clock shows real time."""
    assert admin("/clock").json() == {"time": NOON, "speed": 1.0, "frozen": False, "real": True}


@cases(
    "change, shown",
    {
        "time": ({"time": "2030-01-01T00:00:00Z"}, {"time": "2030-01-01T00:00:00.000Z"}),
        "advance": ({"advance": 1.5}, {"time": "2026-11-21T12:00:01.500Z"}),
        "advance-by-words": ({"advance": "2m"}, {"time": "2026-11-21T12:02:00.000Z"}),
        "advance-by-a-part": ({"advance": "1.5m"}, {"time": "2026-11-21T12:01:30.000Z"}),
        "speed": ({"speed": 10}, {"speed": 10, "frozen": False, "real": False}),
        "frozen": ({"frozen": True}, {"frozen": True, "speed": 1.0}),
        "real": ({"real": True}, {"real": True}),
    },
)
def test_clock_is_changed_for_a_session(admin, change, shown):
    """A change returns the new time, and applies to its session only."""
    content = admin("/clock", method="PUT", body={**change, "session": "tab-1"}).json()

    assert content.items() >= shown.items()
    assert admin("/clock?session=tab-1").json() == content
    assert admin("/clock").json()["time"] == NOON


@cases(
    "body",
    {
        "time": {"time": "noon"},
        "advance": {"advance": "soon"},
        "backwards": {"advance": -1},
        "speed": {"speed": 0},
        "session": {"session": "a b"},
    },
)
def test_change_that_says_nothing_is_refused(admin, body):
    """What is no time, no duration and no speed is a bad request."""
    assert admin("/clock", method="PUT", body=body).status == 400
