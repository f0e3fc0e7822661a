"""Faults that are armed for one request, for a session, by a scenario, or for all sessions."""

import json
import threading
from pathlib import Path

import pytest

from mock_server.asgi.app import create_app
from mock_server.faults import fault_catalogue
from mock_server.faults.kinds import rules
from mock_server.faults.model.fault import FaultError
from mock_server.scenarios.playing.run import ScenarioRun
from mock_server.settings import Settings
from openapi.loading.document import load_contract
from tests.mock_server.asgi_client import ask
from tests.mock_server.manual_time import ManualTime

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z
IMPORT = "/v3/infinity-mall/members/imports/1"
JOBS = "/subscriptions/imports"
SLUG = ("X-Loyalty-Club-Slug", "infinity-mall")


@pytest.fixture
def app(packaged):
    """The packaged APIs, with default settings."""
    return create_app(packaged, Settings(), ticker=ManualTime(NOON))


def statuses(app, target, *headers, times):
    """Return the statuses of the same request, sent some times."""
    return [ask(app, target, SLUG, *headers).status for _ in range(times)]


def test_a_preference_arms_for_one_request(app):
    """A fault in the header fires for this request only; the next one is healthy."""
    faulty = ask(app, IMPORT, SLUG, ("Prefer", "fault=server-error"))
    healthy = ask(app, IMPORT, SLUG)

    assert faulty.status == 500
    assert healthy.status == 200


def test_settings_follow_the_name_in_header_and_query(app):
    """`NAME;SETTING=VALUE` means the same in both places."""
    by_header = ask(app, IMPORT, SLUG, ("Prefer", "fault=server-error;status=503"))
    by_query = ask(app, f"{IMPORT}?__fault=server-error%3Bstatus=503", SLUG)

    assert (by_header.status, by_query.status) == (503, 503)


def test_a_named_session_keeps_its_fault_until_it_is_disarmed(app):
    """The fault is requested once, and `none` disarms it."""
    first = statuses(app, f"/__session/a{IMPORT}?__fault=server-error", times=1)
    later = statuses(app, f"/__session/a{IMPORT}", times=2)
    ended = statuses(app, f"/__session/a{IMPORT}?__fault=none", times=2)

    assert (first, later, ended) == ([500], [500, 500], [200, 200])


def test_the_fault_of_the_request_wins_over_those_armed_before(app):
    """A developer gets the error that was asked for last; each one stays armed."""
    asked = ["server-error", "rate-limit", "server-error%3Bstatus=503", "server-error"]

    assert [ask(app, f"/__session/w{IMPORT}?__fault={fault}", SLUG).status for fault in asked] == [
        500,
        429,
        503,
        500,
    ]
    assert statuses(app, f"/__session/w{IMPORT}", times=1) == [500]


@pytest.mark.parametrize(("text", "is_listed"), [("x", True), ("server-error;x=1", False)])
def test_none_is_available_where_a_fault_is_unknown(app, text, is_listed):
    """The refusal says how to disarm; `none` is not offered as a setting."""
    problem = ask(app, IMPORT, SLUG, ("Prefer", f"fault={text}"))

    assert problem.status == 422
    assert ("none" in problem.json()["available"]) is is_listed


def test_a_count_disarms_by_itself_however_often_it_is_sent(app):
    """Three failures, then health, though the client sends the same preference each time."""
    preference = ("Prefer", "fault=server-error;count=3")

    assert statuses(app, f"/__session/b{IMPORT}", preference, times=5) == [500, 500, 500, 200, 200]


def test_every_third_chance_fires(app):
    """`one-in=3` counts the session's own requests."""
    preference = ("Prefer", "fault=server-error;one-in=3")

    assert statuses(app, f"/__session/c{IMPORT}", preference, times=6) == [200, 200, 500] * 2


def test_sessions_do_not_disturb_each_other(app):
    """A fault of one session does not fire in another."""
    statuses(app, f"/__session/d{IMPORT}?__fault=server-error", times=1)

    assert statuses(app, f"/__session/e{IMPORT}", times=1) == [200]
    assert statuses(app, IMPORT, times=1) == [200]


