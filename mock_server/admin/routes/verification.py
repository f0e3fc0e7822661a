"""`/__admin/verify` and `/__admin/coverage`: what clients have requested and received."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Route, json_response
from mock_server.http.responses import PreparedResponse
from mock_server.journal.verification import Expectations
from openapi.rules.outcome import Outcome


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
    return json_response(call.controls.coverage(call.session))


ROUTES: Mapping[str, Route] = {
    "verifyRequests": verify_requests,
    "showCoverage": show_coverage,
}
