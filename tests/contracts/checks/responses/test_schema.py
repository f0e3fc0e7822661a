"""Tests of: a body is valid against its schema."""

from dataclasses import replace

import pytest

from contracts.checks.responses.schema import check
from contracts.http.messages.exchange import Identity
from contracts.observations.evidence import Evidence
from openapi.contract import Severity
from openapi.loading.document import load_contract
from tests.contracts.shop import ORDER, evidence, exchange, observe, said


def finding(body, **options):
    """Return the first finding about a body."""
    return next(j.finding for j in check(evidence(exchange(body=body, **options))) if j.finding)


def test_a_valid_body_passes():
    """The documented order is valid."""
    assert said(check(evidence(exchange()))) == ["pass"]


def test_an_additional_key_is_allowed():
    """The schema does not forbid additional keys."""
    assert said(check(evidence(exchange(body={**ORDER, "colour": "red"})))) == ["pass"]


def test_a_wrong_value_is_found_with_its_documented_line():
    """The finding has the field, the value, what is allowed, and both citations."""
    found = finding({**ORDER, "status": "lost"})

    assert found.pointer == "/status"
    assert found.values == (("/status", '"lost"'),)
    assert '"open", "done"' in found.expected
    assert found.source == "shop_page 42 (documented)"
    assert found.contract.startswith("shop.yaml:")


def test_a_missing_key_is_cited_by_its_own_line():
    """The finding cites the documentation of the missing field, not of its parent."""
    found = finding({"status": "open", "total": 3})

    assert found.pointer == "/id"
    assert found.values == (("/id", "(missing)"),)
    assert found.source == "shop_page 41 (documented)"


def test_a_field_inside_a_list_is_found():
    """The pointer has the index of the item."""
    found = finding({**ORDER, "items": [{"code": "a"}, {"code": 5}]})

    assert found.pointer == "/items/1/code"
    assert found.source == "shop_page 47 (example)"


def test_every_violation_of_a_body_is_reported():
    """Two wrong fields are two findings."""
    found = said(check(evidence(exchange(body={**ORDER, "status": "lost", "total": -1}))))

    assert len(found) == 2


def test_a_wrong_content_type_does_not_hide_a_wrong_body():
    """JSON that is declared as HTML is still judged by the schema."""
    found = finding({**ORDER, "total": "ten"}, headers=(("Content-Type", "text/html"),))

    assert found.pointer == "/total"


def test_a_body_that_is_no_json_is_not_judged():
    """The finding of strict-json is not repeated."""
    assert said(check(evidence(exchange(body=b"{"))))[0].startswith("not exercised")


@pytest.mark.parametrize(
    ("asker", "status", "found"),
    [
        (Identity.ANONYMOUS, 200, 1),
        (Identity.ANONYMOUS, 401, 0),
        (Identity.STRANGER, 200, 0),
        (Identity.OTHER, 200, 0),
    ],
)
def test_a_success_without_credentials_is_judged(asker, status, found):
    """It must be the documented one; answers to other identities are not judged."""
    seen = replace(
        exchange(body={"id": 7, "status": "lost", "total": 1}, status=status), asker=asker
    )

    assert len([text for text in said(check(evidence(seen))) if "error" in text]) == found


def test_a_lone_surrogate_does_not_hide_violations():
    """A text with a lone surrogate is judged with a replacement character."""
    body = b'{"id": 7, "status": "lost\\ud800", "total": 10}'

    assert said(check(evidence(exchange(body=body)))) == [
        'error: /status is "lost\ufffd", allowed is "open", "done".'
    ]


HARD = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /p:
    get:
      operationId: op
      responses:
        "200":
          description: d
          content:
            application/json:
              schema:
                properties:
                  a:
                    type: string
                    pattern: ^(a|aa)+(?=b)\\1$
