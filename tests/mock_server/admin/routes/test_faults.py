"""`/__admin/faults`."""

from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"


def test_faults_are_listed(admin):
    """The names of all faults are listed, and at first none is armed."""
    content = admin("/faults").json()

    assert content["armed"] == []
    assert {"delay", "reset", "invalid-json"} <= set(content["available"])


def test_fault_is_armed_for_a_session(mock, admin):
    """An armed fault is listed with its settings, and fires for its session only."""
    body = {"fault": "server-error;count=2;for=60", "session": "tab-1"}
    (armed,) = admin("/faults", body=body).json()["armed"]
    statuses = [ask(mock.app, f"{JOBS}{query}").status for query in ("?__session=tab-1", "")]

    assert (armed["fault"], armed["remaining"]) == ("server-error", 2)
    assert armed["until"] == "2026-11-21T12:01:00.000Z"
    assert statuses == [500, 200]
    assert admin("/faults").json()["armed"] == []


def test_arming_answers_with_what_is_armed_alone(admin):
    """The answer to an armed fault is a few lines, without the names of the hundreds of others."""
    answer = admin("/faults", body={"fault": "delay"})

    assert list(answer.json()) == ["armed"]
    assert len(answer.body.splitlines()) < 10


def test_faults_are_disarmed(admin):
    """One fault is disarmed by its name, and all without a name."""
    for fault in ("delay", "reset", "close"):
        admin("/faults", body={"fault": fault})
    gone = [admin(f"/faults{query}", method="DELETE").json() for query in ("?fault=reset", "")]

    assert gone == [{"count": 1}, {"count": 2}]


def test_unknown_fault_names_the_nearest(admin):
    """A misspelt name gets the nearest one."""
    answer = admin("/faults", body={"fault": "dellay"})

    assert (answer.status, answer.json()["nearest"]) == (404, "delay")


def test_catalogue_says_what_reports_each_fault(admin):
    """The faults of every operation come with their settings and what must report them."""
    content = admin("/faults/catalogue").json()
    found = {fault["id"]: fault for fault in content["faults"]}

    assert found["reset"]["caught_by"] == ["answered"]
    assert {fault["kind"] for fault in content["faults"]} == {"transport", "protocol"}
    assert content["settings"][0]["name"] == "count"


def test_catalogue_of_an_operation_has_its_own_faults(admin):
    """The faults that follow from the contract are listed for each operation by itself."""
    content = admin("/faults/catalogue?api=elastic_path&operation=listImportJobs").json()

    assert {fault["operation"] for fault in content["faults"]} == {"listImportJobs"}
    assert "pagination" in {fault["kind"] for fault in content["faults"]}


def test_catalogue_of_an_unknown_operation_names_the_nearest(admin):
    """A misspelt operation is a problem that names the nearest one."""
    answer = admin("/faults/catalogue?operation=listImportJob")

    assert answer.status == 400
    assert "did you mean 'listImportJobs'?" in answer.json()["detail"]


def test_names_are_left_out_where_they_are_not_wanted(admin):
    """A page that looks at what is armed again and again does not load every name."""
    assert admin("/faults?available=false").json() == {"armed": []}
