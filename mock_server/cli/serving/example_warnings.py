"""Warns at start about documented examples that contradict their own schema, or are not read."""

from collections.abc import Iterator, Sequence
from itertools import islice

from openapi.contract import Contract, Operation
from openapi.loading.operations.contradictory_examples import judged_examples
from openapi.text.previews import preview_text

MAX_CHECKED = 100  # examples that are checked at start, so that large documents start as fast
MAX_SHOWN = 3  # examples that are named


def example_warnings(contracts: Sequence[Contract]) -> list[str]:
    """Return lines about examples of answers that contradict their schema, or are elsewhere.

    The first are served; the others (`externalValue`) are never fetched.
    """
    judged = [*islice(_judged(contracts), MAX_CHECKED)]
    wrong = [line for line in judged if line]
    far = [*islice(_elsewhere(contracts), MAX_CHECKED)]
    noun = "example contradicts its schema" if len(wrong) == 1 else "examples contradict schemas"
    unread = "example is" if len(far) == 1 else "examples are"
    if len(judged) == MAX_CHECKED:
        noun += f" among the first {MAX_CHECKED}; contracts lint checks all"
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
        for each in judged_examples(contract):
            wrong = f"  {each.place} {each.of.example.name}: {each.sentence}"
            yield wrong if each.violations else ""


def _title(contract: Contract, operation: Operation) -> str:
    return f"{operation.method} {contract.path_of(operation)}"
