"""`/__admin/records` and `/__admin/resources`: what clients have created and changed."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Route, json_response, no_content
from mock_server.admin.records import choices, exported, load, resources_json
from mock_server.http.responses import PreparedResponse
from mock_server.sessions.records import NO_RECORDS
from mock_server.sessions.sessions import DEFAULT


def list_resources(call: AdminCall) -> PreparedResponse:
    """Respond with the resources, and whether a session answers from its records of them."""
    controls, session = call.controls, call.session or DEFAULT
    return json_response(
        {
            "stateful": controls.wants_records(controls.session(session)),
            "resources": resources_json(controls, session),
        }
    )


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


ROUTES: Mapping[str, Route] = {
    "listResources": list_resources,
    "chooseStateful": choose_stateful,
    "exportRecords": export_records,
    "loadRecords": load_records,
    "forgetRecords": forget_records,
}
