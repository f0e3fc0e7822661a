"""Warns at start about documented examples that contradict their own schema."""

from collections.abc import Iterator, Sequence
from itertools import islice

from mock_server.http.media_types import is_json
from openapi.contract import Contract, Operation
from openapi.schema.examples import documented_examples
from openapi.schema.validation import validator_for

MAX_CHECKED = 100
"""Examples that are checked at start, so that large documents start as fast."""

MAX_SHOWN = 3
"""Examples that are named."""


def example_warnings(contracts: Sequence[Contract]) -> list[str]:
    """Return lines about examples of answers that contradict their schema; they are served."""
    checked = islice(_judged(contracts), MAX_CHECKED)
    wrong = [line for line in checked if line]
    if not wrong:
        return []
    noun = "example contradicts its schema" if len(wrong) == 1 else "examples contradict schemas"
    more = [f"  and {len(wrong) - MAX_SHOWN} more"] if len(wrong) > MAX_SHOWN else []
    return [f"Warning   {len(wrong)} {noun}:", *wrong[:MAX_SHOWN], *more]


def _judged(contracts: Sequence[Contract]) -> Iterator[str]:
    """Yield what is wrong with each example in turn; an empty line for a valid one."""
    for contract in contracts:
        for each in documented_examples(contract):
            schema = each.media_type.schema
            if schema is None or each.example.is_placeholder or not is_json(each.media_type.name):
                continue
            violations = validator_for(schema).violations(each.example.value)
            if violations:
                place = f"{_title(contract, each.operation)} {each.response.status}"
                problem = violations[0].message_for("the value")
                yield f"  {place} {each.example.name}: {problem}"
            else:
                yield ""


def _title(contract: Contract, operation: Operation) -> str:
    return f"{operation.method} {contract.path_of(operation)}"
