"""`/__admin/sessions` and `/__admin/reset`."""

import pytest

from mock_server.admin.routes.sessions import MAX_COMPARED
from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"


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
