"""The link of a replica to the store: connects, reads, writes what is due, and heals by itself.

Requests never wait for it, except those that ask for a change: their answer says that every replica
has it, or will have it within a moment.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import TypeVar
from weakref import WeakValueDictionary

from mock_server.http.problems import ToolProblem
from mock_server.sessions.replication.cells import Cell, cell_bytes
from mock_server.sessions.replication.drafts import Cells, store_gone
from mock_server.sessions.replication.echoes import Echoes, wait_for_echo
from mock_server.sessions.replication.reception import Reception
from mock_server.sessions.replication.replicated_sessions import ReplicatedSessions
from mock_server.sessions.stores.store import Fields, Store, StoreGoneError

T = TypeVar("T")

_LOG = logging.getLogger("mock_server")

MAX_ATTEMPTS = 50  # how often a change is tried again that another replica was faster with
MAX_IGNORED_NOTES = 20  # values not understood that have a line each; others are counted
_COUNTED_AT_ONCE = 10  # how many times more values are counted by each line than by the one before

CONCURRENT_WRITES = 16
LOADED_AT_ONCE = 10
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0
_LONGEST_PAUSE_AFTER_FAILURE = 5.0  # after a connection that was made but failed at once
_STEADY_SECONDS = 5.0  # how long a connection has to hold for the next pause to be short again

_STOP_SECONDS = 2.0


class StoreLink:
    """Keeps the sessions of a replica and the store in agreement.

    Attributes:
        sessions: The sessions.
        reason: Why the store cannot be reached; empty if it can.
        since: Real time since when, in seconds since 1970; None if it can.
    """

    def __init__(
        self,
        store: Store,
        sessions: ReplicatedSessions,
        *,
        ticker: Callable[[], float],
        note: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Link `sessions` to `store`.

        `note` gets sentences for the log; `sleep` waits between two tries to connect.
        """
        self.sessions = sessions
        self.reason = "it was not reached yet"
        self.since: float | None = None
        self._store = store
        self._ticker = ticker
        self._note = note
        self._sleep = sleep
        self._is_due = asyncio.Event()
        self._has_failed = asyncio.Event()
        self._ignored = self._uncounted = 0
        self._counted_next = 1
        self._echoes = Echoes()
        self._reception = Reception(sessions, ignored=self._note_ignored)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._ready = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        sessions.on_change = self._is_due.set
        store.note = self._note_ignored

    def report_to(self, note: Callable[[str], None]) -> None:
        """Call another function with sentences for the log from now on."""
        self._note = note

    async def start(self, seconds: float) -> None:
        """Begin, and wait until the store was read, but not longer than some seconds."""
        self._task = asyncio.create_task(self._run())
        try:
            await asyncio.wait_for(self._ready.wait(), seconds)
        except TimeoutError:
            self._lose(self.reason)

    async def stop(self) -> None:
        """Write what is due, and close the connections."""
        if self._task is None:
            return
        if self.sessions.is_up:
            with suppress(TimeoutError, ToolProblem):
                await asyncio.wait_for(self._write_due(), _STOP_SECONDS)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._store.close()

    async def transact(self, do: Callable[[], T], *, turn: str = "") -> T:
        """Run a function that changes sessions; return its result once the store has the changes.

        It is run again if another replica was faster, so it must read what it changes. Until the
        store has them, no other request sees its changes.

        `do` awaits nothing. Changes with the same `turn`, the name of a session, take turns.

        Raises:
            ToolProblem: The store cannot be reached, so nothing is changed.
            Exception: What `do` raises.
        """
        async with self._turns.setdefault(turn, asyncio.Lock()):
            for _ in range(MAX_ATTEMPTS):
                tried = self.sessions.attempt(do)
                if not tried.is_choice:
                    # What answering itself changes is never refused, and waits for nothing.
                    if tried.cells:
                        self._reception.adopt(tried.cells)
                    return tried.result
                if not self.sessions.is_up:
                    raise store_gone()
                if await self._commit(tried.cells):
                    return tried.result
        raise store_gone()

    async def settle(self, since: int = 0) -> None:
        """Wait until the store has everything that was changed after a number of changes.

        Raises:
            ToolProblem: The store is lost, or other replicas change the same values all the time.
        """
        owners = {owner: None for number, owner in self.sessions.noted if number > since}
        for owner in owners:
            for _ in range(MAX_ATTEMPTS):
                cells = self.sessions.ledger.due(owner)
                if not cells or (self._must_be_up() and await self._choose(owner, cells)):
                    break
            else:
                raise store_gone(is_unknown=True)

    def _must_be_up(self) -> bool:
        if not self.sessions.is_up:
            raise store_gone(is_unknown=True)
        return True

    async def _commit(self, cells: Cells) -> bool:
        """Write cells, and apply them here; return False if another replica was faster."""
        for owner, fields in cells.items():
            if not await self._choose(owner, fields):
                return False
        return True

    async def _choose(self, owner: str, cells: Mapping[str, Cell]) -> bool:
        """Write what a client has chosen, and wait until it is received, here as elsewhere."""
        values = {name: cell_bytes(cell) for name, cell in cells.items()}
        with self._echoes.expected(owner, values) as echo:
            if not await self._swap(owner, cells):
                return False
            if self._store.informs_writer:
                await wait_for_echo(echo)
        return True

    def _receive(self, owner: str, fields: Fields) -> None:
        self._reception.receive(owner, fields)
        self._echoes.note(owner, fields)

    async def _swap(self, owner: str, cells: Mapping[str, Cell]) -> bool:
        swaps = self.sessions.ledger.swaps(owner, cells)
        try:
            found = await self._store.swap(owner, swaps)
        except StoreGoneError as error:
            self._lose(str(error))
            self._has_failed.set()
            raise store_gone(is_unknown=True) from error
        # A swap that the store has executed twice finds its own values there.
        if found is None or found == {name: swap.value for name, swap in swaps.items()}:
            self._reception.confirm(owner, cells, swaps)
            return True
        self._reception.receive_answer(owner, swaps, found)
        self._is_due.set()  # the store may have lost more of this owner
        return False

    async def _run(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            began: float | None = None
            try:
                await self._store.connect(self._receive)
                await self._load()
                began = self._ticker()
                await self._serve()
            except StoreGoneError as error:
                self._lose(str(error))
            except ToolProblem:
                pass  # `_swap` has reported it
            except Exception as error:  # noqa: BLE001 - it has to go on whatever happens
                reason = f"internal error: {type(error).__name__}"
                if self.reason != reason:  # not again with every try
                    _LOG.exception("the link to the store has failed")
                self._lose(reason)
            if began is not None and self._ticker() - began >= _STEADY_SECONDS:
                pause = _FIRST_PAUSE
            await self._sleep(pause)
            longest = _LONGEST_PAUSE if began is None else _LONGEST_PAUSE_AFTER_FAILURE
            pause = min(pause * 2, longest)

    async def _load(self) -> None:
        """Read everything; what the store does not have is due, and written back from now on."""
        self._has_failed.clear()
        self.sessions.ledger.forget_stored()
        number = 0
        async for owner, fields in self._store.load():
            self._reception.receive(owner, fields)
            number += 1
            if number % LOADED_AT_ONCE == 0:
                await asyncio.sleep(0)  # requests are answered in between
        self._note_number()
        self.sessions.offer_clock()
        if self.reason and self.since is not None:
            self._note(f"the store is reached again after {self._ticker() - self.since:.0f} s")
        self.reason, self.since, self.sessions.is_up = "", None, True
        self._ready.set()

    async def _serve(self) -> None:
        """Write what is due, until the connection is lost."""
        tasks = [
            asyncio.ensure_future(each)
            for each in (self._store.wait_until_lost(), self._has_failed.wait(), self._write())
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            result = task.result()
            if isinstance(result, str):
                raise StoreGoneError(result)

    async def _write(self) -> None:
        while True:
            self._is_due.clear()
            await self._write_due()
            await self._is_due.wait()

    async def _write_due(self) -> None:
        """Write until the store has everything."""
        while due := self.sessions.ledger.due_owners():
            for first in range(0, len(due), CONCURRENT_WRITES):
                batch = due[first : first + CONCURRENT_WRITES]
                writes = [self._write_owner(owner) for owner in batch]
                for outcome in await asyncio.gather(*writes, return_exceptions=True):
                    if isinstance(outcome, BaseException):
                        raise outcome

    async def _write_owner(self, owner: str) -> None:
        if cells := self.sessions.ledger.due(owner):
            await self._swap(owner, cells)

    def _note_ignored(self, sentence: str) -> None:
        """Note that a value is ignored; of very many, only the first ones, and their number."""
        self._ignored += 1
        if self._ignored <= MAX_IGNORED_NOTES:
            self._note(sentence)
            return
        self._uncounted += 1
        # While everything is read, they are counted at its end.
        if self.sessions.is_up and self._uncounted >= self._counted_next:
            self._counted_next *= _COUNTED_AT_ONCE
            self._note_number()

    def _note_number(self) -> None:
        """Note how many values more are ignored than the log has lines of."""
        if self._uncounted:
            self._note(f"and {self._uncounted} more values of the store are ignored")
            self._uncounted = 0

    def _lose(self, reason: str) -> None:
        self._ready.set()
        self.reason = reason
        self.sessions.is_up = False
        if self.since is None:
            self.since = self._ticker()
            self._note(
                f"the store cannot be reached: {reason}; the choices known here go on, changes "
                "are refused, and it is tried again all the time"
            )
