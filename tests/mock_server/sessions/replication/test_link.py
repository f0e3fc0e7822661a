"""Promises of replicas: they agree, go on without their store, and lose nothing."""

import asyncio

import pytest

from mock_server.clock import REAL
from mock_server.faults.model.activation import ActiveFault
from mock_server.http.problems import ToolProblem
from mock_server.sessions.records import Collection, Record
from mock_server.sessions.replication.link import StoreLink
from mock_server.sessions.replication.replicated_sessions import ReplicatedSessions
from mock_server.sessions.stores.store import StoreGoneError
from tests.mock_server.sessions.replication.replicas import NOON, quiet, replicas, until
from tests.mock_server.sessions.stores.memory_store import MemoryHub, MemoryStore

FROZEN = REAL.frozen(NOON)


def test_a_choice_at_one_replica_holds_at_the_other():
    """Scenario, clock, faults and records of a session are the same wherever it is asked."""

    async def run():
        async with replicas("a", "b") as (_, a, b):
            session = a.touch("demo")
            records = session.records.with_collection(
                "shop /pets", Collection.of({"7": Record.of({"id": 7})}, last=7)
            )
            a.sessions.change(
                session,
                scenarios={"shop order": "late"},
                clock=FROZEN,
                faults=(ActiveFault(fault="delay", settings={"seconds": 2.0}, remaining=3),),
                requested_faults=("delay;seconds=2;count=3",),
                is_stateful=True,
                records=records,
            )
            a.begin("shop/late", NOON + 3, "demo")
            a.sessions.count_played(a.touch("demo"), "GET /a")
            await quiet(a, b)
            return a.sessions.touch("demo", None, NOON), b.sessions.touch("demo", None, NOON)

    one, other = asyncio.run(run())

    assert other == one
    assert one.scenario_starts == {"shop/late": NOON + 3}


def test_clock_and_faults_of_the_server_are_shared():
    """What holds for all sessions holds at every replica."""

    async def run():
        async with replicas("a", "b") as (_, a, b):
            a.sessions.clock = FROZEN
            a.sessions.faults = (ActiveFault(fault="reset"),)
            await quiet(a, b)
            return b.sessions.clock, b.sessions.faults

    assert asyncio.run(run()) == (FROZEN, (ActiveFault(fault="reset"),))


def test_the_earliest_start_of_a_scenario_wins_everywhere():
    """Two replicas that let a scenario begin at the same moment show the same run of it."""

    async def run():
        async with replicas("a", "b") as (_, a, b):
            a.begin("shop/late", NOON + 2)
            b.begin("shop/late", NOON + 1)
            await quiet(a, b)
            return a.begin("shop/late", NOON + 9), b.begin("shop/late", NOON + 9)

    assert asyncio.run(run()) == (NOON + 1, NOON + 1)


def test_a_restart_lets_a_scenario_begin_anew_everywhere():
    """The start before a restart does not return, although it is earlier."""

    async def run():
        async with replicas("a", "b") as (_, a, b):
            a.begin("shop/late", NOON)
            await quiet(a, b)
            b.sessions.restart(b.touch())
            await quiet(a, b)
            first = a.begin("shop/late", NOON + 5)
            await quiet(a, b)
            return first, b.begin("shop/late", NOON + 9)

    assert asyncio.run(run()) == (NOON + 5, NOON + 5)


@pytest.mark.parametrize("is_of_all", [False, True])
def test_a_reset_at_one_replica_resets_the_other(is_of_all):
    """After a reset no replica has an earlier choice, and the others clear their journals."""

    async def run():
        async with replicas("a", "b") as (_, a, b):
            resets = []
            b.sessions.on_reset = resets.append
            a.sessions.change(a.touch("demo"), clock=FROZEN)
            await quiet(a, b)
            if is_of_all:
                a.sessions.drop_all()
            else:
                a.sessions.delete("demo", is_reset=True)
            await quiet(a, b)
            return resets, b.touch("demo").clock, a.touch("demo").clock

    assert asyncio.run(run()) == ([None if is_of_all else "demo"], None, None)


