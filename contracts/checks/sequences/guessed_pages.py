"""A list whose parameters are named like those of a page keeps to what the names say.

Nothing is documented, so a finding is a warning, and gives the overlay that makes it a claim:
with `x-pagination` it is judged by `pagination-walk`. See
`contracts.observations.paging.guessed_pages` for what has to be seen before a list is accused.
"""

from collections.abc import Iterator, Sequence

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.observations.paging.guessed_pages import (
    TOO_FEW,
    Doubt,
    GuessedPage,
    Suspicion,
    doubt_about,
    identities,
    position_after,
    suspicion,
)
from contracts.observations.paging.next_pages import next_page
from contracts.observations.paging.whole_walks import doubt_about_walk, repeated_item
from contracts.results.confidence import Confidence
from contracts.results.finding import SHOWN, Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import PageKind, Severity
from openapi.json.pointers import exists, resolve
from openapi.schema.paging.guess import GuessedPaging, guess_from_answer
from openapi.schema.paging.overlay import extension_of, overlay_text
from openapi.schema.paging.parameters import PageParameters, page_parameters, without_limit

ID = "guessed-pages"
SUMMARY = "A list that seems to be paged keeps to the limit, and has each item on one page."


_PLAIN = frozenset({Purpose.PAGE, Purpose.RECORDED})
"""Purposes of requests for pages; others ask for what is unusual."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the pages of a list without `x-pagination`."""
    operation = evidence.operation
    if operation.pagination is not None or evidence.is_contract_example:
        return
    parameters = page_parameters(operation) or without_limit(operation)
    if parameters is None:
        return
    lists: dict[tuple[str, ...], list[Observation]] = {}
    for seen in evidence.conclusive():
        is_asked = bool(parameters.limit) or not seen.exchange.is_recorded
        if is_asked and seen.exchange.purpose in _PLAIN and seen.exchange.request.method == "GET":
            lists.setdefault(_list_key(seen, parameters), []).append(seen)
    for answers in lists.values():
        yield _judged(evidence, answers, parameters)


def _list_key(seen: Observation, parameters: PageParameters) -> tuple[str, ...]:
    """Return what identifies a list; the probe asks for one only, recorded clients for several."""
    if not seen.exchange.is_recorded:
        return ()
    own = {parameters.position, parameters.limit}
    rest = sorted(f"{name}={text}" for name, text in seen.query if name not in own)
    return (seen.exchange.request.path, *seen.client_identity, *rest)


def _judged(
    evidence: Evidence, answers: Sequence[Observation], parameters: PageParameters
) -> CheckResult:
    """Return the result on one list."""
    paging = next(filter(None, (_paging(each, parameters) for each in answers)), None)
    if paging is None:
        return not_exercised(ID, "no list was answered")
    pages = _pages(answers, paging)
    if not parameters.limit:
        return _judged_walk(evidence, pages, paging)
    is_recorded = any(each.exchange.is_recorded for each in answers)
    has_ids = bool(paging.pagination.key)
    found = suspicion(pages, parameters, has_ids=has_ids, is_recorded=is_recorded)
    if found is not None:
        return failed(_finding(evidence, paging, found))
    is_compared = not is_recorded or len({str(page.position) for page in pages}) > 1
    reason = doubt_about(pages, parameters) if is_compared else TOO_FEW
    return not_exercised(ID, reason) if reason else passed(ID)


def _judged_walk(
    evidence: Evidence, pages: Sequence[GuessedPage], paging: GuessedPaging
) -> CheckResult:
    """Return the result on a list without a parameter for the length of its pages."""
    if not paging.pagination.key:
        return not_exercised(ID, "the items have no id by which one that comes twice is recognised")
    found = repeated_item(pages, paging.parameters)
    if found is not None:
        return failed(_finding(evidence, paging, found))
    reason = doubt_about_walk(pages, paging.parameters)
    return not_exercised(ID, reason) if reason else passed(ID)


def _paging(seen: Observation, parameters: PageParameters) -> GuessedPaging | None:
    readable = seen.is_success and not seen.json_error
    return guess_from_answer(seen.operation, seen.body, parameters) if readable else None


