"""Values of HTTP's own headers."""

from email.utils import parsedate_to_datetime

import pytest

from mock_server.answers.documented import prepare_responses
from mock_server.answers.header_values import header_value
from openapi.contract import Schema
from tests.acceptance.cases import cases

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
