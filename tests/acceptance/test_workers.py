"""`mock-server serve --workers 2`: real processes on one port, which answer like one."""

import http.client
import json
import os
import signal
import time
from contextlib import suppress

import pytest

from tests.acceptance.commands import PATIENCE, mock_process, run_here
from tests.mock_server.recorded import archive, entry


@pytest.fixture(scope="module")
def server():
    """Yield a mock with two workers."""
    with mock_process("--workers", "2", "--log", "json") as mock:
        yield mock
        mock.stop()


@pytest.fixture
def mock(server):
    """Yield the mock without choices, exchanges and coverage."""
    call(server, "/__admin/reset", method="POST", body={})
    return server


def call(mock, path, *, method="GET", body=None):
    """Return what a request on a connection of its own is answered, as JSON or bytes."""
    connection = http.client.HTTPConnection(*mock.address, timeout=PATIENCE)
    try:
        return asked(connection, path, method=method, body=body)
    finally:
        connection.close()


def asked(connection, path, *, method="GET", body=None):
    """Return what a request is answered, as JSON or bytes."""
    data = None if body is None else json.dumps(body).encode()
    sent = {} if data is None else {"content-type": "application/json"}
    connection.request(method, path, data, sent)
    answer = connection.getresponse()
    found = answer.read()
    assert answer.status < 300, found
    return json.loads(found) if found[:1] in (b"{", b"[") else found


def on_each(mock, ask):
    """Return what `ask` returns, by the worker that was asked, for both workers.

    Which worker has answered is asked on the same connection before.
    """
    found = {}
    deadline = time.monotonic() + PATIENCE
    while len(found) < 2:
        assert time.monotonic() < deadline
        connection = http.client.HTTPConnection(*mock.address, timeout=PATIENCE)
        worker = asked(connection, "/__admin/health")["replica"]["worker"]
        if worker not in found:
            found[worker] = ask(connection)
        connection.close()
    return found


def got(path):
    """Return a question for `on_each`: the JSON of a path."""
    return lambda connection: asked(connection, path)


def children(mock):
    """Return the processes that the server has started."""
    with open(f"/proc/{mock.process.pid}/task/{mock.process.pid}/children") as file:  # noqa: PTH123
        return [int(pid) for pid in file.read().split()]


def test_a_choice_in_one_worker_is_seen_by_the_other_at_once(mock):
    """Scenario, clock, faults: the next request finds them, whichever worker it reaches."""
    for turn in range(8):
        session = f"turn-{turn}"
        call(mock, "/__admin/scenarios", method="PUT",
             body={"scenario": "happy-import", "session": session})  # fmt: skip
        shown = call(mock, f"/__admin/scenarios?session={session}")["scenarios"]
        assert any(each["chosen"] and each["name"] == "happy-import" for each in shown)
    call(mock, "/subscriptions/imports?__session=turn-1&__clock=2030-01-01T00:00:00Z")
    for clock in on_each(mock, got("/__admin/clock?session=turn-1")).values():
        assert clock["time"].startswith("2030-01-01")
    call(mock, "/__admin/faults", method="POST", body={"fault": "delay;seconds=0"})
    for found in on_each(mock, got("/__admin/faults?available=false")).values():
        assert [each["fault"] for each in found["armed"]] == ["delay"]
    call(mock, "/__admin/reset", method="POST", body={})
    for found in on_each(mock, got("/__admin/faults?available=false")).values():
        assert found["armed"] == []


def test_the_journal_is_that_of_all_workers(mock):
    """It has the same requests in both; so have verification, coverage and the metrics."""
    for number in range(40):
        call(mock, f"/subscriptions/imports?n={number}")
    listed = on_each(mock, got("/__admin/requests?limit=100"))

    assert listed[1] == listed[2]
    urls = [each["request"]["url"] for each in listed[1]["requests"]]
    assert urls == [f"/subscriptions/imports?n={number}" for number in reversed(range(40))]
    sequence = [{"query": {"n": str(number)}} for number in range(40)]
    expected = {"exactly": 40, "sequence": sequence[:10]}
    assert call(mock, "/__admin/verify", method="POST", body=expected)["passed"]
    for coverage in on_each(mock, got("/__admin/coverage")).values():
        counts = [answer["count"] for each in coverage["operations"] for answer in each["answers"]]
        assert sum(counts) == 40
    text = call(mock, "/__admin/metrics").decode()
    assert all(f'status="200",worker="{number}"}}' in text for number in (1, 2))
    assert call(mock, "/__admin/requests", method="DELETE")["count"] == 40
    assert {found["total"] for found in on_each(mock, got("/__admin/requests")).values()} == {0}


