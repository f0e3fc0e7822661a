"""`/__admin/health`, `/ready` and `/metrics`: the health and the load of the mock."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Route, format_moment, json_response
from mock_server.admin.journal_json import journal_json
from mock_server.http.responses import PreparedResponse, prepare_response
from mock_server.journal.metrics import MEDIA_TYPE


def show_health(call: AdminCall) -> PreparedResponse:
    """Respond with the mock's health and load."""
    controls, state = call.controls, call.controls.state
    reloads = state.reloads
    return json_response(
        {
            "status": "degraded" if reloads.error else "ok",
            "apis": [contract.api for contract in controls.contracts],
            "seconds": round(max(controls.ticker() - state.started, 0.0), 3),
            "journal": journal_json(state.journal),
            "sessions": len(state.sessions),
            "reload": {
                "at": None if reloads.at is None else format_moment(reloads.at),
                "trouble": reloads.error,
            },
        }
    )


def show_readiness(_: AdminCall) -> PreparedResponse:
    """Report readiness; reaching this handler is the proof."""
    return json_response({"status": "ready"})


def show_metrics(call: AdminCall) -> PreparedResponse:
    """Respond with counts and latencies."""
    state = call.controls.state
    text = state.metrics.text(
        {
            "mock_server_sessions": ("Sessions in use.", len(state.sessions)),
            "mock_server_journal_entries": (
                "Exchanges in the journal.",
                len(state.journal.entries()),
            ),
            "mock_server_journal_bytes": ("Approximate bytes of the journal.", state.journal.size),
            "mock_server_journal_dropped": (
                "Exchanges that were dropped for later ones.",
                state.journal.dropped,
            ),
            "mock_server_degraded": (
                "Whether changed files cannot be loaded, so that the last good state is served.",
                float(bool(state.reloads.error)),
            ),
        }
    )
    return prepare_response(200, media_type=MEDIA_TYPE, body=text.encode()).without_header(b"etag")


ROUTES: Mapping[str, Route] = {
    "showHealth": show_health,
    "showReadiness": show_readiness,
    "showMetrics": show_metrics,
}