def test_a_scenario_and_a_fault_live_in_one_session(app):
    """Arming a fault does not make a session forget its scenario."""
    ask(app, f"/__session/f{JOBS}?__scenario=26-jobs&__fault=duplicate-keys;count=1")
    answer = ask(app, f"/__session/f{JOBS}")

    assert len(answer.json()["data"]) == 25


def test_a_fault_of_pages_breaks_the_scenarios_own_list(app):
    """The page of 250 jobs begins one record early, as `page.overlap` says."""
    page = f"{JOBS}?__scenario=250-jobs&page%5Boffset%5D=25&page%5Blimit%5D=25"
    healthy = [job["id"] for job in ask(app, f"/__session/g{page}").json()["data"]]
    faulty = [
        job["id"] for job in ask(app, f"/__session/h{page}&__fault=page.overlap").json()["data"]
    ]

    assert faulty != healthy
    assert faulty[1:] == healthy[:-1]


def test_a_broken_rule_adds_no_record_behind_the_end_of_a_list(app):
    """A response that breaks one rule does not change the paging: the last page has no next one."""
    asked = f"{JOBS}?__scenario=26-jobs&__fault=rule.elastic_path.id-present"
    first = ask(app, f"/__session/k{asked}&page%5Boffset%5D=0&page%5Blimit%5D=25").json()
    behind = ask(app, f"/__session/k{asked}&page%5Boffset%5D=30&page%5Blimit%5D=25").json()

    assert len(first["data"]) == 25
    assert any(not job.get("id") for job in first["data"])
    assert behind["data"] == []


def test_a_polling_fault_shows_at_the_second_answer(app):
    """A status can only go back after a first response."""
    bodies = [
        ask(app, f"/__session/i{IMPORT}?__fault=poll.status-goes-back", SLUG).json()
        for _ in range(2)
    ]
    first, second = ([bulk["status"] for bulk in body["bulks"]] for body in bodies)

    assert first != second


def test_a_fault_for_all_sessions_is_armed_at_start(packaged):
    """`--fault` fires for every client until its count is used up."""
    settings = Settings(faults=("server-error;count=2",))
    app = create_app(packaged, settings, ticker=ManualTime(NOON))

    assert statuses(app, IMPORT, times=1) == [500]
    assert statuses(app, f"/__session/j{IMPORT}", times=2) == [500, 200]


def test_a_fault_ends_with_its_time(packaged):
    """`for=60` is a minute on the mock's clock."""
    ticker = ManualTime(NOON)
    app = create_app(packaged, Settings(faults=("server-error;for=60",)), ticker=ticker)
    before = statuses(app, IMPORT, times=2)
    ticker.advance(61)

    assert (before, statuses(app, IMPORT, times=1)) == ([500, 500], [200])


def test_a_scenario_arms_a_fault_at_its_moment(packaged, tmp_path):
    """The third second of the scenario fails; before and after it answers."""
    file = tmp_path / "hiccup.yaml"
    file.write_text(
        "scenario: hiccup\n"
        "api: placewise\n"
        "operation: showMembersImportStatus\n"
        "shows: An import whose server fails for a second.\n"
        "timeline:\n"
        "  - {at: 0s}\n"
        "  - {at: 3s, fault: server-error;status=503}\n"
        "  - {at: 4s}\n"
    )
    settings = Settings(scenario_files=(file,), scenarios=("hiccup",))
    ticker = ManualTime(NOON)
    app = create_app(packaged, settings, ticker=ticker)
    seen = []
    for _ in range(5):
        seen += statuses(app, IMPORT, times=1)
        ticker.advance(1)

    assert seen == [200, 200, 200, 503, 200]


