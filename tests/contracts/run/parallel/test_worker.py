"""Tests of one worker with several units."""

import json
from contextlib import closing
from dataclasses import replace

import pytest

from contracts.http.client.connection import NoResponse
from contracts.http.client.transport import Transport
from contracts.http.interruption import Interruption
from contracts.run.check import CheckRun
from contracts.run.dry_run import ExampleServer, InstantClock
from contracts.run.parallel.units import Share, Unit
from contracts.run.parallel.worker import CheckWorker
from contracts.run.preparation import prepare, run_limits
from contracts.run.session import open_sessions
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.contracts.run.parallel.divided import shelves

NO_LIMIT = Share()


def worker(tmp_path, **changes):
    """Return a worker for two resources on a server in memory."""
    path = tmp_path / "shelves.json"
    path.write_text(json.dumps(shelves(2)), encoding="utf-8")
    settings = CheckSettings(
        targets=("http://127.0.0.1:1",), specs=(path,), profile=PROFILES["smoke"],
        probes=frozenset(), **changes,
    )  # fmt: skip
    targets, clock = prepare(settings), InstantClock()
    server = ExampleServer(targets)
    transport = Transport(run_limits(targets, settings), clock, connect=lambda _, __: server)
    sessions = open_sessions(targets, settings, transport, clock)
    run = CheckRun(settings=settings, transport=transport, clock=clock, interruption=Interruption())
    return CheckWorker(sessions, run), transport


def unit(number, *operations):
    """Return a unit."""
    return Unit(number=number, api="shelves", operations=operations)


def test_each_unit_counts_only_its_own(tmp_path):
    """Two units in one process have their own operations, requests and bytes."""
    given, transport = worker(tmp_path)
    with closing(transport):
        [one, other] = [given.do(unit(number, f"list{number}"), NO_LIMIT) for number in (0, 1)]

    assert [each.id for each in other.report.operations] == ["list1"]
    assert one.report.tally == other.report.tally
    assert one.report.tally.requests + other.report.tally.requests == transport.tally.requests
    labels = [
        part.report.label_of(each) for part in (one, other) for each in part.report.operations
    ]
    assert labels == ["pass", "pass"]


def test_a_unit_keeps_to_its_share_and_the_next_has_its_own(tmp_path):
    """A used share ends a unit, with the budget of the run in the reason; not the worker."""
    given, transport = worker(tmp_path)
    with closing(transport):
        first = given.do(unit(1, "list0", "list1"), Share(requests=2))
        second = given.do(unit(2, "show0"), NO_LIMIT)

    assert first.report.tally.requests == 2
    assert second.report.label_of(second.report.operations[0]) == "pass"


def test_the_time_of_the_run_is_not_that_of_the_unit(tmp_path):
    """A unit that begins when the time is up sends nothing, and says why."""
    given, transport = worker(tmp_path)
    given._limits = replace(given._limits, max_seconds=10.0)  # noqa: SLF001 - as --max-time does
    with closing(transport):
        late = given.do(unit(1, "list0"), Share(elapsed=11.0))

    assert late.report.tally.requests == 0
    assert "(--max-time)" in late.report.operations[0].unverified_reason


def silent_after(count, connect):
    """Return what connects to a server that answers so many requests."""
    left = iter(range(count))

    class Dying:
        def __init__(self, origin, monotonic):
            self._inner = connect(origin, monotonic)

        def send(self, request, **limits):
            if next(left, None) is None:
                raise NoResponse("no answer within 2 s")
            return self._inner.send(request, **limits)

        def close(self):
            self._inner.close()

    return Dying


@pytest.mark.parametrize("count", [0, 2])
@pytest.mark.parametrize("is_known", [False, True])
def test_a_silent_server_is_one_finding_of_the_whole_run(tmp_path, count, is_known):
    """What was asked after the death is no error, and nothing is said to be answered."""
    given, transport = worker(tmp_path)
    received = []
    transport._connect = silent_after(count, transport._connect)  # noqa: SLF001 - a server dies
    given._run = replace(  # noqa: SLF001 - as the link of a worker
        given._run,  # noqa: SLF001
        on_silence=lambda _, reason: received.append(reason) or is_known,
    )
    with closing(transport):
        report = given.do(unit(1, "list0", "show0", "part0"), NO_LIMIT).report

    errors = [f.finding.message for f in report.findings if f.finding.rule == "answered"]
    assert [e.partition(":")[0] for e in errors] == (
        [] if is_known else ["The server stopped answering after this request"]
    )
    assert not any(f.finding.rule == "success-seen" for f in report.findings)
    assert not any("other requests" in note for note in report.notes)
    assert received == [""] if is_known else received[0] == "" and "in a row" in received[1]
