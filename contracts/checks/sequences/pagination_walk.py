"""The pages of a list are parts of one list: page(offset, limit) is list[offset:offset + limit].

The order of the requests does not matter: in one list, every item has one place, and the list has
one end. A list that changed during the walk is not judged.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from contracts.http.deadline import in_time
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.pages import NO_SUCH_PAGE, Page, end_of_list, max_limit, read_page
from contracts.observations.resources import happened_before
from contracts.observations.walks import walks
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Pagination, Severity

ID = "pagination-walk"
SUMMARY = "Pages are parts of one list: none too long, nothing twice, nothing left out."

MAX_FINDINGS = 3
"""Findings of one kind that are reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two answers that cannot both be parts of one list.

    Attributes:
        kind: The finding's key.
    """

    kind: str
    message: str
    earlier: Page
    later: Page


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every page alone, then all pages of one walk together."""
    paging = evidence.operation.pagination
    if paging is None or evidence.is_contract_example:
        return
    pages = [
        page
        for seen in evidence.conclusive()
        if (page := read_page(seen, evidence.check_time)) is not None
    ]
    for page in pages:
        evidence.check_time()
        yield from _alone(page, evidence)
    for walked in walks(pages):
        yield from _together(walked, evidence)
    yield from _past_the_end(evidence, pages)


def _alone(page: Page, evidence: Evidence) -> Iterator[CheckResult]:
    wrong = ""
    most = max_limit(evidence.operation) if page.limit is None else page.limit
    counted = Counter(key for key in page.keys if key is not None)
    twice = next((key for key, count in counted.items() if count > 1), None)
    kind = "limit"
    if most and len(page.items) > most:
        wrong = f"A page has {len(page.items)} items, allowed are at most {most}."
    elif twice is not None:
        kind, wrong = "twice", f"A page lists {preview(twice)} twice."
    if wrong:
        yield failed(_finding(evidence, wrong, page, key=kind))
    else:
        yield passed(ID)


def _together(pages: Sequence[Page], evidence: Evidence) -> Iterator[CheckResult]:
    reordered = _reordered(pages)
    if reordered:
        yield failed(_finding(evidence, reordered.message, reordered.later, key="order"))
        return
    moved = _moved(pages)
    if moved:
        yield not_exercised(ID, moved)
        return
    found: dict[str, int] = {}
    for conflict in conflicts(in_time(pages, evidence.check_time)):
        found[conflict.kind] = found.get(conflict.kind, 0) + 1
        if found[conflict.kind] <= MAX_FINDINGS:
            message = f"{conflict.message} (The list did not change during the walk.)"
            yield failed(
                _finding(evidence, message, conflict.later, conflict.earlier, key=conflict.kind)
            )
    if not found:
        yield passed(ID)


def _moved(pages: Iterable[Page]) -> str:
    """Return why the list may have changed during the walk; empty if it did not."""
    first: dict[object, Page] = {}
    last: dict[object, Page] = {}
    for page in pages:
        first.setdefault(page.request, page)
        last[page.request] = page
    repeated = [(first[r], last[r]) for r in first if first[r] is not last[r]]
    if not repeated:
        return "the list was not requested twice"
    if any(before.keys != after.keys for before, after in repeated):
        return "inconclusive: the list changed during the walk"
    return ""


def _reordered(pages: Iterable[Page]) -> Conflict | None:
    """Return two answers to one request with the same unchanged items in another order."""
    last: dict[object, Page] = {}
    for page in pages:
        before = last.get(page.request)
        last[page.request] = page
        if before is None or not happened_before(before.seen, page.seen):
            continue
        kept = {k: i for k, i in zip(before.keys, before.items, strict=True) if k is not None}
        common = [
            key
            for key, item in zip(page.keys, page.items, strict=True)
            if key in kept and kept[key] == item
        ]
        places = {key: place for place, key in enumerate(before.keys)}
        for one, other in pairwise(common):
            if places[one] > places[other]:
                return Conflict(
                    kind="order",
                    message=f"The same request gives another order: {preview(other)} was before "
                    f"{preview(one)}, then after it, although neither has changed.",
                    earlier=before,
                    later=page,
                )
    return None


