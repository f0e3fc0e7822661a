"""Validation of a body with its reasons, in microseconds per body."""

import pytest

from openapi.loading.document import load_contracts
from openapi.schema.examples import documented_examples
from openapi.schema.validation import validator_for

BODIES = {
    f"{found.operation.id}-{found.example.name}": (found.media_type.schema, found.example.value)
    for contract in load_contracts()
    for found in documented_examples(contract)
    if found.media_type.schema is not None
}


@pytest.mark.parametrize("name", BODIES)
def test_valid(benchmark, name):
    """The documented bodies."""
    schema, value = BODIES[name]
    benchmark(validator_for(schema).is_valid, value)


def test_explain(benchmark):
    """A body of another type, with the reason."""
    schema, _ = next(iter(BODIES.values()))
    benchmark(validator_for(schema).violations, 5)
