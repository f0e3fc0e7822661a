"""`/__admin/events`: the journal as it grows."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Route
from mock_server.admin.event_stream import MAX_READERS, MEDIA_TYPE, EventStream
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import PreparedResponse

_HEADERS = ((b"content-type", MEDIA_TYPE),)
_RETRY_AFTER = ((b"retry-after", b"5"),)


def follow_journal(call: AdminCall) -> PreparedResponse:
    """Respond with a stream of the exchanges, each when it has ended."""
    streams = call.controls.state.streams
    if streams.open >= MAX_READERS:
        raise ToolProblem(
            429,
            ProblemId.TOO_MANY_READERS,
            f"{MAX_READERS} clients read the events already.",
            advice="close another page of the console, or list the exchanges with: "
            "GET /__admin/requests?since=NUMBER",
            headers=_RETRY_AFTER,
        )
    if call.scope.get("method") == "HEAD":
        return PreparedResponse(status=200, headers=_HEADERS)
    # What the client has got is later than where it once began.
    after = call.header.get("last-event-id", call.query.get("since"))
    return EventStream(
        status=200,
        headers=_HEADERS,
        state=call.controls.state,
        after=after,
        scope=call.scope,
        receive=call.receive,
    )


ROUTES: Mapping[str, Route] = {"followJournal": follow_journal}