def test_changes_at_the_same_moment_are_both_kept():
    """Two clients that arm a fault at two replicas at once both have it armed."""

    async def run():
        async with replicas("a", "b") as (_, a, b):

            def arm(replica, fault):
                faults = (*replica.sessions.faults, ActiveFault(fault=fault))
                replica.sessions.faults = faults

            await asyncio.gather(
                *(a.link.transact(lambda n=n: arm(a, f"a{n}")) for n in range(5)),
                *(b.link.transact(lambda n=n: arm(b, f"b{n}")) for n in range(5)),
            )
            await quiet(a, b)
            return a.sessions.faults, b.sessions.faults

    one, other = asyncio.run(run())

    assert {each.fault for each in one} == {f"{r}{n}" for r in "ab" for n in range(5)}
    assert one == other


def test_a_store_that_informs_all_others_first_is_not_waited_for(monkeypatch):
    """A choice of a worker is answered at once: the others have it already."""
    monkeypatch.setattr(MemoryStore, "informs_writer", False)
    monkeypatch.setattr("mock_server.sessions.replication.link.wait_for_echo", None)

    async def run():
        async with replicas("a") as (_, a):
            await a.link.transact(lambda: setattr(a.sessions, "clock", FROZEN))
            return a.sessions.clock

    assert asyncio.run(run()) == FROZEN


def test_without_its_store_a_replica_goes_on_and_refuses_changes():
    """Scenarios still begin; what a client chooses is refused with a 503 that says why."""

    async def run():
        async with replicas("a", "b") as (hub, a, _):
            hub.switch_off()
            await until(lambda: not a.sessions.is_up)
            began = a.begin("shop/late", NOON)
            with pytest.raises(ToolProblem) as refused:
                a.sessions.change(a.touch("demo"), clock=FROZEN)
            with pytest.raises(ToolProblem):
                await a.link.transact(lambda: setattr(a.sessions, "clock", FROZEN))
            return began, refused.value, a.sessions.clock, a.touch("demo").clock, a.lines

    began, problem, *clocks, lines = asyncio.run(run())

    assert began == NOON
    assert (problem.status, problem.id) == (503, "store-gone")
    assert clocks == [REAL, None]
    assert len(lines) == 1


def test_what_was_missed_is_read_when_the_store_is_back():
    """A replica that lost its connection has every choice after it has connected again."""

    async def run():
        async with replicas("a", "b") as (hub, a, b):
            a.sessions.change(a.touch("demo"), clock=FROZEN)
            await quiet(a, b)
            hub.switch_off()
            await until(lambda: not a.sessions.is_up and not b.sessions.is_up)
            a.begin("shop/late", NOON + 1, "demo")
            hub.switch_on()
            await until(lambda: a.sessions.is_up and b.sessions.is_up)
            await quiet(a, b)
            return b.begin("shop/late", NOON + 5, "demo"), b.touch("demo").clock

    assert asyncio.run(run()) == (NOON + 1, FROZEN)


def test_a_store_that_comes_back_empty_is_filled_again():
    """The replicas write back what they know, and a new one learns it."""

    async def run():
        hub = MemoryHub()
        async with replicas("a", "b", hub=hub) as (_, a, b):
            a.sessions.change(a.touch("demo"), clock=FROZEN)
            await quiet(a, b)
            hub.switch_off(forget=True)
            await until(lambda: not a.sessions.is_up and not b.sessions.is_up)
            hub.switch_on()
            await until(lambda: a.sessions.is_up and b.sessions.is_up)
            await quiet(a, b)
            async with replicas("c", hub=hub) as (_, c):
                return c.touch("demo").clock

    assert asyncio.run(run()) == FROZEN


def test_a_broken_value_is_ignored_with_a_line():
    """What the store holds may be of another version: it changes nothing and raises nothing."""

    async def run():
        hub = MemoryHub()
        hub.owners["session:demo"] = {"clock": b"\xff", "scenario shop order": b'{"v":1}'}
        hub.owners["session:a b"] = {"clock": b'{"v":1,"r":"x","x":null}'}
        hub.owners["server"] = {"clock": b'{"v":1,"r":"x","x":[0,0,-1,1]}'}
        async with replicas("a", hub=hub) as (_, a):
            return a.sessions.clock, a.touch("demo").clock, len(a.lines)

    assert asyncio.run(run()) == (REAL, None, 4)


