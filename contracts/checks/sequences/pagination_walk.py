"""The pages of a list are parts of one list: page(offset, limit) is list[offset:offset + limit].

The order of the requests does not matter: in one list, every item has one place, and the list has
one end. The place of a page after a cursor follows from the pages that lead to it. A list that
changed during the walk is not judged.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from contracts.http.deadline import in_time
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.paging.page_chains import (
    MAX_EMPTY,
    Chain,
    chains_of,
    has_empty_tail,
    placed,
)
from contracts.observations.paging.pages import (
    NO_SUCH_PAGE,
    Page,
    documented_max_limit,
    pages_of,
    past_end_test,
)
from contracts.observations.paging.server_maximum import server_maximum, shortened
from contracts.observations.paging.walks import walks
from contracts.observations.resources import happened_before
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Pagination, Severity
from openapi.rules.outcome import Outcome

ID = "pagination-walk"
SUMMARY = "Pages are parts of one list: none too long, nothing twice, nothing left out."

MAX_FINDINGS = 3  # findings of one kind that are reported
_EQUAL = "the list has equal items without the key that x-pagination names: two, or one twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two answers that cannot both be parts of one list."""

    kind: str  # the finding's key
    message: str
    earlier: Page
    later: Page
    is_by_value: bool = False  # whether the items have no key, and are compared as a whole


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every page alone, then all pages of one walk together."""
    if evidence.operation.pagination is None or evidence.is_contract_example:
        return
    results = [*_judged(evidence, evidence.operation.pagination)]
    is_doubtful = any(result.reason == _EQUAL for result in results)
    # One doubt about the list outweighs pages that are sound by themselves.
    yield from (r for r in results if not is_doubtful or r.outcome is not Outcome.PASS)


def _judged(evidence: Evidence, paging: Pagination) -> Iterator[CheckResult]:
    pages = pages_of(evidence.conclusive(), evidence.check_time)
    for page in pages:
        evidence.check_time()
        yield from _alone(page, evidence)
    for walked in map(list, walks(pages)):
        if paging.is_counted:
            yield from _together(walked, walked, evidence)
        else:
            yield from _chained(walked, evidence)
    yield from _past_the_end(evidence, pages)


def _alone(page: Page, evidence: Evidence) -> Iterator[CheckResult]:
    wrong = ""
    most = documented_max_limit(evidence.operation) if page.limit is None else page.limit
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


def _chained(pages: list[Page], evidence: Evidence) -> Iterator[CheckResult]:
    """Judge whether chains of pages come to an end, then all of them together."""
    chains = chains_of(pages)
    for chain in chains:
        problem = _endless(chain) or _refused(chain, evidence)
        if problem:
            yield failed(_finding(evidence, problem[1], chain.last, key=problem[0]))
            return
    if any(has_empty_tail(chain) for chain in chains):
        message = f"{MAX_EMPTY} pages in a row have no items, and each leads to another one."
        found = _finding(evidence, message, chains[0].last, key="empty")
        yield failed(replace(found, severity=Severity.WARNING))
    foreign = next((c.last.following.foreign for c in chains if c.last.following), "")
    if foreign:
        message = f"The next page is on another server or path, and was not requested: {foreign}"
        found = _finding(evidence, preview(message), chains[0].last, key="foreign")
        yield failed(replace(found, severity=Severity.WARNING))
    whole = [chain.as_one_page() for chain in chains]
    results = [*_together(whole, [page for c in chains for page in c.pages], evidence)]
    is_ended = any(chain.is_whole for chain in chains)
    yield from (result for result in results if result.finding or is_ended)
    if not is_ended and not any(result.finding for result in results):
        yield not_exercised(ID, "inconclusive: no walk reached the end of the list")


def _endless(chain: Chain) -> tuple[str, str] | None:
    back = chain.returns_to
    if back is None:
        return None
    place = chain.pages.index(back) + 1
    length = len(chain.pages)
    return "cycle", f"Page {length} leads back to page {place}, so the list never ends."


def _refused(chain: Chain, evidence: Evidence) -> tuple[str, str] | None:
    """Return the error that the server does not accept its own cursor; None without one."""
    following = chain.last.following
    # A recorded client may have come back when the cursor had expired.
    if following is None or not following.target or chain.last.seen.exchange.is_recorded:
        return None
    for seen in evidence.conclusive():
        is_next = seen.exchange.request.target == following.target
        is_later = seen.exchange.number > chain.last.number
        if is_next and is_later and seen.status // 100 == 4:  # noqa: PLR2004 - a refusal
            message = (
                f"The page that page {len(chain.pages)} leads to is refused with {seen.status}."
            )
            return "refused", message
    return None


def _together(
    requested: list[Page], pages: list[Page], evidence: Evidence
) -> Iterator[CheckResult]:
    """Judge all pages of one list.

    Of the `requested` answers, those to one request are compared; each page is with its place.
    """
    reordered = _reordered(requested)
    if reordered:
        yield failed(_finding(evidence, reordered.message, reordered.later, key="order"))
        return
    moved = _moved(requested)
    if moved:
        yield not_exercised(ID, moved)
        return
    yield from _shorter(pages, evidence)
    found: dict[str, int] = {}
    alike = False
    for conflict in conflicts(in_time(placed(pages), evidence.check_time)):
        if conflict.is_by_value and conflict.kind == "repeated":
            alike = True
            continue
        found[conflict.kind] = found.get(conflict.kind, 0) + 1
        if found[conflict.kind] <= MAX_FINDINGS:
            yield failed(_conflict_finding(evidence, conflict))
    if not found:
        yield not_exercised(ID, _EQUAL) if alike else passed(ID)


def _conflict_finding(evidence: Evidence, conflict: Conflict) -> Finding:
    message = f"{conflict.message} (The list did not change during the walk.)"
    found = _finding(evidence, message, conflict.later, conflict.earlier, key=conflict.kind)
    # An item may show its place on the page, so that its value is not the same on two pages.
    return replace(found, severity=Severity.WARNING) if conflict.is_by_value else found


def _shorter(pages: Sequence[Page], evidence: Evidence) -> Iterator[CheckResult]:
    """Yield an info about a maximum of the server that the contract does not have."""
    largest = server_maximum(pages)
    if largest is None:
        return
    page = next(p for p in pages if p.limit and len(p.items) == largest < p.limit)
    message = (
        f"A page has {largest} items, asked for were {page.limit}, and more follow: "
        "the contract documents no maximum for the limit."
    )
    found = _finding(evidence, message, page, key="maximum")
    yield failed(replace(found, severity=Severity.INFO, expected="a documented maximum"))


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
    if any(before.identities != after.identities for before, after in repeated):
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
    """What is known about the list from its pages."""

    at: dict[int, tuple[str, Page]] = field(default_factory=dict)  # key and page by place
    place: dict[str, tuple[int, Page]] = field(default_factory=dict)  # place and page by key
    furthest: tuple[int, Page] | None = None  # the largest known end of a page, and the page
    # The smallest known end of the list, and the page that shows it.
    end: tuple[int, Page] | None = None

    def add(self, page: Page, limit: int) -> Iterator[Conflict]:
        """Add a page; yield its conflicts with earlier ones."""
        for index, identity in enumerate(page.identities[:limit]):
            for conflict in self._add_item(page, page.offset + index, identity):
                yield replace(conflict, is_by_value=page.keys[index] is None)
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


def _room(page: Page, usual: int) -> int:
    """Return how many items a page may have; one that is not full ends the list."""
    if not page.paging.is_counted:
        # A page may be short for any reason; only one that leads to no other is the last.
        return len(page.items) + page.is_last
    return usual if page.limit is None else page.limit


def conflicts(pages: Iterable[Page]) -> Iterator[Conflict]:
    """Yield the conflicts between pages; none if they are parts of one list."""
    chosen = list(pages)
    usual = max((len(page.items) for page in chosen if page.limit is None), default=0)
    known = _List()
    for page in chosen:
        limit = _room(page, usual)
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
    is_past_end = past_end_test(shortened([*pages]))
    for seen in evidence.conclusive():
        paging = evidence.operation.pagination
        position = paging.position if paging else ""
        if seen.is_valid_request and seen.status in NO_SUCH_PAGE and is_past_end(seen):
            message = f"A page past the end of the list is answered with {seen.status}."
            yield failed(
                Finding(
                    rule=ID,
                    severity=Severity.WARNING,
                    message=message,
                    values=((position, preview(seen.parameters.query.get(position))),),
                    expected="a page without items",
                    exchange=seen.exchange.number,
                    key="past",
                )
            )


def _finding(
    evidence: Evidence, message: str, page: Page, other: Page | None = None, *, key: str
) -> Finding:
    operation = evidence.operation
    values = [(page.description, preview(list(page.identities)))]
    if other is not None:
        values.insert(0, (other.description, preview(list(other.identities))))
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=message,
        pointer=page.paging.items,
        values=tuple(values),
        expected="page(offset, limit) is list[offset:offset + limit]",
        source=source_text(operation.source),
        contract=contract_location(evidence.contract, f"{operation.pointer}/x-pagination"),
        exchange=page.number,
        key=key,
    )
