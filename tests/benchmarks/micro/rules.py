"""All rules on one body, in microseconds per body."""

from datetime import UTC, datetime

import pytest

from openapi.loading.document import load_contracts
from openapi.rules.evaluation import RuleContext, evaluate_rules
from openapi.schema.examples import documented_examples

CONTEXT = RuleContext(
    request={"method": "GET", "path": {}, "query": {}, "header": {}},
    response={"status": 200, "header": {}},
    now=datetime(2026, 11, 21, 12, tzinfo=UTC),
)
BODIES = {
    f"{found.operation.id}-{found.example.name}": (found.media_type.rules, found.example.value)
    for contract in load_contracts()
    for found in documented_examples(contract)
    if found.media_type.rules
}


@pytest.mark.parametrize("name", BODIES)
def test_judge(benchmark, name):
    """Every rule of the body, without a cache."""
    bindings, value = BODIES[name]
    benchmark(evaluate_rules, bindings, value, CONTEXT)
