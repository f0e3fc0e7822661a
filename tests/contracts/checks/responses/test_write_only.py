"""Tests of: a body has no value that the contract calls writeOnly."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.checks.responses.write_only import check
from contracts.http.messages.exchange import Exchange, Purpose, Request, Response
from contracts.observations.evidence import Evidence
from contracts.observations.observer import Observer
from contracts.results.verdict import Outcome
from openapi.contract import Severity
from openapi.loading.document import load_contract

DOCUMENT = """
openapi: 3.0.3
info: {title: Users, version: "1"}
paths:
  /users:
    get:
      operationId: users
      responses:
        "200":
          description: all
          content:
            application/json:
              schema:
                type: array
                items:
                  type: object
                  properties:
                    name: {type: string}
                    password: {type: string, writeOnly: true}
"""
"""A list of users, whose passwords must not be shown."""
EXAMPLE = "              example: [{name: joe, password: given}]\n"


def judged(folder: Path, body, document=DOCUMENT):
    """Return the results for a body of the list."""
    path = folder / "users.yaml"
    path.write_text(document, encoding="utf-8")
    contract = load_contract(path)
    operation = contract.operations[0]
    headers = (("Content-Type", "application/json"),)
    response = Response(status=200, headers=headers, body=json.dumps(body).encode())
    seen = Exchange(
        number=1,
        purpose=Purpose.DOCUMENTED,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        operation="users",
        request=Request(method="GET", origin="http://h:1", target="/users"),
        response=response,
    )
    observation = Observer(contract).observe(seen)
    evidence = Evidence(contract=contract, operation=operation, observations=(observation,))
    return list(check(evidence))


def test_an_answered_password_is_an_error(tmp_path):
    """The answer shows a password; the report does not repeat it."""
    (found,) = judged(tmp_path, [{"name": "joe", "password": "hunter2"}])

    assert found.finding.message == "/0/password is writeOnly, and the answer has it."
    assert found.finding.severity is Severity.ERROR
    assert "hunter2" not in str(found)


@pytest.mark.parametrize("value", [None, "", "***", "xxxx"])
def test_a_masked_value_is_an_info(tmp_path, value):
    """A server that answers null or asterisks shows nothing of the password."""
    (found,) = judged(tmp_path, [{"name": "joe", "password": value}])

    assert found.finding.severity is Severity.INFO


def test_an_example_with_the_value_leaves_it_open(tmp_path):
    """A document whose own example shows the value contradicts itself, so this is no error."""
    (found,) = judged(tmp_path, [{"name": "joe", "password": "hunter2"}], DOCUMENT + EXAMPLE)

    assert found.finding.severity is Severity.INFO


def test_a_body_without_the_value_passes(tmp_path):
    """An answer without the password passes."""
    (found,) = judged(tmp_path, [{"name": "joe"}])

    assert found.outcome is Outcome.PASS
