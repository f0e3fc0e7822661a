"""`/__admin/requests`, `/verify` and `/coverage`: the journal, and what it proves of clients."""

from collections.abc import Mapping

from mock_server.admin.calls import MAX_LIMIT, AdminCall, Route, json_response
from mock_server.admin.journal_json import entry_json, journal_json
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import PreparedResponse, prepare_response
from mock_server.journal.criteria import Criteria
from mock_server.journal.entries.entry import Entry
from mock_server.journal.near_misses import near_misses
from mock_server.journal.verification import Expectations
from openapi.json.types import JSON
from openapi.rules.outcome import Outcome

MAX_LISTED_BYTES = 4 * 1024 * 1024  # of the heads of exchanges in one list; else fewer are listed


def verify_requests(call: AdminCall) -> PreparedResponse:
    """Respond with the outcome of each expectation."""
    results = call.controls.verify(Expectations.from_json(call.body))
    return json_response(
        {
            "passed": all(result.outcome is Outcome.PASS for result in results),
            "expectations": [result.as_json() for result in results],
        }
    )


def show_coverage(call: AdminCall) -> PreparedResponse:
    """Respond with each documented item, and whether it was received."""
    trouble = call.controls.state.trouble
    shown = call.controls.coverage(call.session)
    return json_response({**shown, "trouble": trouble} if trouble else shown)


def list_requests(call: AdminCall) -> PreparedResponse:
    """Respond with the exchanges that match the query."""
    return _listed(call, call.controls.entries(Criteria.from_json(call.query)), call.limit)


def export_requests(call: AdminCall) -> PreparedResponse:
    """Respond with the exchanges that match the query, as an HTTP archive."""
    # Imported when it is needed: most mocks never write an archive.
    from mock_server.journal.recordings.writing import MEDIA_TYPE, archive_of  # noqa: PLC0415

    text = archive_of(call.controls.entries(Criteria.from_json(call.query)))
    answer = prepare_response(200, media_type=MEDIA_TYPE, body=text.encode())
    return answer.without_header(b"etag")


def find_requests(call: AdminCall) -> PreparedResponse:
    """Respond with the exchanges that match the body."""
    return _listed(call, call.controls.entries(Criteria.from_json(call.body)), MAX_LIMIT)


def count_requests(call: AdminCall) -> PreparedResponse:
    """Respond with the number of exchanges that match the body."""
    return json_response({"count": len(call.controls.entries(Criteria.from_json(call.body)))})


def clear_requests(call: AdminCall) -> PreparedResponse:
    """Clear the journal, or delete one session's entries."""
    return json_response({"count": call.controls.state.journal.clear(call.session)})


def show_request(call: AdminCall) -> PreparedResponse:
    """Respond with one exchange and its bodies."""
    entry = find_entry(call)
    shown = entry_json(entry, has_bodies=True)
    if entry.is_unmatched:
        shown["near_misses"] = _near_misses(call, entry)
    return json_response(shown)


async def replay_request(call: AdminCall) -> PreparedResponse:
    """Send a request through the mock again, and respond with the new exchange."""
    entry, replay = find_entry(call), call.replay
    if replay is None:
        raise ToolProblem(
            409,
            ProblemId.NOT_REPLAYABLE,
            "This mock forwards requests to a server, which a replay would reach.",
            advice="send the request from the client again",
        )
    state = call.controls.state
    await replay.run(entry)
    # The exchange was journaled last: nothing was awaited since.
    number = state.journal.latest
    if state.shared is not None:
        number = await state.shared.journal.latest_own()
    latest = state.journal.find(number)
    return json_response(entry_json(latest or entry, has_bodies=True))


def find_entry(call: AdminCall) -> Entry:
    """Return the entry that the path names (ToolProblem: the journal does not have it)."""
    number = call.path["id"]
    entry = call.controls.state.journal.find(number)
    if entry is None:
        raise ToolProblem(
            404,
            ProblemId.UNKNOWN_REQUEST,
            f"The journal has no entry {number}.",
            advice="it may have been dropped for later ones; list them with: GET /__admin/requests",
        )
    return entry


def list_unmatched(call: AdminCall) -> PreparedResponse:
    """Respond with the refused requests, each with its near misses."""
    found = call.controls.entries(Criteria(unmatched=True, session=call.session))
    return json_response(
        {
            "requests": [
                {
                    "request": entry_json(entry, has_bodies=False),
                    "near_misses": _near_misses(call, entry),
                }
                for entry in _latest(found, call.limit)
            ],
            "total": len(found),
        }
    )


def _near_misses(call: AdminCall, entry: Entry) -> list[dict[str, JSON]]:
    return [miss.as_json() for miss in near_misses(entry, call.controls.contracts)]


def _listed(call: AdminCall, found: tuple[Entry, ...], limit: int) -> PreparedResponse:
    state = call.controls.state
    return json_response(
        {
            "requests": [entry_json(entry, has_bodies=False) for entry in _latest(found, limit)],
            "total": len(found),
            "journal": journal_json(state.journal, state.trouble),
        }
    )


def _latest(found: tuple[Entry, ...], limit: int) -> tuple[Entry, ...]:
    """Return the latest entries, the last one first, within both limits."""
    latest = found[-limit:][::-1]
    room = MAX_LISTED_BYTES
    for count, entry in enumerate(latest):
        room -= entry.size - len(entry.body)
        if room < 0:
            return latest[: max(count, 1)]
    return latest


ROUTES: Mapping[str, Route] = {
    "listRequests": list_requests,
    "exportRequests": export_requests,
    "clearRequests": clear_requests,
    "showRequest": show_request,
    "replayRequest": replay_request,
    "listUnmatchedRequests": list_unmatched,
    "countRequests": count_requests,
    "findRequests": find_requests,
    "verifyRequests": verify_requests,
    "showCoverage": show_coverage,
}
