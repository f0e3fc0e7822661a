"""A running mock in the hands of a test."""

import threading
from datetime import UTC, datetime

import pytest
import requests

from mock_server.errors import SettingsError
from mock_server.http.problems import ToolProblem
from mock_server.server.embedded import MockServer

JOBS = "/subscriptions/imports"


@pytest.fixture(scope="module")
def server(packaged):
    """A server that runs."""
    with MockServer(contracts=packaged) as running:
        yield running


@pytest.fixture
def session(server, request):
    """A session of this test's own."""
    handle = server.session(request.node.name)
    yield handle
    handle.reset()


def jobs(url, **headers):
    """Return how many jobs a client sees."""
    answer = requests.get(url + JOBS, headers=headers, timeout=60)
    return len(answer.json()["data"]) if answer.ok else answer.status_code


def test_session_is_reached_by_its_address_or_its_headers(server, session):
    """Both ways lead to the same choices."""
    session.select_scenario("no-jobs")

    assert jobs(session.url) == 0
    assert jobs(server.url, **session.headers) == 0
    assert jobs(server.url) == 1


def test_clock_is_set_moved_and_let_go(session):
    """Everything that a clock can do can be done from a test."""
    clock = session.clock
    clock.freeze()
    clock.set("2030-01-01T00:00:00Z")
    clock.advance("1.5m")
    clock.advance(30)
    moved = clock.now
    clock.set(datetime(2031, 1, 1, tzinfo=UTC))
    set_again = clock.now
    clock.speed(2)
    clock.run()
    clock.real()

    assert moved == datetime(2030, 1, 1, 0, 2, tzinfo=UTC)
    assert set_again == datetime(2031, 1, 1, tzinfo=UTC)
    assert clock.now.year < 2030


def test_journal_shows_the_sessions_exchanges(session):
    """A session's journal has its requests, and can be searched, counted and cleared."""
    jobs(session.url)
    jobs(session.url)
    journal = session.journal

    assert [entry.status for entry in journal.entries(operation="listImportJobs")] == [200, 200]
    assert (journal.count(status=404), journal.count()) == (0, 2)
    assert (journal.clear(), journal.count()) == (2, 0)


def test_expectation_that_is_not_met_fails_the_test(session):
    """Expectations about the session's requests are verified; a failure fails the test."""
    jobs(session.url)
    session.journal.expect(exactly=1, requests={"status": 200})

    with pytest.raises(AssertionError, match=r"at-least \(fail\): 1 request, wanted at least 2"):
        session.journal.expect(at_least=2)


def test_coverage_is_the_sessions(server, session):
    """The coverage of a session is only that of its own requests."""
    jobs(session.url)
    jobs(server.url + "/__session/another", Prefer="code=500")
    coverage = session.journal.coverage()
    answers = [answer for each in coverage["operations"] for answer in each["answers"]]

    assert [(each["status"], each["count"]) for each in answers if each["met"]] == [("200", 1)]
    # The answer, its example, and one word of each of three enums.
    assert coverage["met"] == 5


def test_fault_is_armed_and_disarmed(session):
    """A test can arm and disarm faults."""
    session.arm("server-error")
    armed = jobs(session.url)
    session.disarm("server-error")

    assert (armed, jobs(session.url)) == (500, 1)


def test_restart_and_reset_begin_anew(session):
    """Restarting keeps the scenario, resetting clears it."""
    session.select_scenario("no-jobs")
    session.restart()
    after_restart = jobs(session.url)
    session.reset()

    assert (after_restart, jobs(session.url)) == (0, 1)


def test_mistake_is_raised_in_the_test(session):
    """An unknown name is an error at the call that used it."""
    with pytest.raises(ToolProblem, match="There is no scenario 'no-job'"):
        session.select_scenario("no-job")


def test_handles_can_be_used_from_many_threads(server):
    """Calls from several threads run one after the other, and none is lost."""
    sessions = [server.session(f"thread-{number}") for number in range(8)]
    threads = [
        threading.Thread(target=each.select_scenario, args=("no-jobs",)) for each in sessions
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [jobs(session.url) for session in sessions] == [0] * 8


def test_server_itself_can_be_handled(packaged):
    """Choice, clock, faults and journal of those that name no session, and all forgotten again."""
    with MockServer(contracts=packaged) as own:
        own.play("no-jobs")
        own.clock.set("2030-01-01T00:00:00Z")
        own.arm("server-error;count=1")
        seen = [jobs(own.url), jobs(own.url), own.clock.now.year, own.journal.count()]
        own.reset()
        after = [own.journal.count(), jobs(own.url), own.clock.now.year < 2030]

    assert seen == [500, 0, 2030, 2]
    assert after == [0, 1, True]


def test_server_that_does_not_run_says_so(packaged):
    """Outside its block a call of the server is an error."""
    server = MockServer(contracts=packaged)

    with pytest.raises(SettingsError, match="the server does not run"):
        server.journal.entries()
