"""Turns of the event loop: connections with much to read take them one after the other.

Were each of a thousand of them served in every turn, a turn would take a second, and a client that
asks for one answer would wait for it.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from weakref import WeakKeyDictionary, ref

CONNECTIONS_PER_TURN = 4
"""Connections of which a piece is read in one turn of the loop."""


class Turns:
    """The connections of one event loop that wait for their turn."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        # The loop is not kept: it is the key under which this is found.
        self._loop = ref(loop)
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_called = False

    def ask(self, take: Callable[[], None]) -> None:
        """Have `take` called in one of the next turns, behind those who asked before."""
        self._waiting.append(take)
        if not self._is_called:
            self._call()

    def _call(self) -> None:
        loop = self._loop()
        self._is_called = loop is not None
        if loop is not None:
            loop.call_soon(self._take_some)

    def _take_some(self) -> None:
        self._is_called = False
        count = min(CONNECTIONS_PER_TURN, len(self._waiting))
        now = [self._waiting.popleft() for _ in range(count)]
        if self._waiting:
            self._call()
        for take in now:
            take()


_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, Turns] = WeakKeyDictionary()


def turns_of(loop: asyncio.AbstractEventLoop) -> Turns:
    """Return those who wait for a turn of an event loop."""
    found = _TURNS.get(loop)
    if found is None:
        found = _TURNS[loop] = Turns(loop)
    return found
