"""`/__admin/sessions`, `/reset`, `/records` and `/resources`: what each session has chosen."""

from collections.abc import Mapping
from functools import partial
from itertools import islice

from mock_server.admin.calls import (
    AdminCall,
    Preparation,
    Route,
    format_moment,
    json_response,
    no_content,
)
from mock_server.admin.controls import MockControl
from mock_server.admin.records import (
    choices,
    exported,
    load,
    read_resources,
    resources_json,
    unkept_json,
)
from mock_server.admin.routes.faults import armed_json
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import PreparedResponse
from mock_server.sessions.records import NO_RECORDS
from mock_server.sessions.sessions import DEFAULT, Session
from openapi.errors import did_you_mean
from openapi.json.types import JSON
from openapi.process.background_thread import BackgroundThread

_THREAD = BackgroundThread()

MAX_COMPARED = 1000  # latest sessions that a misspelt name is compared with, of ten thousand


def list_resources(call: AdminCall) -> PreparedResponse:
    """Respond with the resources, and whether a session answers from its records of them."""
    controls, session = call.controls, call.session or DEFAULT
    return json_response(
        {
            "stateful": controls.wants_records(controls.session(session)),
            "resources": resources_json(controls, session),
        }
    )


def list_unkept(call: AdminCall) -> PreparedResponse:
    """Respond with the operations that change no record, though they are no reading ones."""
    return json_response({"operations": unkept_json(call.controls)})


async def find_unkept(call: AdminCall) -> None:
    """Read the schemas of the whole document in a thread."""
    await _THREAD.run(partial(unkept_json, call.controls))


async def find_resources(call: AdminCall) -> None:
    """Read in a thread what is needed of the collections that are exported or loaded."""
    sent = call.body.get("records", {}).values()
    paths = [call.query["path"]] if "path" in call.query else [at for each in sent for at in each]
    await _THREAD.run(partial(read_resources, call.controls, paths))


def choose_stateful(call: AdminCall) -> PreparedResponse:
    """Have a session answer from its records, or as documented."""
    call.controls.set_stateful(call.body["stateful"], call.session or DEFAULT)
    return list_resources(call)


def export_records(call: AdminCall) -> PreparedResponse:
    """Respond with the records of a session, or of one path."""
    path = call.query.get("path")
    records = exported(call.controls, call.session or DEFAULT, path)
    offered = {} if path is None else {"choices": choices(call.controls, path)}
    return json_response({"records": records, **offered})


def load_records(call: AdminCall) -> PreparedResponse:
    """Replace collections of a session."""
    count = load(call.controls, call.session or DEFAULT, call.body["records"])
    return json_response({"loaded": count})


def forget_records(call: AdminCall) -> PreparedResponse:
    """Return a session to its first records."""
    controls, name = call.controls, call.session or DEFAULT
    sessions = controls.state.sessions
    # A session that is not in use has none, whatever its name is.
    if name == DEFAULT or name in sessions.names:
        sessions.change(controls.session(name), records=NO_RECORDS)
    return no_content()


def list_sessions(call: AdminCall) -> PreparedResponse:
    """Respond with the sessions, the one used last first."""
    controls = call.controls
    names = controls.state.sessions.names
    latest = islice(reversed(names), call.limit)
    return json_response(
        {
            "sessions": [_session_json(controls, controls.session(name)) for name in latest],
            "total": len(names),
        }
    )


def show_session(call: AdminCall) -> PreparedResponse:
    """Respond with one session."""
    name = call.path["name"]
    names = call.controls.state.sessions.names
    if name not in names:
        latest = islice(reversed(names), MAX_COMPARED)
        raise ToolProblem(
            404,
            ProblemId.UNKNOWN_SESSION,
            f"There is no session {name!r}{did_you_mean(name, latest)}",
            advice="a session is created when a request names it; list them with: "
            "GET /__admin/sessions",
        )
    return json_response(_session_json(call.controls, call.controls.session(name)))


def drop_session(call: AdminCall) -> PreparedResponse:
    """Delete a session."""
    call.controls.state.sessions.delete(call.path["name"])
    return no_content()


def reset(call: AdminCall) -> PreparedResponse:
    """Reset all sessions, or one."""
    call.controls.reset(call.session)
    return no_content()


def _session_json(controls: MockControl, session: Session) -> dict[str, JSON]:
    return {
        "name": session.name,
        "clock": format_moment(controls.state.sessions.now(session, controls.ticker())),
        "scenarios": dict(session.scenarios),
        "stateful": controls.wants_records(session),
        "faults": [armed_json(armed) for armed in session.faults],
        "used_at": format_moment(session.used_at),
    }


ROUTES: Mapping[str, Route] = {
    "listSessions": list_sessions,
    "showSession": show_session,
    "dropSession": drop_session,
    "reset": reset,
    "listResources": list_resources,
    "listUnkept": list_unkept,
    "chooseStateful": choose_stateful,
    "exportRecords": export_records,
    "loadRecords": load_records,
    "forgetRecords": forget_records,
}

BEFORE: Mapping[str, Preparation] = {
    "listUnkept": find_unkept,
    "exportRecords": find_resources,
    "loadRecords": find_resources,
}