def test_a_request_is_replayed_by_another_worker(mock):
    """The answer is the new exchange."""
    call(mock, "/subscriptions/imports?first")
    (number,) = [each["id"] for each in call(mock, "/__admin/requests")["requests"]]
    for _ in range(4):
        again = call(mock, f"/__admin/requests/{number}/replay", method="POST", body={})
        assert again["id"] > number
        assert again["request"]["url"] == "/subscriptions/imports?first"
    assert call(mock, "/__admin/requests")["total"] == 5


def covered(mock):
    """Return how many answers each worker has counted in its coverage, the others' included."""
    return {
        sum(answer["count"] for each in coverage["operations"] for answer in each["answers"])
        for coverage in on_each(mock, got("/__admin/coverage")).values()
    }


def test_a_killed_worker_is_replaced_and_nothing_is_lost(mock):
    """Its choices, its exchanges and its coverage are those of the process that takes its place."""
    call(mock, "/__admin/scenarios", method="PUT",
         body={"scenario": "happy-import", "session": "kept"})  # fmt: skip
    for number in range(20):
        call(mock, f"/subscriptions/imports?n={number}")
    call(mock, "/__admin/requests")
    time.sleep(2.1)  # coverage is handed over every two seconds
    for _ in range(2):  # a worker that answers has done what was due before
        on_each(mock, got("/__admin/health"))
    before = children(mock)
    os.kill(before[0], signal.SIGKILL)
    for _ in range(20):
        call(mock, "/subscriptions/imports?later")  # none is refused meanwhile
    after = children(mock)

    assert len(after) == 2
    assert before[0] not in after
    for found in on_each(mock, got("/__admin/scenarios?session=kept")).values():
        assert any(each["chosen"] and each["name"] == "happy-import" for each in found["scenarios"])
    assert {each["total"] for each in on_each(mock, got("/__admin/requests")).values()} == {40}
    assert covered(mock) == {40}
    assert any("ended (SIGKILL) and is started again" in line for line in mock.lines)


def test_a_signal_ends_every_process_in_order():
    """Exit code 0, no process is left, the start was reported once, and no line is torn."""
    with mock_process("--workers", "2", "--log", "json") as mock:
        for number in range(50):
            call(mock, f"/subscriptions/imports?n={number}")
        started = children(mock)
        assert mock.stop(signal.SIGTERM) == 0
    assert len(started) == 2
    for pid in started:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert sum(line.startswith("Serving ") for line in mock.lines) == 1
    lines = [json.loads(line) for line in mock.lines if line.startswith("{")]
    assert len([line for line in lines if "imports?n=" in line["url"]]) == 50


def test_workers_end_with_their_parent():
    """A parent that is killed leaves no process behind."""
    with mock_process("--workers", "2") as mock:
        started = children(mock)
        assert mock.stop(signal.SIGKILL) == -signal.SIGKILL
        deadline = time.monotonic() + PATIENCE
        for pid in started:
            while _runs(pid):
                assert time.monotonic() < deadline
                time.sleep(0.02)


def test_what_workers_cannot_do_is_refused_at_the_start(tmp_path):
    """With exit code 2, before anything is started."""
    words = ("http://127.0.0.1:1", "--record", "all", "--recording", str(tmp_path / "a.har"))
    result = run_here("mock-server", "proxy", *words, "--workers", "2")

    assert result.returncode == 2
    assert "--record and --workers exclude each other" in result.stderr
    result = run_here("mock-server", "serve", "--workers", "0")
    assert result.returncode == 2
    assert "not a number from 1 to" in result.stderr


def test_a_recorded_sequence_goes_on_in_the_other_worker(tmp_path):
    """Each request gets the next recorded answer of its session, whichever worker it reaches."""
    states = [f"state-{number}" for number in range(12)]
    recording = tmp_path / "a.har"
    recording.write_bytes(archive(*(entry("http://real/poll", json.dumps(s)) for s in states)))
    with mock_process("--workers", "2", "--recording", str(recording)) as mock:
        found = {
            session: [
                json.loads(call(mock, f"/__session/{session}/poll")) for _ in range(len(states) + 1)
            ]
            for session in ("one", "other")
        }
        asked = call(mock, "/__admin/requests?path=/poll")["requests"]

    assert all(each == [*states, states[-1]] for each in found.values())
    assert len({each["recorded"] for each in asked}) == len(states)


def _runs(pid):
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as file, suppress(FileNotFoundError):  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    return False
