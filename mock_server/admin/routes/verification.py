"""`/__admin/verify` and `/__admin/coverage`: what the client did, and what it has met."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Route, json_response
from mock_server.http.responses import PreparedResponse
from mock_server.journal.verification import Expectations
from openapi.rules.outcome import Outcome


def verify_requests(call: AdminCall) -> PreparedResponse:
    """Answer with what became of each expectation."""
    results = call.controls.verify(Expectations.from_json(call.body))
    return json_response(
        {
            "passed": all(result.outcome is Outcome.PASS for result in results),
            "expectations": [result.as_json() for result in results],
        }
    )


def show_coverage(call: AdminCall) -> PreparedResponse:
    """Answer with what is documented, each with whether it was met."""
    return json_response(call.controls.coverage(call.session))


ROUTES: Mapping[str, Route] = {
    "verifyRequests": verify_requests,
    "showCoverage": show_coverage,
}
