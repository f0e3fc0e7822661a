"""What a worker contributes to the journal, the coverage and the metrics of all workers."""

import asyncio
import json
from contextlib import suppress
from secrets import token_hex

from mock_server.admin.sharing import READINGS
from mock_server.admin.state import Replica, ServerState, replica_name
from mock_server.server.reloading import ReloadableApp, Reloader
from mock_server.server.workers.frames import present
from mock_server.server.workers.link import ParentLink, Values
from mock_server.server.workers.worker_store import WorkerStream
from mock_server.sessions.stores.store import StoreGoneError

KEEP_SECONDS = 2.0  # how often the parent is given the counts, for a worker's successor

COVERAGE = b"coverage"
METRICS = b"metrics"


class WorkerReports:
    """Answers the parent's questions about what this worker has recorded and counted."""

    def __init__(self, live: ReloadableApp, link: ParentLink, reloader: Reloader) -> None:
        """Report on the mock that runs; `reloader` loads the documents under other readings."""
        self._live = live
        self._link = link
        self._reloader = reloader
        self._kept = 0
        self._inherited: list[bytes] = []
        self._keeping: asyncio.Task[None] | None = None
        self._loading: asyncio.Task[bool] | None = None

    @property
    def _state(self) -> ServerState:
        return self._live.mock.controls.state

    def take_part(self, number: int, count: int) -> None:
        """Become one of several workers: its state shows what all have."""
        state = self._state
        shared = state.shared
        is_alone = shared is None or shared.replicas is None
        name = f"worker-{number}-{token_hex(4)}" if is_alone else replica_name(number)
        state.replica.become(Replica(name=name, number=number, count=count))
        if state.link is not None:
            # A fork is another replica than its parent.
            state.link.sessions.replica = name
        self._link.replies |= {
            b"publish": self._publish,
            b"snapshot": self._snapshot,
            b"inherit": self._inherit,
            b"announced": self._announced,
        }
        if shared is not None:
            shared.collect = self._collect
            shared.announce = self._announce
            if is_alone:
                shared.journal.recorded.replica = name
                shared.journal.use(WorkerStream(self._link), self._live.operations)

    async def start(self) -> None:
        """Contribute in the background from now on."""
        # Before, the store was read, and an earlier reset in it cleared what was counted.
        for snapshot in self._inherited:
            self._state.coverage.inherit(snapshot)
        self._inherited.clear()
        if self._state.shared is not None and self._state.shared.replicas is None:
            await self._state.shared.journal.start()
            self._keeping = asyncio.create_task(self._keep_always())

    async def stop(self) -> None:
        """Contribute the rest."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
            self._keep()
            if self._state.shared is not None:
                await self._state.shared.journal.stop()

    async def _publish(self, _: Values) -> Values:
        if self._state.shared is not None:
            await self._state.shared.journal.publish()
        return [b""]

    def _snapshot(self, values: Values) -> Values:
        (kind,) = present(values)
        state = self._state
        return [state.coverage.snapshot() if kind == COVERAGE else state.metrics.snapshot()]

    def _inherit(self, values: Values) -> Values:
        """Take over what the process before this one has counted."""
        kind, snapshot = present(values)
        if kind == COVERAGE:
            self._inherited.append(snapshot)
        return []

    def _announced(self, values: Values) -> Values:
        """Load the documents under the readings that were chosen in another worker."""
        kind, value = present(values)
        chosen = json.loads(value)
        readings = self._state.readings
        if kind == READINGS.encode() and chosen != readings.chosen:
            readings.chosen.clear()
            readings.chosen.update(chosen)
            self._loading = asyncio.get_running_loop().create_task(
                asyncio.to_thread(self._reloader.reload)
            )
        return []

    async def _collect(self, kind: str) -> dict[int, bytes]:
        found = present(await self._link.call(b"collect", kind.encode()))
        return {int(number): value for number, value in zip(found[::2], found[1::2], strict=True)}

    async def _announce(self, kind: str, value: bytes) -> None:
        with suppress(StoreGoneError):
            await self._link.call(b"announce", kind.encode(), value)

    async def _keep_always(self) -> None:
        while True:
            await asyncio.sleep(KEEP_SECONDS)
            self._keep()

    def _keep(self) -> None:
        coverage = self._state.coverage
        if coverage.counted != self._kept:
            self._kept = coverage.counted
            with suppress(StoreGoneError):
                self._link.note(b"keep", COVERAGE, coverage.snapshot())