def test_a_scenarios_fault_counts_down(packaged, tmp_path):
    """`count=1` fires once for its state, and again when the scenario is restarted."""
    file = tmp_path / "stumble.yaml"
    file.write_text(
        "scenario: stumble\n"
        "api: placewise\n"
        "operation: showMembersImportStatus\n"
        "shows: An import whose first answer fails.\n"
        "timeline:\n"
        "  - {at: 0s, fault: server-error;status=503;count=1}\n"
    )
    settings = Settings(scenario_files=(file,), scenarios=("stumble",))
    app = create_app(packaged, settings, ticker=ManualTime(NOON))
    first = statuses(app, IMPORT, times=3)
    other = statuses(app, IMPORT.replace("imports/1", "imports/2"), times=2)
    again = statuses(app, f"/__session/s{IMPORT}", times=2)

    assert (first, other, again) == ([503, 200, 200], [503, 200], [503, 200])


def test_a_fault_can_let_an_invalid_request_pass(app):
    """`accept-invalid` answers an invalid request; without it, the request is refused."""
    preference = ("Prefer", "fault=accept-invalid")
    accepted = ask(app, f"{JOBS}?page%5Blimit%5D=101", preference)
    refused = ask(app, f"{JOBS}?page%5Blimit%5D=101")

    assert (accepted.status, refused.status) == (200, 400)


def test_an_unknown_fault_is_a_problem_with_the_nearest_name(app):
    """The response is a problem of the mock, not in the API's error format."""
    answer = ask(app, IMPORT, SLUG, ("Prefer", "fault=sever-error"))

    assert answer.status == 422
    assert answer.header("mock-server-problem") == "unknown-fault"
    assert answer.json()["nearest"] == "server-error"


def test_an_unknown_fault_stops_the_server_at_start(packaged):
    """An option that names no fault is an error at start-up."""
    with pytest.raises(FaultError, match="there is no fault 'nope'"):
        create_app(packaged, Settings(faults=("nope",)))


@pytest.fixture
def records_made(monkeypatch):
    """The places of the records that were made as values, in order."""
    made: list[int] = []
    make = ScenarioRun.record

    def noted(self, index, *args, **options):
        made.append(index)
        return make(self, index, *args, **options)

    monkeypatch.setattr(ScenarioRun, "record", noted)
    return made


@pytest.fixture
def searches(monkeypatch):
    """The names of the threads in which bodies that break a rule were searched for, in order."""
    threads: list[str] = []
    search = rules.find_violation

    def noted(*args, **options):
        threads.append(threading.current_thread().name)
        return search(*args, **options)

    monkeypatch.setattr(rules, "find_violation", noted)
    fault_catalogue._faults_of.cache_clear()  # noqa: SLF001 - no result of another test
    yield threads
    fault_catalogue._faults_of.cache_clear()  # noqa: SLF001 - no result of another test


def test_a_delay_on_a_long_list_makes_no_record_of_it(app, records_made):
    """A fault that does not use the list makes no records of a list of 10,050 jobs."""
    answer = ask(app, f"{JOBS}?__scenario=10050-jobs&__fault=delay%3Bseconds=0")

    assert answer.status == 200
    assert records_made == []


def test_a_fault_of_pages_makes_the_records_of_its_page_only(app, records_made):
    """Of 10,050 jobs only the ten of the page are made."""
    page = f"{JOBS}?__scenario=10050-jobs&page%5Boffset%5D=5000&page%5Blimit%5D=10"
    ask(app, f"{page}&__fault=page.overlap")

    assert records_made == list(range(4999, 5009))


def test_a_broken_rule_is_searched_for_beside_the_event_loop(app, searches):
    """Other requests are answered during a search: it runs in the worker's thread."""
    ask(app, f"{JOBS}?__fault=rule.elastic_path.id-present")

    assert searches
    assert set(searches) == {"mock-server-computing"}


def test_a_search_is_not_repeated_when_the_minute_changes(packaged, searches):
    """A body that broke a rule a minute ago is tried again first."""
    ticker = ManualTime(NOON)
    app = create_app(packaged, Settings(), ticker=ticker)
    asked = f"{JOBS}?__scenario=26-jobs&__fault=rule.elastic_path.id-present"
    first = ask(app, asked)
    before = len(searches)
    ticker.seconds += 600
    second = ask(app, asked)

    assert first.body == second.body
    assert len(searches) == before


