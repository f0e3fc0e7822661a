"""Warns at start about documented examples that contradict their own schema, or are not read."""

from collections.abc import Iterator, Sequence
from itertools import islice

from mock_server.http.media_types import is_json
from openapi.contract import Contract, Operation
from openapi.schema.examples import documented_examples
from openapi.schema.validation import preview_text, validator_for

MAX_CHECKED = 100  # examples that are checked at start, so that large documents start as fast
MAX_SHOWN = 3  # examples that are named


def example_warnings(contracts: Sequence[Contract]) -> list[str]:
    """Return lines about examples of answers that contradict their schema, or are elsewhere.

    The first are served; the others (`externalValue`) are never fetched.
    """
    wrong = [line for line in islice(_judged(contracts), MAX_CHECKED) if line]
    far = [*islice(_elsewhere(contracts), MAX_CHECKED)]
    noun = "example contradicts its schema" if len(wrong) == 1 else "examples contradict schemas"
    unread = "example is" if len(far) == 1 else "examples are"
    return [*_lines(noun, wrong), *_lines(f"{unread} elsewhere and not read", far)]


def _lines(what: str, found: Sequence[str]) -> list[str]:
    if not found:
        return []
    more = [f"  and {len(found) - MAX_SHOWN} more"] if len(found) > MAX_SHOWN else []
    return [f"Warning   {len(found)} {what}:", *found[:MAX_SHOWN], *more]


def _elsewhere(contracts: Sequence[Contract]) -> Iterator[str]:
    for contract in contracts:
        for operation in contract.operations:
            for response in operation.responses:
                for media in response.media_types:
                    if media.external_example:
                        place = f"{_title(contract, operation)} {response.status}"
                        yield f"  {place}: {preview_text(media.external_example)}"


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
