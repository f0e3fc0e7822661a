"""A resource in a terminal state does not change, and a resource keeps its key.

Both follow from `x-polling`. Other changes are judged by the contract's transition rules.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from contracts.http.deadline import in_time
from contracts.observations.body_diff import first_difference
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.paging.pages import Page, pages_of
from contracts.observations.resources import (
    ResourceKey,
    ResourceState,
    happened_before,
    has_ended,
    resource_states,
)
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity
from openapi.json.differences import Difference
from openapi.json.formats import is_date_time
from openapi.json.pointers import iter_values, join
from openapi.json.types import JSON

ID = "polling"
SUMMARY = "A resource in a terminal state does not change, and a resource keeps its key."

_MISSING = "(missing)"  # in the place of a value that only the other answer has


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge answers about resources in a terminal state, and successive answers for one page."""
    if evidence.operation.polling is None or evidence.is_contract_example:
        return
    over: dict[ResourceKey, ResourceState] = {}
    for seen in evidence.conclusive():
        for sighting in resource_states(seen, evidence.check_time):
            before = over.get(sighting.name)
            if before is None:
                if has_ended(sighting):
                    over[sighting.name] = sighting
            elif happened_before(before.seen, sighting.seen):
                yield _compared(evidence, before, sighting)
    yield from _keys(evidence)


def _compared(evidence: Evidence, before: ResourceState, after: ResourceState) -> CheckResult:
    if before.value == after.value:
        return passed(ID)
    schema = after.seen.schema
    if schema is None:
        return not_exercised(ID, "the answer has no schema to compare by")
    found = first_difference(schema, before.value, after.value, after.pointer, evidence.check_time)
    if found is None:
        return passed(ID)
    message = "A resource in a terminal state has changed."
    return failed(_finding(evidence, message, found, after, "over"))


def _keys(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge whether the resources of a page keep their keys."""
    last: dict[object, Page] = {}
    first_seen: dict[str, int] = {}
    last_seen: dict[str, int] = {}
    pages = pages_of(evidence.conclusive(), evidence.check_time)
    for page in pages:
        for key in filter(None, page.keys):
            first_seen.setdefault(key, page.number)
            last_seen[key] = page.number
    for page in pages:
        before = last.get(page.request)
        last[page.request] = page
        if (
            before is None
            or before.keys == page.keys
            or not happened_before(before.seen, page.seen)
        ):
            continue
        for index, old, new in in_time(_renamed(before, page), evidence.check_time):
            if last_seen[old] < page.number and first_seen[new] > before.number:
                yield failed(_renamed_finding(evidence, page, index, old, new))


def _renamed(before: Page, after: Page) -> Iterator[tuple[int, str, str]]:
    """Yield place, old and new key of resources that are the same but for their key."""
    if len(before.keys) != len(after.keys):
        return
    old_leaves = [_leaves(item, before.paging.key) for item in before.items]
    new_leaves = [_leaves(item, after.paging.key) for item in after.items]
    seldom = _unique(old_leaves) & _unique(new_leaves)
    old_keys, new_keys = {*before.keys}, {*after.keys}
    for index, (old, new) in enumerate(zip(before.keys, after.keys, strict=True)):
        if old is None or new is None or old in new_keys or new in old_keys:
            continue
        one, other = old_leaves[index], new_leaves[index]
        same = set(one.items()) & set(other.items())
        is_marked = any(leaf in seldom and is_date_time(str(leaf[1])) for leaf in same)
        is_alike = one == other or (
            2 * len(same) >= len(one) and _has_same_neighbours(before, after, index)
        )
        if is_marked and is_alike:
            yield index, old, new


def _has_same_neighbours(before: Page, after: Page, index: int) -> bool:
    around = slice(max(index - 1, 0), index), slice(index + 1, index + 2)
    neighbours = [[*page.keys[around[0]], *page.keys[around[1]]] for page in (before, after)]
    return neighbours[0] == neighbours[1] and bool(neighbours[0])


def _leaves(item: JSON, key: str) -> Mapping[str, JSON]:
    return {
        pointer: value
        for pointer, value in iter_values(item)
        if pointer != key and not isinstance(value, dict | list)
    }


def _unique(all_leaves: list[Mapping[str, JSON]]) -> set[tuple[str, JSON]]:
    counted = Counter(leaf for leaves in all_leaves for leaf in leaves.items())
    return {leaf for leaf, count in counted.items() if count == 1}


def _renamed_finding(evidence: Evidence, page: Page, index: int, old: str, new: str) -> Finding:
    pointer = join(page.paging.items, index) + page.paging.key
    sighting = ResourceState(name=(), value=None, pointer=pointer, seen=page.seen)
    change = Difference(pointer=pointer, before=old, after=new)
    return _finding(evidence, "A resource has another key than before.", change, sighting, "key")


def _finding(
    evidence: Evidence, message: str, found: Difference, after: ResourceState, key: str
) -> Finding:
    operation = evidence.operation
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=message,
        pointer=found.pointer,
        values=(
            ("before", preview(_MISSING if found.is_added else found.before)),
            ("after", preview(_MISSING if found.is_removed else found.after)),
        ),
        expected="the same answer as before" if key == "over" else "the same key as before",
        source=source_text(operation.source),
        contract=contract_location(evidence.contract, f"{operation.pointer}/x-polling"),
        exchange=after.seen.exchange.number,
        key=key,
    )