def test_arming_by_the_admin_side_searches_beside_the_event_loop(app, searches):
    """Arming a fault for all operations does not block other requests either."""
    body = b'{"fault": "rule.elastic_path.id-present"}'
    answer = ask(
        app,
        "/__admin/faults",
        ("Host", "localhost"),
        ("Content-Type", "application/json"),
        method="POST",
        chunks=(body,),
    )

    assert answer.status == 200
    assert set(searches) == {"mock-server-computing"}


NOTES = Path(__file__).parents[2] / "fixtures" / "notes.yaml"
JSON_TYPE = ("Content-Type", "application/json")
LOSSES = {
    "record.creation-lost": ("POST", "/v1/notes", {"title": "Tea"}, 201),
    "record.update-lost": ("PATCH", "/v1/notes/1", {"title": "Tea"}, 200),
    "record.deletion-lost": ("DELETE", "/v1/notes/1", None, 204),
}


@pytest.mark.parametrize("fault", LOSSES)
def test_a_lost_write_is_answered_and_leaves_the_records_as_they_were(fault):
    """The answer is the same as without the fault; only a later GET shows it."""
    app = create_app([load_contract(NOTES)], Settings(is_stateful=True), ticker=ManualTime(NOON))
    method, path, body, status = LOSSES[fault]
    chunks = (json.dumps(body).encode(),) if body else (b"",)

    def sent(prefix, *headers):
        return ask(app, f"{prefix}{path}", JSON_TYPE, *headers, method=method, chunks=chunks)

    def listed(prefix):
        return ask(app, f"{prefix}/v1/notes").json()["notes"]

    before = listed("/__session/a")
    lost = sent("/__session/a", ("Prefer", f"fault={fault}"))
    kept = sent("/__session/b")

    assert (lost.status, lost.body) == (kept.status, kept.body)
    assert lost.status == status
    assert listed("/__session/a") == before
    assert listed("/__session/b") != before


def test_every_second_write_may_be_lost():
    """The settings of every fault are those of a lost write, too."""
    app = create_app([load_contract(NOTES)], Settings(is_stateful=True), ticker=ManualTime(NOON))
    prefer = ("Prefer", "fault=record.creation-lost;one-in=2")
    for title in ("a", "b", "c"):
        body = json.dumps({"title": title}).encode()
        path = "/__session/a/v1/notes"
        ask(app, path, JSON_TYPE, prefer, method="POST", chunks=(body,))
    notes = ask(app, "/__session/a/v1/notes").json()["notes"]

    assert [each["title"] for each in notes] == ["Bread", "a", "c"]


@pytest.mark.parametrize("fault", LOSSES)
@pytest.mark.parametrize("asked", ["Prefer", "?__fault"])
def test_a_loss_without_records_is_noted(fault, asked):
    """A mock that keeps nothing says so, and does not claim that the fault was applied."""
    app = create_app([load_contract(NOTES)], Settings(), ticker=ManualTime(NOON))
    method, path, body, status = LOSSES[fault]
    chunks = (json.dumps(body).encode(),) if body else (b"",)
    headers = [JSON_TYPE] + [("Prefer", f"fault={fault}")] * (asked == "Prefer")
    target = path + f"?__fault={fault}" * (asked != "Prefer")
    answer = ask(app, target, *headers, method=method, chunks=chunks)

    assert answer.status == status
    assert answer.header("preference-applied") is None
    assert answer.header("mock-server-note") == (
        f"fault {fault} has no effect: the request changes no record; "
        "a stateful session has them (serve --stateful)"
    )


def test_a_loss_with_records_has_no_note():
    """Where a record changes, the fault is applied, and nothing is in vain."""
    app = create_app([load_contract(NOTES)], Settings(is_stateful=True), ticker=ManualTime(NOON))
    body = json.dumps({"title": "Tea"}).encode()
    prefer = ("Prefer", "fault=record.update-lost")
    answer = ask(app, "/v1/notes/1", JSON_TYPE, prefer, method="PATCH", chunks=(body,))

    assert answer.header("preference-applied") == "fault=record.update-lost"
    assert answer.header("mock-server-note") is None
