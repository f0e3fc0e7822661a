"""What one of several replicas contributes to the journal and the coverage of all."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from mock_server.journal.coverage import Coverage, report_without
from mock_server.journal.shared.peers import SAY_SECONDS, Peers
from mock_server.journal.shared.shared_journal import SharedJournal
from mock_server.journal.shared.store_stream import StoreStream
from mock_server.journal.shared.stream import Operations
from mock_server.sessions.stores.store import ReplicaStore, StoreGoneError

COVERAGE, JOURNAL = "coverage", "journal"

_RETRY_SECONDS = 0.2


class ReplicaReports:
    """Publishes what this replica records, and reads what the others have published."""

    def __init__(
        self,
        journal: SharedJournal,
        coverage: Coverage,
        store: ReplicaStore,
        *,
        gone: Callable[[], str],
        ticker: Callable[[], float],
    ) -> None:
        """Share a journal and what was counted through a store.

        `gone` returns why the store is known to be lost, or an empty text.
        """
        self._journal = journal
        self._coverage = coverage
        self._store = store
        self._gone = gone
        self._ticker = ticker
        self._name = ""
        self._kept = 0
        self._peers: Peers | None = None
        self._running: asyncio.Task[None] | None = None

    async def start(self, name: str, operations: Callable[[], Operations]) -> None:
        """Publish in the background from now on, as the replica `name`."""
        self._name = name
        self._journal.recorded.replica = name
        peers = Peers(self._store, name, self._publish, ticker=self._ticker)
        self._peers = peers
        stream = StoreStream(
            self._store,
            name,
            gather=lambda: peers.gather(JOURNAL),
            gone=self._gone,
            limits=self._journal.recorded.limits,
        )
        self._journal.use(stream, operations)
        await self._journal.start()
        self._running = asyncio.create_task(self._run(peers))

    async def stop(self) -> None:
        """Publish the rest."""
        if self._running is None or self._peers is None:
            return
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self._journal.stop()
        with suppress(StoreGoneError):
            self._check()
            await self._keep()
            await self._peers.leave()

    async def coverages(self) -> tuple[list[bytes], str]:
        """Return what every other replica has counted, also those that do not run any more.

        The text is a sentence about those that do not answer, or empty.

        Raises:
            StoreGoneError: The store cannot be reached.
        """
        self._check()
        trouble = "" if self._peers is None else await self._peers.gather(COVERAGE)
        reports = await self._store.reports()
        return [report for name, report in reports.items() if name != self._name], trouble

    async def clear_coverage(self, session: str | None) -> None:
        """Forget what replicas that do not run any more have counted of a session, or of all.

        Raises:
            StoreGoneError: The store cannot be reached.
        """
        self._check()
        for name, report in (await self._store.reports()).items():
            rest = None if session is None else report_without(report, session)
            await self._store.keep_report(name, rest)

    async def _publish(self, kind: str) -> None:
        if kind == COVERAGE:
            await self._keep()
        else:
            await self._journal.publish()

    async def _keep(self) -> None:
        if counted := self._coverage.counted:
            await self._store.keep_report(self._name, self._coverage.snapshot())
            self._kept = counted

    async def _run(self, peers: Peers) -> None:
        """Say that this replica is there, and keep what it has counted for those after it."""
        is_known = False
        while True:
            try:
                self._check()
                await (peers.say() if is_known else peers.greet())
                is_known = True
                if self._coverage.counted != self._kept:
                    await self._keep()
            except StoreGoneError:
                is_known = False
            await asyncio.sleep(SAY_SECONDS if is_known else _RETRY_SECONDS)

    def _check(self) -> None:
        if reason := self._gone():
            raise StoreGoneError(reason)
