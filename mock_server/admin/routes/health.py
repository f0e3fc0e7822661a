"""`/__admin/health`, `/ready` and `/metrics`: the health and the load of the mock."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mock_server.admin.calls import AdminCall, Route, format_moment, json_response
from mock_server.admin.journal_json import journal_json
from mock_server.admin.state import Replica, ServerState
from mock_server.http.responses import PreparedResponse, prepare_response
from mock_server.journal.metrics import MEDIA_TYPE
from openapi.json.types import JSON

if TYPE_CHECKING:
    from mock_server.sessions.replication.link import StoreLink


def show_health(call: AdminCall) -> PreparedResponse:
    """Respond with the mock's health and load."""
    controls, state = call.controls, call.controls.state
    reloads, link = state.reloads, state.link
    return json_response(
        {
            "status": "degraded" if _is_degraded(state) else "ok",
            "apis": [contract.api for contract in controls.contracts],
            "seconds": round(max(controls.ticker() - state.started, 0.0), 3),
            "journal": journal_json(state.journal, state.trouble),
            "sessions": len(state.sessions),
            "reload": {
                "at": None if reloads.at is None else format_moment(reloads.at),
                "trouble": reloads.error,
            },
            **({"replica": _replica_json(state.replica)} if state.replica.name else {}),
            **({} if link is None else {"session_store": _store_json(link)}),
        }
    )


def _is_degraded(state: ServerState) -> bool:
    is_store_gone = state.link is not None and bool(state.link.reason)
    return bool(state.reloads.error or is_store_gone or state.trouble)


def _store_json(link: "StoreLink") -> JSON:
    """Return whether the store can be reached, and if not, why and since when."""
    since = None if link.since is None else format_moment(link.since)
    return {"trouble": link.reason, "since": since}


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
                "Whether the last good state is served: changed files or the store have failed.",
                float(_is_degraded(state)),
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