"""


def test_a_pattern_that_was_given_up_is_named_with_its_line(tmp_path):
    """The server is not accused, nothing passes either, and the report says which pattern it is."""
    spec = tmp_path / "hard.yaml"
    spec.write_text(HARD)
    contract = load_contract(spec)
    exchanges = [
        exchange("/p", {"a": text}, made_for="op", number=number)
        for number, text in enumerate(["a" * 60 + "!", "!"], 1)
    ]
    hard, plain = observe(*exchanges, contract=contract)
    [judged] = check(
        Evidence(contract=contract, operation=contract.operations[0], observations=(hard,))
    )
    [wrong] = check(
        Evidence(contract=contract, operation=contract.operations[0], observations=(plain,))
    )

    assert said([judged]) == [
        "info: The pattern of /a takes too long to be matched; what it asks for was not judged."
    ]
    assert judged.finding.contract == "hard.yaml:17"
    assert wrong.finding.severity == "error"


CONTRADICTING = """
openapi: 3.0.3
info: {title: Forms, version: '1'}
paths:
  /form:
    get:
      operationId: form
      responses:
        '200':
          description: x
          content:
            application/json:
              schema:
                type: object
                required: [id, kind]
                properties:
                  id: {type: string}
                  kind: {enum: [short, long]}
                  look: {type: object, additionalProperties: false}
                  code: {type: string, pattern: '^Q'}
                  name: {type: string}
                  box:
                    type: object
                    additionalProperties: false
                    properties: {lid: {type: boolean}}
              example: {kind: wide, look: {colour: red}, code: 77, name: '5', box: {size: 1}}
"""


@pytest.mark.parametrize(
    ("body", "severities"),
    [
        ({"id": "1", "kind": "wide"}, [Severity.WARNING]),
        ({"id": "1", "kind": "long", "look": {"colour": "blue"}}, [Severity.WARNING]),
        ({"id": "1", "kind": "long", "look": {"colour": "red", "size": 2}}, [Severity.ERROR]),
        ({"id": "1", "kind": "long", "code": 77}, [Severity.WARNING]),
        ({"id": "1", "kind": "long", "code": "77"}, [Severity.WARNING]),
        ({"id": "1", "kind": "long", "code": "78"}, [Severity.ERROR]),
        ({"id": "1", "kind": "long", "name": 5}, [Severity.ERROR]),
        ({"id": "1", "kind": "long", "box": {"size": 1, "lid": True}}, [Severity.WARNING]),
        ({"id": "1", "kind": "long", "box": {"size": 1, "lid": True, "key": 1}}, [Severity.ERROR]),
        ({"id": "1", "kind": "none"}, [Severity.ERROR]),
        ({"kind": "wide"}, [Severity.ERROR, Severity.WARNING]),
    ],
)
def test_a_documented_value_in_its_documented_place_is_no_error(tmp_path, body, severities):
    """A server that follows the example of a document that contradicts itself is not accused."""
    path = tmp_path / "forms.yaml"
    path.write_text(CONTRADICTING)
    contract = load_contract(path)
    seen = observe(exchange("/form", body, made_for="form"), contract=contract)
    known = Evidence(contract=contract, operation=contract.operations[0], observations=tuple(seen))

    found = [each.finding.severity for each in check(known) if each.finding]

    assert found == severities


DEAD = """
openapi: 3.1.0
info: {title: Dead, version: '1'}
paths:
  /p:
    get:
      operationId: op
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: {properties: {a: {$ref: '#/components/schemas/Gone'}, b: {type: integer}}}
"""


@pytest.mark.parametrize(
    ("body", "outcome"), [({"a": 1, "b": 2}, "not exercised"), ({"b": "x"}, "error")]
)
def test_a_schema_that_the_document_lacks_proves_nothing(tmp_path, body, outcome):
    """Anything is valid there, which is no pass; what is documented beside it is judged."""
    path = tmp_path / "dead.yaml"
    path.write_text(DEAD)
    contract = load_contract(path)
    seen = observe(exchange("/p", body, made_for="op"), contract=contract)
    known = Evidence(contract=contract, operation=contract.operations[0], observations=tuple(seen))
    [judged] = said(check(known))

    assert judged.startswith(outcome)
    assert ("Gone" in judged) is (outcome == "not exercised")
