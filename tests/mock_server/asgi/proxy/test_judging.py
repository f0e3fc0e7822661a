"""What a real response violates."""

import gzip
import json

import pytest

from mock_server.asgi.proxy.judging import (
    MAX_JUDGED_BYTES,
    MAX_VIOLATIONS,
    response_violations,
    unknown_operation,
)
from mock_server.sessions.request_context import open_context
from openapi.json.parsing import dump_json
from openapi.loading.document import load_contract
from openapi.routing import Router
from tests.mock_server.asgi_client import scope_of

JSON = (b"content-type", b"application/json")
DOCUMENT = """
openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        "200":
          description: all
          headers:
            X-Total: {required: true, schema: {type: integer}}
          content:
            application/json:
              schema:
                type: array
                items:
                  type: object
                  required: [id]
                  properties: {id: {type: integer}, from: {type: integer}, to: {type: integer}}
                  x-rules:
                    - id: pets.order
                      rule: self.from <= self.to
                      message: From is not behind to.
                      severity: error
"""


@pytest.fixture
def judge(tmp_path):
    """Judges a response to a request for the pets."""
    path = tmp_path / "pets.yaml"
    path.write_text(DOCUMENT)
    router = Router([load_contract(path)])

    def violations(body, *headers, status=200, method="GET"):
        context = open_context(scope_of(method, "/pets"), router.find, 0.0)
        context.operation = context.head.operation
        return response_violations(context, status, headers, body)

    return violations


TOTAL = (b"x-total", b"1")
GOOD = b'[{"id": 1, "from": 1, "to": 2}]'


def test_a_documented_response_passes(judge):
    """With content codings, without a body to HEAD, and with a body that is not kept."""
    coded = (b"content-encoding", b"gzip")

    assert judge(GOOD, JSON, TOTAL) == ()
    assert judge(gzip.compress(GOOD), JSON, TOTAL, coded) == ()
    assert judge(b"", JSON, TOTAL, method="HEAD") == ()
    assert judge(None, JSON, TOTAL) == ()


@pytest.mark.parametrize(
    ("body", "headers", "status", "sentence"),
    [
        (b"", [JSON], 418, "The status is 418, documented is 200."),
        (b"<p>", [(b"content-type", b"text/html"), TOTAL], 200, "Content-Type is text/html"),
        (b"[]", [TOTAL], 200, "Content-Type is missing, documented is application/json"),
        (b"[", [JSON, TOTAL], 200, "The body is not JSON"),
        (b'[{"id": "x"}]', [JSON, TOTAL], 200, '/0/id is "x", allowed is integer'),
        (b'[{"id": 1, "from": 3, "to": 2}]', [JSON, TOTAL], 200, "breaks the rule pets.order"),
        (GOOD, [JSON], 200, "The header X-Total is missing"),
        (GOOD, [JSON, (b"x-total", b"many")], 200, "The header X-Total is many"),
    ],
)
def test_each_violation_is_a_sentence(judge, body, headers, status, sentence):
    """It names the place, what was found and what is allowed."""
    found = judge(body, *headers, status=status)

    assert len(found) == 1
    assert sentence in found[0]


def test_many_violations_are_bounded(judge):
    """Equal ones are reported once; a long list of broken items gives a short answer."""
    body = dump_json([{"id": str(number)} for number in range(1000)])

    assert len(judge(body, JSON, TOTAL)) == MAX_VIOLATIONS
    assert len(judge(dump_json([{}, {}]), JSON, TOTAL)) <= 2


def test_a_bomb_is_not_judged(judge):
    """A small body that becomes a huge one costs nothing."""
    bomb = gzip.compress(json.dumps("x" * (MAX_JUDGED_BYTES * 4)).encode())

    assert judge(bomb, JSON, TOTAL, (b"content-encoding", b"gzip")) == ()


def test_a_path_or_method_of_no_operation_is_named(packaged):
    """The methods that are documented are listed."""
    find = Router(packaged).find

    def violation_of(method, target):
        return unknown_operation(open_context(scope_of(method, target), find, 0.0))

    assert violation_of("GET", "/nothing") == "The contract has no path /nothing."
    assert violation_of("PUT", "/subscriptions/imports") == (
        "The contract has no PUT /subscriptions/imports, allowed is GET."
    )