def test_a_session_that_was_evicted_returns_with_its_choices():
    """More sessions than fit make a replica forget none of their choices."""

    async def run():
        async with replicas("a", max_sessions=2) as (_, a):
            a.sessions.change(a.touch("first"), clock=FROZEN)
            for name in ("second", "third", "fourth"):
                a.touch(name)
            evicted = "first" not in a.sessions.names
            return evicted, a.touch("first").clock

    assert asyncio.run(run()) == (True, FROZEN)


def test_the_clock_of_the_start_up_is_that_of_the_first_replica():
    """Replicas that are started with a frozen clock show the same moment."""

    async def run():
        async with replicas("a", clock=FROZEN) as (hub, a):
            await quiet(a)
            async with replicas("b", hub=hub, clock=REAL.frozen(NOON + 60)) as (_, b):
                return b.sessions.clock

    assert asyncio.run(run()) == FROZEN


def test_a_worker_reports_where_its_parent_says():
    """Not where the parent itself would: all workers share what is shown."""

    async def run():
        said = []
        async with replicas("a") as (hub, one):
            one.link.report_to(said.append)
            hub.switch_off()
            await until(lambda: not one.sessions.is_up)
        return said, one.lines

    said, lines = asyncio.run(run())
    assert "cannot be reached" in said[0]
    assert lines == []


def test_what_the_store_has_lost_of_a_session_is_written_again_with_the_next_change():
    """A session that was removed from the store has all of its choices there again."""

    async def run():
        async with replicas("a", "b") as (hub, a, _):
            a.sessions.change(a.touch("demo"), clock=FROZEN, is_stateful=True)
            await quiet(a)
            before = set(hub.owners["session:demo"])
            del hub.owners["session:demo"]
            a.sessions.change(a.touch("demo"), clock=REAL)
            await quiet(a)
            await until(lambda: set(hub.owners["session:demo"]) >= before)
            return before

    assert {"clock", "stateful"} <= asyncio.run(run())


def test_a_store_that_connects_and_fails_at_once_is_tried_less_and_less_often():
    """A store that refuses every change fills neither the log nor the network."""

    class Refusing(MemoryStore):
        async def swap(self, *_):
            raise StoreGoneError("it refuses")

    async def run():
        pauses, lines = [], []
        sessions = ReplicatedSessions(ticker=lambda: NOON, replica="a")

        async def sleep(seconds):
            pauses.append(seconds)
            await asyncio.sleep(0)

        hub = MemoryHub()
        link = StoreLink(
            Refusing(hub), sessions, ticker=lambda: NOON, note=lines.append, sleep=sleep
        )
        await link.start(5)
        sessions.change(sessions.touch("demo", None, NOON), clock=FROZEN)
        await until(lambda: len(pauses) > 9)
        await link.stop()
        return pauses

    pauses = asyncio.run(run())

    assert pauses[:9] == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


def test_an_internal_error_that_repeats_has_one_traceback(caplog):
    """The log is not filled by an error of the client that is raised with every try."""
    tries = []

    class Failing(MemoryStore):
        async def connect(self, _):
            tries.append(1)
            raise AssertionError

    async def run():
        sessions = ReplicatedSessions(ticker=lambda: NOON, replica="a")
        link = StoreLink(
            Failing(MemoryHub()),
            sessions,
            ticker=lambda: NOON,
            sleep=lambda _: asyncio.sleep(0),
        )
        await link.start(5)
        await until(lambda: len(tries) > 5)
        await link.stop()

    asyncio.run(run())

    assert len(caplog.records) == 1


def test_very_many_values_that_are_ignored_are_counted():
    """After twenty lines the log says how many more there are, when read and when received."""

    async def run():
        hub = MemoryHub()
        hub.owners = {f"session:s{n}": {"clock": b"?"} for n in range(50)}
        async with replicas("a", hub=hub) as (_, a):
            loaded = len(a.lines)
            for _ in range(15):
                hub.inform("session:t", {"clock": b"?"})
            await quiet(a)
            return a.lines[:loaded], a.lines[loaded:]

    loaded, received = asyncio.run(run())

    assert len(loaded) == 21
    assert loaded[-1] == "and 30 more values of the store are ignored"
    assert received == [f"and {number} more values of the store are ignored" for number in (1, 10)]
