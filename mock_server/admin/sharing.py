"""What the admin API does before and after a call if several processes serve.

The routes themselves know one journal, one coverage and one set of metrics. Before a route that
reads them, what the other processes have is read; after one that changes them, it is passed on.
"""

import json
from contextlib import suppress

from mock_server.admin.calls import AdminCall
from mock_server.admin.state import ServerState, SharedReports
from mock_server.journal.metrics import Metrics
from mock_server.sessions.replication.drafts import store_gone
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
    """Read what other processes have, for an operation of the admin API.

    Raises:
        ToolProblem: It is not known what is to be deleted.
    """
    state = call.controls.state
    shared = state.shared
    if shared is None:
        return
    if operation in READS_JOURNAL or operation in COUNTS_JOURNAL:
        is_known = await refresh_journal(state, is_whole=operation in READS_JOURNAL)
        if operation == "clearRequests" and not is_known:
            raise store_gone()
    # Without the others, what is known here is shown.
    with suppress(StoreGoneError):
        if operation == "showCoverage":
            await _read_coverage(state, shared)
        if operation == "showMetrics":
            found = await _collected(shared, "metrics")
            shared.metrics = {number: Metrics.read(each) for number, each in found.items()}
            shared.metrics[state.replica.number] = state.metrics


async def inform_others(call: AdminCall, operation: str) -> None:
    """Pass on what an operation of the admin API has changed.

    Raises:
        ToolProblem: It is not known whether all replicas know that exchanges were deleted.
    """
    shared = call.controls.state.shared
    if shared is None:
        return
    try:
        if operation in CLEARS_JOURNAL:
            await shared.journal.clear(call.session)
        if operation == "reset" and shared.replicas is not None:
            await shared.replicas.clear_coverage(call.session)
    except StoreGoneError as error:
        raise store_gone(is_unknown=True) from error
    if operation == "chooseReadings" and shared.announce is not None:
        await shared.announce(READINGS, json.dumps(call.controls.state.readings.chosen).encode())


async def refresh_journal(state: ServerState, *, is_whole: bool = True) -> bool:
    """Read the exchanges of other processes; without `is_whole`, those that they have published.

    Returns whether they could be read.
    """
    try:
        if state.shared is not None:
            await state.shared.journal.refresh(is_whole=is_whole)
    except StoreGoneError:
        return False
    return True


async def _read_coverage(state: ServerState, shared: SharedReports) -> None:
    if shared.replicas is None:
        state.coverage.show_with((await _collected(shared, "coverage")).values())
        return
    state.coverage.show_with(())
    try:
        snapshots, shared.journal.trouble = await shared.replicas.coverages()
        state.coverage.show_with(snapshots)
    except StoreGoneError as error:
        shared.journal.trouble = str(error)


async def _collected(shared: SharedReports, kind: str) -> dict[int, bytes]:
    return {} if shared.collect is None else dict(await shared.collect(kind))
