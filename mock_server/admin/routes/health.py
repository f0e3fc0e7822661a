"""`/__admin/health`, `/ready` and `/metrics`: the health and the load of the mock."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Route, format_moment, json_response
from mock_server.admin.journal_json import journal_json
from mock_server.admin.state import Replica, ServerState
from mock_server.http.responses import PreparedResponse, prepare_response
from mock_server.journal.metrics import MEDIA_TYPE
from openapi.json.types import JSON


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
            **({"replica": _replica_json(state.replica)} if state.replica.name else {}),
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
            **_workers(state),
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
        },
        workers=None if state.shared is None else state.shared.metrics,
    )
    return prepare_response(200, media_type=MEDIA_TYPE, body=text.encode()).without_header(b"etag")


def _workers(state: ServerState) -> dict[str, tuple[str, float]]:
    if state.shared is None:
        return {}
    answering = len(state.shared.metrics)
    return {"mock_server_workers": ("Processes that serve, and have answered.", answering)}


def _replica_json(replica: Replica) -> JSON:
    """Return which one of several processes has answered."""
    return {"id": replica.name, "worker": replica.number, "workers": replica.count}


ROUTES: Mapping[str, Route] = {
    "showHealth": show_health,
    "showReadiness": show_readiness,
    "showMetrics": show_metrics,
}
