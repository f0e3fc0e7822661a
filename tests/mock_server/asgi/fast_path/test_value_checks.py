"""The checks of the values of similar requests."""

import pytest

from mock_server.asgi.fast_path.observed_head import Reads
from mock_server.asgi.fast_path.simple_requests import SimpleRequestParser
from mock_server.asgi.fast_path.value_checks import checks_of
from mock_server.http.validation.parameters import read_valid_parameters
from openapi.routing import Router

PATHS = """
paths:
  /a/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, maximum: 9}}
        - {name: X-Kind, in: header, schema: {enum: [a, b]}}
        - {name: X-List, in: header, schema: {type: array, items: {type: integer}}}
        - {name: X-Text, in: header, schema: {type: string}}
      responses: {"200": {description: x}}
"""


@pytest.fixture
def parser(contract_from):
    """A parser of requests to one operation."""
    return SimpleRequestParser(Router([contract_from(PATHS)]).find)


def sent(*lines, path="/a/1"):
    """Return the bytes of a request."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: a", *lines, "", ""]).encode()


def checks(parser, *lines):
    """Return the checks after a request, and what it adds to what is read."""
    request, reads = parser.split(sent(*lines)), Reads()
    head = parser.head(request)
    read_valid_parameters(head.operation, head)
    return checks_of(head, request.lines, reads), reads


def test_values_of_a_similar_request_must_be_valid(parser):
    """The parameters' own parsers decide; a parameter of any text needs no check."""
    found, reads = checks(parser, "X-Text: a", "X-Kind: a")
    lines = parser.split(sent("X-Text: b", "X-Kind: b")).lines
    wrong = parser.split(sent("X-Text: b", "X-Kind: c")).lines

    assert (found.accept(["9"], lines), reads) == (True, Reads())
    assert [found.accept([text], lines) for text in ("10", "x", "01")] == [False] * 3
    assert not found.accept(["1"], wrong)
    assert (len(found.in_path), len(found.in_lines)) == (1, 1)


def test_value_that_one_text_does_not_decide_counts_as_read(parser):
    """The lines of a header that is sent twice make one value; a list in one line is checked."""
    twice, once = checks(parser, "X-List: 1", "X-List: 2"), checks(parser, "X-List: 1,2")

    assert twice[1].names == {"x-list"}
    assert (once[1].names, len(once[0].in_lines)) == (set(), 1)
