"""`/__admin/verify` and `/__admin/coverage`: what the client did, and what it has met."""

from collections.abc import Mapping

from mock_server.admin.calls import Call, Route, answered
from mock_server.http.responses import PreparedResponse
from mock_server.journal.verification import Expectations, Outcome


def verify_requests(call: Call) -> PreparedResponse:
    """Answer with what became of each expectation."""
    results = call.controls.verify(Expectations.from_json(call.body))
    return answered(
        {
            "passed": all(result.outcome is Outcome.PASSED for result in results),
            "expectations": [result.as_json() for result in results],
        }
    )


def show_coverage(call: Call) -> PreparedResponse:
    """Answer with what is documented, each with whether it was met."""
    return answered(call.controls.coverage(call.session))


ROUTES: Mapping[str, Route] = {
    "verifyRequests": verify_requests,
    "showCoverage": show_coverage,
}
