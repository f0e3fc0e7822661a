"""Promises of settling: an answer to a choice waits for the store, others do not."""

import asyncio

from mock_server.asgi.middleware.settling import Settling
from mock_server.clock import REAL
from mock_server.faults.model.activation import ActiveFault
from mock_server.http.responses import prepare_response
from tests.mock_server.sessions.replication.replicas import NOON, replicas


async def answers(link, do):
    """Return the statuses that a client receives from an application that runs `do`."""
    sent = []

    async def app(_scope, _receive, send):
        do()
        await prepare_response(200, media_type="text/plain", body=b"ok").send(send)

    async def send(message):
        sent.append(message)

    await Settling(app, link)({"type": "http"}, None, send)
    return [each["status"] for each in sent if "status" in each], len(sent)


def choose(replica):
    """Choose a clock, as a client asks."""
    replica.sessions.change(replica.touch("demo"), clock=REAL.frozen(NOON))


def test_a_choice_is_answered_when_the_store_has_it():
    """A client that then asks another replica finds it there."""

    async def run():
        async with replicas("a") as (hub, a):
            answer = await answers(a.link, lambda: choose(a))
            return answer, "clock" in hub.owners["session:demo"]

    assert asyncio.run(run()) == (([200], 2), True)


def test_a_choice_that_the_store_did_not_take_is_a_problem():
    """The answer is replaced as a whole."""

    async def run():
        async with replicas("a") as (hub, a):

            def do():
                choose(a)
                hub.switch_off()

            return await answers(a.link, do)

    assert asyncio.run(run()) == ([503], 2)


def test_other_answers_wait_for_nothing():
    """A scenario begins without a store."""

    async def run():
        async with replicas("a") as (hub, a):
            hub.switch_off()
            return await answers(a.link, lambda: a.begin("shop/late", NOON))

    assert asyncio.run(run()) == ([200], 2)


def test_a_place_in_a_recording_is_known_before_its_answer_is_sent():
    """The next request gets the next answer of another replica; without a store, it goes on."""

    async def run():
        async with replicas("a") as (hub, a):

            def do():
                a.sessions.count_played(a.touch("demo"), "7")

            answer = await answers(a.link, do)
            is_there = "played 7" in hub.owners["session:demo"]
            hub.switch_off()
            return answer, is_there, await answers(a.link, do)

    assert asyncio.run(run()) == (([200], 2), True, ([200], 2))


def test_a_fault_that_has_fired_is_known_before_its_answer_is_sent():
    """So a fault that fires once does not fire again in another replica."""
    fired = (ActiveFault(fault="reset"),)

    async def run():
        async with replicas("a") as (hub, a):
            answer = await answers(a.link, lambda: a.sessions.progress_faults(fired))
            return answer, "faults" in hub.owners["server"]

    assert asyncio.run(run()) == (([200], 2), True)