def _pages(seen: Sequence[Observation], paging: GuessedPaging) -> list[GuessedPage]:
    """Return the answers that are pages, each with how many cursors lead to it."""
    depths: dict[int, int] = {}
    found = []
    by_number = {each.exchange.number: each for each in seen}
    for each in seen:
        before = by_number.get(each.exchange.compared_to)
        depth = depths.get(each.exchange.compared_to, 0) + 1
        page = _page(each, paging, depth)
        if page is not None and (before is None or _leads_to(before, each, paging)):
            depths[page.number] = depth if each.exchange.compared_to else 0
            found.append(page)
    return found


def _leads_to(before: Observation, after: Observation, paging: GuessedPaging) -> bool:
    """Whether a request is for the page to which an answer leads; a replay may find another."""
    found = next_page(paging.pagination, before.exchange, before.body)
    return found is not None and found.target == after.exchange.request.target


def _page(seen: Observation, paging: GuessedPaging, depth: int) -> GuessedPage | None:
    """Return an answer as a page; None if it is none."""
    place, name = paging.pagination.items, paging.pagination.limit
    limit = seen.parameters.query.get(name) if name else 0
    if not seen.is_success or seen.json_error or not isinstance(limit, int):
        return None
    items = resolve(seen.body, place) if exists(seen.body, place) else None
    if not isinstance(items, list):
        return None
    position = seen.parameters.query.get(paging.pagination.position)
    if position is not None and paging.pagination.kind is PageKind.CURSOR:
        position = position_after(depth)
    return GuessedPage(
        position=position,
        limit=limit,
        keys=identities(items, paging.pagination.key),
        number=seen.exchange.number,
    )


def _finding(evidence: Evidence, paging: GuessedPaging, found: Suspicion) -> Finding:
    operation = evidence.operation
    parameters = paging.parameters
    last = found.pages[-1]
    names = [f"`{name}`" for name in (parameters.position, parameters.limit) if name]
    guess = f"(Guessed from the name{'s' * (len(names) > 1)} {' and '.join(names)}.)"
    values = [(_asked(page, parameters), preview(list(page.keys))) for page in found.pages]
    extension = extension_of(paging.pagination, parameters.usual)
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        message=f"{_message(found, parameters)} {guess}",
        pointer=paging.pagination.items,
        values=tuple(values),
        expected=_EXPECTED[found.doubt],
        contract=contract_location(evidence.contract, operation.pointer),
        exchange=last.number,
        key=found.doubt.value,
        confidence=Confidence.TENTATIVE,
        overlay=overlay_text(operation, extension) if extension else "",
    )


def _message(found: Suspicion, parameters: PageParameters) -> str:
    last = found.pages[-1]
    match found.doubt:
        case Doubt.LIMIT:
            return (
                f"A page has {len(last.keys)} items, asked for were at most {last.limit} "
                f"({parameters.limit}={last.limit})."
            )
        case Doubt.LIMIT_IGNORED:
            limits = " and with ".join(f"{parameters.limit}={p.limit}" for p in found.pages)
            return f"A page has {len(last.keys)} items with {limits}: the limit has no effect."
        case Doubt.POSITION_IGNORED:
            return (
                f"The next page ({_asked(last, parameters)}) is the first one again, "
                f"although there are more items: {parameters.position} has no effect."
            )
        case Doubt.REPEATED:
            return (
                f"The item {found.key[:SHOWN]} is on two pages that follow each other, "
                f"the last one with {_asked(last, parameters)}."
            )
        case Doubt.LOST:
            return (
                f"The item {found.key[:SHOWN]} of a long page is on none of the short ones, "
                f"the last one with {_asked(last, parameters)}."
            )
        case Doubt.LOOP:
            return (
                f"The cursors lead in a circle: the page that begins with {found.key[:SHOWN]} "
                f"comes again ({_asked(last, parameters)})."
            )


_EXPECTED = {
    Doubt.LIMIT: "no more items than the limit",
    Doubt.LIMIT_IGNORED: "no more items than the limit",
    Doubt.POSITION_IGNORED: "the items after those of the first page",
    Doubt.REPEATED: "each item on one page",
    Doubt.LOST: "each item on one page",
    Doubt.LOOP: "a last page, from which no cursor leads on",
}


def _asked(page: GuessedPage, parameters: PageParameters) -> str:
    """Return what a page was requested with: `skip=2 limit=2`."""
    asked = {parameters.position: page.position, parameters.limit: page.limit}
    sent = [f"{name}={value}" for name, value in asked.items() if name and value is not None]
    return " ".join(sent) or "the first page"
