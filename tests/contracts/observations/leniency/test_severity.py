"""How much an error in an answer weighs."""

from dataclasses import replace

import pytest

from contracts.observations.evidence import Evidence
from contracts.observations.leniency.severity import body_severity
from openapi.contract import Basis, MediaType, Response, Schema, Severity, Source
from openapi.schema.violations import Violation
from tests.contracts.shop import SHOP, exchange, observe

DOCUMENTED = Source(document="shop_page", lines=((1, 1),), basis=Basis.DOCUMENTED)
UPSTREAM = replace(DOCUMENTED, basis=Basis.UPSTREAM)
ENVELOPE = {"type": "object", "required": ["errors"]}


@pytest.mark.parametrize(
    ("body", "expected", "place", "severity"),
    [
        ({"errors": 5}, UPSTREAM, DOCUMENTED, Severity.ERROR),
        ({"error": 5}, UPSTREAM, DOCUMENTED, Severity.INFO),
        ([], UPSTREAM, DOCUMENTED, Severity.INFO),
        ({"errors": 5}, UPSTREAM, UPSTREAM, Severity.INFO),
        ({"errors": 5}, UPSTREAM, None, Severity.INFO),
        ({"error": 5}, DOCUMENTED, DOCUMENTED, Severity.ERROR),
    ],
)
def test_documented_keys_must_have_documented_values(body, expected, place, severity):
    """A refusal that only we expect may have another form, but not the documented keys alone."""
    schema = Schema(definition=ENVELOPE, pointer="", root=ENVELOPE)
    media = MediaType(name="application/json", schema=schema)
    refusal = Response(status="400", description="", media_types=(media,), source=expected)
    [seen] = observe(exchange(body=body, status=400))
    refused = replace(seen, operation=replace(seen.operation, responses=(refusal,)))
    evidence = Evidence(contract=SHOP, operation=seen.operation, observations=(refused,))

    violation = Violation(pointer="", keyword="type", problem="is 5", value=body, allowed="text")

    assert body_severity(evidence, refused, schema, place, violation) is severity
