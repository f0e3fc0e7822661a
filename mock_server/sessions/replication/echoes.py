"""Waits until a replica receives its own change, as the others do at about the same time.

So a client that asks another replica next finds its change there, although no replica confirms
that it has received anything.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from mock_server.sessions.stores.store import Fields

ECHO_SECONDS = 0.05  # most that is waited: another replica's change may come in between


class Echoes:
    """The changes whose echoes are waited for."""

    def __init__(self) -> None:
        self._awaited: dict[str, dict[asyncio.Event, Fields]] = {}

    @contextmanager
    def expected(self, owner: str, fields: Fields) -> Iterator[asyncio.Event]:
        """Yield an event that is set once one of these values is received.

        It has to be entered before the values are written: the echo may be faster than the answer.
        """
        event = asyncio.Event()
        waiting = self._awaited.setdefault(owner, {})
        waiting[event] = fields
        try:
            yield event
        finally:
            del waiting[event]
            if not waiting and self._awaited.get(owner) is waiting:
                del self._awaited[owner]

    def note(self, owner: str, fields: Mapping[str, bytes]) -> None:
        """Note that values were received."""
        for event, awaited in self._awaited.get(owner, {}).items():
            if any(fields.get(name) == value for name, value in awaited.items()):
                event.set()


async def wait_for_echo(event: asyncio.Event) -> None:
    """Wait for an event, but not for long."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), ECHO_SECONDS)
