"""Tests of units of a fuzz run, in this process."""

from contextlib import closing, contextmanager
from dataclasses import replace

from hypothesis.database import InMemoryExampleDatabase

from contracts.fuzz.campaign import fuzz_limits
from contracts.fuzz.parallel.worker import FuzzRun, FuzzWorker, generators_of
from contracts.fuzz.schemathesis.adapter import isolated_hypothesis
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.interruption import Interruption
from contracts.run.parallel.units import Share, Unit
from contracts.run.preparation import prepare
from contracts.run.session import open_sessions
from contracts.run.settings.fuzz import FuzzSettings
from tests.contracts.live import Reply, serve
from tests.contracts.shop import SPEC, VARIABLES
from tests.contracts.shop_server import shop

CLOCK = SystemClock()
WHOLE = Share(is_whole=True)


@contextmanager
def workers(answer, folder, count=1):
    """Yield workers with one corpus, and the server."""
    with serve(answer) as server:
        settings = FuzzSettings(
            targets=(server.url,), specs=(SPEC,), environ={"SHOP_TOKEN": "hush"}, env=VARIABLES,
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
    given = {"number": 1, "kind": "fuzz", "api": "shop", "operations": ("showOrder",)}
    return Unit(**given, turn=turn, **changes)


def failing(_, reply):
    """Give every order a status that does not exist."""
    is_order = reply.status == 200 and "status" in (reply.body or {})
    return replace(reply, body={**reply.body, "status": "lost"}) if is_order else reply


def targets_of(seen):
    """Return what was sent, in order."""
    return [each.target for each in seen]


def test_a_round_is_the_same_whichever_worker_does_it(tmp_path):
    """Seed, operation and round decide the requests."""
    with workers(shop(), tmp_path, 2) as ([one, other], server):
        one.do(unit(turn=1), Share(requests=20))
        middle = len(server.seen)
        other.do(unit(turn=1), Share(requests=20))

    assert targets_of(server.seen[:middle]) == targets_of(server.seen[middle:])
    assert middle == 20


def test_the_first_round_proves_a_healthy_operation(tmp_path):
    """Each unit has its own counts."""
    with workers(shop(), tmp_path) as ([worker], server):
        partial = worker.do(unit(), WHOLE)
        again = worker.do(unit(turn=1), Share(requests=5))

    [report] = [each for each in partial.report.operations if each.id == "showOrder"]
    assert report.unverified_reason == ""
    assert partial.report.tally.requests + again.report.tally.requests == len(server.seen)
    assert partial.report.findings == ()


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


def test_a_share_ends_a_round_and_not_the_run(tmp_path):
    """A used share is no reason to begin no other unit."""
    with workers(shop(), tmp_path) as ([worker], server):
        partial = worker.do(unit(), Share(requests=2))

    assert (len(server.seen), partial.stop) == (2, "")
