"""What the admin API does before and after a call if several processes serve.

The routes themselves know one journal, one coverage and one set of metrics. Before a route that
reads them, what the other processes have is read; after one that changes them, it is passed on.
"""

import json
from contextlib import suppress

from mock_server.admin.calls import AdminCall
from mock_server.admin.state import ServerState, SharedReports
from mock_server.journal.metrics import Metrics
from mock_server.sessions.stores.store import StoreGoneError

READS_JOURNAL = frozenset(
    {
        "clearRequests",
        "countRequests",
        "exportRequests",
        "findRequests",
        "followJournal",
        "listRequests",
        "listUnmatchedRequests",
        "replayRequest",
        "showRequest",
        "verifyRequests",
    }
)
"""The operations that read the journal."""

COUNTS_JOURNAL = frozenset({"showHealth", "showMetrics"})
"""The operations that say how long it is; they wait for no other process."""

CLEARS_JOURNAL = frozenset({"clearRequests", "reset"})  # the operations that delete exchanges
READINGS = "readings"  # the name under which chosen readings are announced


async def read_others(call: AdminCall, operation: str) -> None:
    """Read what other processes have, for an operation of the admin API."""
    state = call.controls.state
    shared = state.shared
    if shared is None:
        return
    # Without the others, what is known here is shown.
    with suppress(StoreGoneError):
        if operation in READS_JOURNAL:
            await shared.journal.refresh()
        if operation in COUNTS_JOURNAL:
            await shared.journal.refresh(is_whole=False)
        if operation == "showCoverage":
            state.coverage.show_with((await _collected(shared, "coverage")).values())
        if operation == "showMetrics":
            found = await _collected(shared, "metrics")
            shared.metrics = {number: Metrics.read(each) for number, each in found.items()}
            shared.metrics[state.replica.number] = state.metrics


async def inform_others(call: AdminCall, operation: str) -> None:
    """Pass on what an operation of the admin API has changed."""
    state = call.controls.state
    if state.shared is None:
        return
    if operation in CLEARS_JOURNAL:
        await state.shared.journal.clear(call.session)
    if operation == "chooseReadings" and state.shared.announce is not None:
        await state.shared.announce(READINGS, json.dumps(state.readings.chosen).encode())


async def refresh_events(state: ServerState) -> None:
    """Read the exchanges of other processes, for a client that follows the journal."""
    if state.shared is not None:
        with suppress(StoreGoneError):
            await state.shared.journal.refresh(is_whole=False)


async def _collected(shared: SharedReports, kind: str) -> dict[int, bytes]:
    return {} if shared.collect is None else dict(await shared.collect(kind))
