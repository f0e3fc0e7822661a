"""Promises of echoes: they are waited for, but never for long."""

import asyncio

from mock_server.sessions.replication.echoes import Echoes, wait_for_echo

DEMO = "session:demo"


def test_the_echo_of_a_change_ends_the_waiting():
    """Changes of other owners and other values do not."""

    async def run():
        echoes = Echoes()
        found = []
        with echoes.expected(DEMO, {"clock": b"1"}) as event:
            for owner, fields in (
                ("session:other", {"clock": b"1"}),
                (DEMO, {"clock": b"2"}),
                (DEMO, {"clock": b"1"}),
            ):
                echoes.note(owner, fields)
                found.append(event.is_set())
            await wait_for_echo(event)
        return found

    assert asyncio.run(run()) == [False, False, True]


def test_an_echo_that_does_not_come_is_not_waited_for_any_longer():
    """The change is confirmed after a moment, and nothing is remembered."""

    async def run():
        echoes = Echoes()
        with echoes.expected(DEMO, {"clock": b"1"}) as event:
            await wait_for_echo(event)
        echoes.note(DEMO, {"clock": b"1"})
        return event.is_set()

    assert asyncio.run(run()) is False
