"""Warns at start about examples that contradict their schema, and answers without any value."""

from collections.abc import Iterator, Sequence
from itertools import islice
from time import thread_time

from openapi.contract import Contract, Operation
from openapi.loading.operations.contradictory_examples import judged_examples
from openapi.loading.operations.underivable_answers import derived_answers
from openapi.text.previews import preview_text

MAX_CHECKED = 100  # examples that are checked at start, so that large documents start as fast
MAX_SECONDS = 1.0  # of CPU for each kind of warning, roughly
MAX_SHOWN = 3  # examples that are named


def example_warnings(contracts: Sequence[Contract]) -> list[str]:
    """Return lines about examples of answers that contradict their schema, or are elsewhere.

    The first are served; the others (`externalValue`) are never fetched. Answers for which no value
    was found are named too.
    """
    judged, derived = _first(_judged(contracts)), _first(_derived(contracts))
    wrong, empty = [*filter(None, judged)], [*filter(None, derived)]
    far = [*islice(_elsewhere(contracts), MAX_CHECKED)]
    noun = "example contradicts its schema" if len(wrong) == 1 else "examples contradict schemas"
    unread = "example is" if len(far) == 1 else "examples are"
    unmade = "answer has" if len(empty) == 1 else "answers have"
    return [
        *_lines(f"{noun}{_among(judged)}", wrong),
        *_lines(f"{unmade} no example, and no value was found{_among(derived)}", empty),
        *_lines(f"{unread} elsewhere and not read", far, hint=""),
    ]


class _Checked(list[str]):
    """What was found in the first of some places, an empty text for each without a fault."""

    is_all = True


def _first(lines: Iterator[str]) -> _Checked:
    """Return what is wrong with the first ones, as many as there is time for."""
    began, found = thread_time(), _Checked()
    for line in lines:
        found.is_all = len(found) < MAX_CHECKED and thread_time() - began < MAX_SECONDS
        if not found.is_all:
            break
        found.append(line)
    return found


def _among(checked: _Checked) -> str:
    return "" if checked.is_all else f" among the first {len(checked)}"


def _lines(what: str, found: Sequence[str], *, hint: str = "contracts lint names all") -> list[str]:
    if not found:
        return []
    count = len(found) - MAX_SHOWN
    more = [f"  and {count} more{hint and '; '}{hint}"] if count > 0 else []
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


def _derived(contracts: Sequence[Contract]) -> Iterator[str]:
    """Yield why there is no value for each derived answer in turn; empty if there is one."""
    for contract in contracts:
        for each in derived_answers(contract):
            yield f"  {each.place}: {each.problem}" if each.problem else ""


def _title(contract: Contract, operation: Operation) -> str:
    return f"{operation.method} {contract.path_of(operation)}"
