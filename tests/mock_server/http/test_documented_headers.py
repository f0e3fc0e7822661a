"""Tests of the documented headers of answers."""

from mock_server.http.documented_headers import documented_headers
from mock_server.http.error_responses import error_response
from mock_server.http.errors import RequestRejected
from mock_server.http.problems import ProblemId

HEADERS = (
    "headers: {X-Server: {required: true, schema: {type: string, default: one}},"
    " X-Optional: {schema: {type: string}}, Date: {required: true, schema: {type: string}}}"
)
PATHS = (
    "paths: {/a: {get: {responses: {'200': {description: x}, default: {description: y, "
    f"{HEADERS}, content: {{application/json: {{example: {{error: x}}}}}}}}}}}}}}}}"
)


def test_required_and_default_headers_are_sent(contract_from):
    """Optional ones without a value, and those of the server, are left out."""
    response = contract_from(PATHS).operations[0].exact_response("default")

    assert [*documented_headers(response)] == [(b"x-server", b"one")]


def test_a_refusal_has_the_headers_of_its_documented_answer(contract_from):
    """A client that reads a header of every error finds it, beside those of the refusal itself."""
    contract = contract_from(PATHS)
    rejected = RequestRejected(406, ProblemId.NOT_ACCEPTABLE, "No.", headers=((b"x-own", b"1"),))

    headers = error_response(rejected, contract, contract.operations[0]).headers

    assert (b"x-server", b"one") in headers
    assert (b"x-own", b"1") in headers