@dataclass(slots=True)
class _List:
    """What is known about the list from its pages.

    Attributes:
        at: Key and page by place.
        place: Place and page by key.
        furthest: The largest known end of a page, and the page.
        end: The smallest known end of the list, and the page that shows it.
    """

    at: dict[int, tuple[str, Page]] = field(default_factory=dict)
    place: dict[str, tuple[int, Page]] = field(default_factory=dict)
    furthest: tuple[int, Page] | None = None
    end: tuple[int, Page] | None = None

    def add(self, page: Page, limit: int) -> Iterator[Conflict]:
        """Add a page; yield its conflicts with earlier ones."""
        for index, key in enumerate(page.keys[:limit]):
            if key is not None:
                yield from self._add_item(page, page.offset + index, key)
        last = page.offset + len(page.items)
        if page.items and (self.furthest is None or last > self.furthest[0]):
            self.furthest = (last, page)
        if len(page.items) < limit and (self.end is None or last < self.end[0]):
            self.end = (last, page)

    def _add_item(self, page: Page, place: int, key: str) -> Iterator[Conflict]:
        there, before = self.at.setdefault(place, (key, page))
        where, found = self.place.setdefault(key, (place, page))
        if there != key:
            yield Conflict(
                kind="place",
                message=f"Place {place} of the list holds {preview(there)} on one page "
                f"({before.description}) and {preview(key)} on another ({page.description}).",
                earlier=before,
                later=page,
            )
        elif where != place:
            yield Conflict(
                kind="repeated",
                message=f"{preview(key)} is in two places of the list: {where} "
                f"({found.description}) and {place} ({page.description}).",
                earlier=found,
                later=page,
            )


def conflicts(pages: Iterable[Page]) -> Iterator[Conflict]:
    """Yield the conflicts between pages; none if they are parts of one list."""
    chosen = list(pages)
    usual = max((len(page.items) for page in chosen if page.limit is None), default=0)
    known = _List()
    for page in chosen:
        limit = usual if page.limit is None else page.limit
        if limit:
            yield from known.add(page, limit)
    if known.end is None or known.furthest is None or known.furthest[0] <= known.end[0]:
        return
    end, short = known.end
    _, longer = known.furthest
    yield Conflict(
        kind="end",
        message=f"The page with {short.description} has {len(short.items)} items, as if the list "
        f"ended at {end}; the page with {longer.description} has items beyond that.",
        earlier=longer,
        later=short,
    )


def _past_the_end(evidence: Evidence, pages: Iterable[Page]) -> Iterator[CheckResult]:
    """Judge answers past the end: no documentation requires an empty page, so only warn."""
    end = end_of_list(pages)
    for seen in evidence.conclusive():
        paging = evidence.operation.pagination
        offset = seen.parameters.query.get(paging.offset) if paging else None
        is_beyond = isinstance(offset, int) and end is not None and offset >= end
        if is_beyond and seen.is_valid_request and seen.status in NO_SUCH_PAGE:
            message = f"A page past the end of the list is answered with {seen.status}."
            yield failed(
                Finding(
                    rule=ID,
                    severity=Severity.WARNING,
                    message=message,
                    values=((paging.offset if paging else "", preview(offset)),),
                    expected="a page without items",
                    exchange=seen.exchange.number,
                    key="past",
                )
            )


def _finding(
    evidence: Evidence, message: str, page: Page, other: Page | None = None, *, key: str
) -> Finding:
    paging, operation = evidence.operation.pagination, evidence.operation
    items = paging.items if isinstance(paging, Pagination) else ""
    values = [(page.description, preview(list(page.keys)))]
    if other is not None:
        values.insert(0, (other.description, preview(list(other.keys))))
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=message,
        pointer=items,
        values=tuple(values),
        expected="page(offset, limit) is list[offset:offset + limit]",
        source=source_text(operation.source),
        contract=contract_location(evidence.contract, f"{operation.pointer}/x-pagination"),
        exchange=page.number,
        key=key,
    )
