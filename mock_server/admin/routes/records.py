"""`/__admin/records`: what the clients of a session have created, changed and deleted."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Route, json_response, no_content
from mock_server.admin.records import exported, load
from mock_server.http.responses import PreparedResponse
from mock_server.sessions.records import NO_RECORDS
from mock_server.sessions.sessions import DEFAULT


def export_records(call: AdminCall) -> PreparedResponse:
    """Respond with the records of a session, or of one path."""
    records = exported(call.controls, call.session or DEFAULT, call.query.get("path"))
    return json_response({"records": records})


def load_records(call: AdminCall) -> PreparedResponse:
    """Replace collections of a session."""
    count = load(call.controls, call.session or DEFAULT, call.body["records"])
    return json_response({"loaded": count})


def forget_records(call: AdminCall) -> PreparedResponse:
    """Return a session to its first records."""
    controls = call.controls
    session = controls.ensure_session(call.session or DEFAULT)
    controls.state.sessions.change(session, records=NO_RECORDS)
    return no_content()


ROUTES: Mapping[str, Route] = {
    "exportRecords": export_records,
    "loadRecords": load_records,
    "forgetRecords": forget_records,
}
