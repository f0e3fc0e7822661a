"""A polled resource does not vanish before it is in a terminal state.

No documentation states how long a resource is kept, so findings are warnings. A resource that
comes back is judged by `safe_repeatable`.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.observations.paging.pages import Page, pages_of
from contracts.observations.resources import (
    ResourceKey,
    ResourceState,
    happened_before,
    has_ended,
    requested_resource,
    resource_states,
)
from contracts.observations.tolerances import ABSENT
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import Severity

ID = "thing-vanishes"
SUMMARY = "A polled resource does not vanish before it is in a terminal state."

PLAIN = frozenset(
    {
        Purpose.DOCUMENTED,
        Purpose.IDENTITY,
        Purpose.POLL,
        Purpose.RECORDED,
        Purpose.REPETITION,
        Purpose.WALK,
    }
)
"""Purposes of plain requests for the resource itself."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the last answers about every resource that existed."""
    polling = evidence.operation.polling
    if polling is None or evidence.is_contract_example:
        return
    yield from _from_lists(evidence) if polling.key else _by_name(evidence)


def _by_name(evidence: Evidence) -> Iterator[CheckResult]:
    there: dict[ResourceKey, Observation] = {}
    gone: dict[ResourceKey, Observation] = {}
    for seen in evidence.conclusive():
        name = requested_resource(seen)
        if name is None or seen.exchange.purpose not in PLAIN or not seen.is_valid_request:
            continue
        if seen.is_success:
            there[name] = seen
            gone.pop(name, None)
        elif name in there and seen.status in ABSENT and happened_before(there[name], seen):
            gone.setdefault(name, seen)
    for name in there:
        if name in gone:
            yield failed(_finding(evidence, gone[name], f"{name[-1]} existed before."))
        else:
            yield passed(ID)


def _from_lists(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every resource by the first two complete lists after its last answer."""
    seen_in = [seen for seen in evidence.conclusive() if seen.exchange.purpose in PLAIN]
    pages = pages_of(seen_in, evidence.check_time)
    whole = [page for page in pages if _is_whole(page)]
    latest: dict[str, ResourceState] = {}
    for seen in seen_in:
        latest.update(
            {sighting.name[-1]: sighting for sighting in resource_states(seen, evidence.check_time)}
        )
    later = _whole_pages_after(pages, whole)
    for key, sighting in latest.items():
        after = later(sighting.seen)
        # A single list without it may be an accident.
        if len(after) < 2 or has_ended(sighting):  # noqa: PLR2004 - two
            continue
        message = f"{key} was in the list before, not in a terminal state."
        yield failed(_finding(evidence, after[0].seen, message))
    if whole:
        yield passed(ID)


def _whole_pages_after(
    pages: Sequence[Page], whole: Sequence[Page]
) -> Callable[[Observation], list[Page]]:
    """Return a function that returns the first two complete lists after an answer.

    One answer may be the last one about thousands of resources, so its result is cached.
    """
    lists = {page.number: page.list_key for page in pages}
    by_list: dict[tuple[str, ...], list[Page]] = {}
    for page in whole:
        by_list.setdefault(lists[page.number], []).append(page)
    found: dict[int, list[Page]] = {}

    def after(seen: Observation) -> list[Page]:
        number = seen.exchange.number
        if number not in found:
            ours = by_list.get(lists[number], ()) if number in lists else ()
            found[number] = [*islice((p for p in ours if happened_before(seen, p.seen)), 2)]
        return found[number]

    return after


def _is_whole(page: Page) -> bool:
    return page.is_placed and page.offset == 0 and page.limit is not None and page.is_last


def _finding(evidence: Evidence, seen: Observation, message: str) -> Finding:
    operation = evidence.operation
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        message=f"A polled resource has vanished. {message}",
        values=(("status", str(seen.status)),),
        expected="the resource, at least until it is in a terminal state",
        source=source_text(operation.source),
        contract=contract_location(evidence.contract, f"{operation.pointer}/x-polling"),
        exchange=seen.exchange.number,
    )
