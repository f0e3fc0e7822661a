"""Turns of the event loop."""

import asyncio

from mock_server.server.turns import CONNECTIONS_PER_TURN, turns_of


def test_many_who_wait_take_turns():
    """Of a crowd only some are served in one turn of the loop, and all of them in the end."""

    async def crowd():
        taken, counts = [], []
        for number in range(3 * CONNECTIONS_PER_TURN):
            turns_of(asyncio.get_running_loop()).ask(lambda number=number: taken.append(number))
        while not counts or counts[-1] < 3 * CONNECTIONS_PER_TURN:
            await asyncio.sleep(0)
            counts.append(len(taken))
        return taken, counts

    taken, counts = asyncio.run(crowd())

    assert taken == [*range(3 * CONNECTIONS_PER_TURN)]
    assert counts == [CONNECTIONS_PER_TURN * turn for turn in (1, 2, 3)]


def test_who_asks_again_waits_behind_the_others():
    """A connection that always has more to read does not take another one's turn."""

    async def crowd():
        turns, taken = turns_of(asyncio.get_running_loop()), []

        def greedy():
            taken.append("greedy")
            if len(taken) < 20:
                turns.ask(greedy)

        turns.ask(greedy)
        for _ in range(CONNECTIONS_PER_TURN):
            turns.ask(lambda: taken.append("modest"))
        for _ in range(40):
            await asyncio.sleep(0)
        return taken

    taken = asyncio.run(crowd())

    assert taken.index("greedy", 1) > CONNECTIONS_PER_TURN


def test_each_loop_has_its_own():
    """Servers in other threads do not meet."""
    first, second = (asyncio.new_event_loop() for _ in range(2))
    try:
        assert turns_of(first) is turns_of(first)
        assert turns_of(first) is not turns_of(second)
    finally:
        first.close()
        second.close()
