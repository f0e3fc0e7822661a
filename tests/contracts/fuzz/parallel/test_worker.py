"""Tests of units of a fuzz run, in this process."""

from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
from hypothesis.database import InMemoryExampleDatabase

from contracts.fuzz.campaign import fuzz_limits
from contracts.fuzz.fuzz_run import FuzzRun
from contracts.fuzz.parallel.worker import FuzzWorker, generators_of
from contracts.fuzz.schemathesis.adapter import isolated_hypothesis
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.interruption import Interruption
from contracts.run.parallel.units import Share, Unit
from contracts.run.preparation import prepare
from contracts.run.session import open_sessions
from contracts.run.settings.fuzz import FuzzSettings
from tests.contracts import clubs
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SPEC, VARIABLES
from tests.contracts.shop_server import shop

CLOCK = SystemClock()
WHOLE = Share()


@contextmanager
def workers(answer, folder, count=1, spec=SPEC):
    """Yield workers with one corpus, and the server."""
    with serve(answer) as server:
        settings = FuzzSettings(
            targets=(server.url,), specs=(spec,), environ={"SHOP_TOKEN": "hush"}, env=VARIABLES,
            seconds=60.0, corpus=folder / "corpus", witnesses=folder / "witnesses",
        )  # fmt: skip
        targets = prepare(settings)
        limits = fuzz_limits(targets, settings)
        database = InMemoryExampleDatabase()
        with isolated_hypothesis(), closing(Transport(limits, CLOCK)) as transport:
            sessions = open_sessions(targets, settings, transport, CLOCK)
            run = FuzzRun(
                settings=settings, transport=transport, clock=CLOCK, interruption=Interruption(),
                database=database,
            )  # fmt: skip
            generators = generators_of(sessions, settings)
            yield [FuzzWorker(sessions, run, generators) for _ in range(count)], server


def unit(turn=0, **changes):
    """Return a unit."""
    given = {"number": 1, "api": "shop", "operations": ("showOrder",), **changes}
    return Unit(**given, turn=turn)


def failing(_, reply):
    """Give every order a status that does not exist."""
    is_order = reply.status == 200 and "status" in (reply.body or {})
    return replace(reply, body={**reply.body, "status": "lost"}) if is_order else reply


def targets_of(seen):
    """Return what was sent, in order."""
    return [each.target for each in seen]


@pytest.fixture(scope="module")
def healthy(tmp_path_factory):
    """Return two workers for a healthy server, and the server."""
    with workers(shop(), tmp_path_factory.mktemp("healthy"), 2) as given:
        yield given


def test_a_round_is_the_same_whichever_worker_does_it(healthy):
    """Seed, operation and round decide the requests."""
    [one, other], server = healthy
    start = len(server.seen)
    one.do(unit(turn=1), Share(requests=20))
    other.do(unit(turn=1), Share(requests=20))

    sent = targets_of(server.seen[start:])
    assert sent[:20] == sent[20:]
    assert len(sent) == 40


def test_the_first_round_proves_a_healthy_operation(healthy):
    """Each unit has its own counts."""
    [worker, _], server = healthy
    start = len(server.seen)
    partial = worker.do(unit(), WHOLE)
    again = worker.do(unit(turn=1), Share(requests=5))

    [report] = [each for each in partial.report.operations if each.id == "showOrder"]
    assert report.unverified_reason == ""
    sent = partial.report.tally.requests + again.report.tally.requests
    assert sent == len(server.seen) - start
    assert partial.report.findings == ()


def test_a_share_ends_a_round_and_not_the_run(healthy):
    """A used share is no reason to begin no other unit."""
    [worker, _], server = healthy
    start = len(server.seen)
    partial = worker.do(unit(), Share(requests=2))

    assert (len(server.seen) - start, partial.stop) == (2, "")


def test_a_settled_finding_is_counted_and_has_no_second_witness(tmp_path):
    """What another unit has found is neither shrunk nor written again."""
    with workers(shop(failing), tmp_path) as ([worker], _):
        first = worker.do(unit(), WHOLE)
        ids = tuple(each.id for each in first.report.findings)
        for path in (tmp_path / "witnesses").iterdir():
            path.unlink()
        second = worker.do(unit(turn=1, settled=ids), Share(requests=20))

    assert first.report.findings[0].witness
    assert {each.id for each in second.report.findings} <= {*ids}
    assert [*(tmp_path / "witnesses").iterdir()] == []


def test_a_server_that_is_gone_ends_the_run(tmp_path):
    """The unit says why no other one should be begun."""
    with workers(lambda _: Reply(raw=b""), tmp_path) as ([worker], _):
        partial = worker.do(unit(), WHOLE)

    assert partial.stop


def test_a_worker_leaves_an_operation_alone_that_does_not_answer(tmp_path):
    """A late round costs a few requests, the next none; other units are begun."""

    def deaf(seen, reply):
        return Reply(raw=b"") if "/orders/" in seen.target else reply

    with workers(shop(deaf), tmp_path) as ([worker], server):
        first = worker.do(unit(turn=2), WHOLE)
        sent = len(server.seen)
        second = worker.do(unit(turn=3), WHOLE)

    assert (first.stop, second.stop) == ("", "")
    assert 0 < sent < 20
    assert len(server.seen) == sent


def test_a_worker_learns_ids_as_a_run_of_one_process_does(tmp_path):
    """An operation of which no documented id exists is proved with one that the server lists."""
    with workers(clubs.answer, tmp_path, spec=clubs.SPEC) as ([worker], _):
        partial = worker.do(unit(api="clubs", operations=("showClub",)), Share(requests=20))

    [report] = [each for each in partial.report.operations if each.id == "showClub"]
    assert report.unverified_reason == ""
    assert any("200 with club=red from GET /clubs" in note for note in partial.report.notes)
