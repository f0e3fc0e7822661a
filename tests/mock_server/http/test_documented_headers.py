"""Tests of the documented headers of answers."""

from email.utils import parsedate_to_datetime

import pytest

from mock_server.answers.documented import prepare_responses
from mock_server.http.documented_headers import documented_headers, header_value
from mock_server.http.error_responses import error_response
from mock_server.http.problems import ProblemId, RequestRejected
from openapi.contract import Schema
from tests.acceptance.cases import cases

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


TEXT = Schema(definition={"type": "string"}, pointer="", root={})


@pytest.mark.parametrize("name", ["last-modified", "expires"])
def test_dates_are_those_of_http(name):
    """A browser can read the date (RFC 9110, 5.6.7)."""
    assert parsedate_to_datetime(header_value(name, TEXT)).year == 2000


@cases(
    "name, definition",
    {
        "another header": ("x-next", {"type": "string"}),
        "another type": ("vary", {"type": "integer"}),
        "another format": ("expires", {"type": "string", "format": "date-time"}),
    },
)
def test_the_schema_decides(name, definition):
    """A value that the document does not allow is not sent."""
    assert header_value(name, Schema(definition=definition, pointer="", root={})) is None


def test_a_required_header_without_an_example_is_plausible(contract_from):
    """A client that reads the page links or the caching rules finds some."""
    contract = contract_from(
        "paths: {/a: {get: {responses: {'200': {description: x, headers: {"
        "Link: {required: true, schema: {type: string}},"
        "Vary: {schema: {type: string}},"
        "X-Id: {required: true, schema: {type: string}}}}}}}}"
    )
    [(_, answer)] = prepare_responses(contract, contract.operations[0])

    headers = dict(answer.headers)
    assert headers[b"link"].startswith(b"<https://")
    assert headers[b"x-id"] == b"text"
    assert b"vary" not in headers
