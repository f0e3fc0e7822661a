"""The links of a page lead where their names say, as far as offset and limit stand in them.

Nothing is followed: a link may lead to another host, and its numbers say enough. A link without
an offset, of an unknown name, or with a cursor beside may mean anything. What links hold is hardly
documented, so most of this is a warning. An error is what misleads whoever follows the links,
whatever they hold: items that are passed over, a way on that never ends, a way back that leads on.
"""

from collections.abc import Iterator, Sequence

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import cite, contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.page_links import Link, links_of, read_link
from contracts.observations.pages import Page, max_offset, read_page
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import Pagination, Severity
from openapi.json.pointers import join

ID = "page-links"
SUMMARY = "The links of a page lead to the pages that they name."

_NEXT = ("next",)
_PREVIOUS = ("prev", "previous")
_FIRST = ("first",)
_CURRENT = ("current", "self")

Fault = tuple[str, Severity, str]
"""Name of a link, how much it matters, and what is wrong with it."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the links of every page."""
    paging = evidence.operation.pagination
    if paging is None or not paging.links or evidence.is_contract_example:
        return
    pages = [
        page
        for seen in evidence.conclusive()
        if (page := read_page(seen, evidence.check_time)) is not None
    ]
    by_list: dict[tuple[str, ...], list[Page]] = {}
    for page in pages:
        if page.seen.exchange.purpose is Purpose.WALK:
            by_list.setdefault(page.list_key, []).append(page)
    goes_on = any(read_link(page, paging, _NEXT) for page in pages)
    for page in pages:
        # How long a page is unasked is the server's affair, and may be seen by nobody.
        if not page.limit or len(page.items) > page.limit:
            continue
        is_walked = page.seen.exchange.purpose is Purpose.WALK
        others = by_list[page.list_key] if is_walked else ()
        faults = list(_link_errors(page, others, paging, page.limit))
        if goes_on and _stops_early(page, others, paging, page.limit):
            told = "There is no next link, although the list goes on."
            faults.append(("next", Severity.ERROR, told))
        for name, severity, message in faults:
            yield failed(_finding(evidence, page, name, message, severity))
        if not faults and links_of(page, paging):
            yield passed(ID)


def _link_errors(
    page: Page, pages: Sequence[Page], paging: Pagination, limit: int
) -> Iterator[Fault]:
    wanted = {
        _CURRENT: page.offset,
        _FIRST: 0,
        _PREVIOUS: max(page.offset - limit, 0),
        _NEXT: page.offset + limit,
    }
    for names, offset in wanted.items():
        link = read_link(page, paging, names)
        if (
            link is None
            or not link.has_only_page_parameters
            or (names == _PREVIOUS and not page.items)
        ):
            # From beyond the end the last page is as good a way back as any.
            continue
        misled = _misleading(page, pages, names, link)
        if misled:
            yield link.name, Severity.ERROR, f"The link {link.name!r} {misled}."
        elif link.offset != offset:
            told = f"leads to offset {link.offset}; {offset} was to be expected"
            yield link.name, Severity.WARNING, f"The link {link.name!r} {told}."
        elif link.limit is not None and link.limit != limit and names != _PREVIOUS:
            told = f"asks for {link.limit} items a page, not for {limit}"
            yield link.name, Severity.WARNING, f"The link {link.name!r} {told}."


def _misleading(page: Page, pages: Sequence[Page], names: tuple[str, ...], link: Link) -> str:
    """Return what becomes of whoever follows a link; nothing where it does no harm."""
    if not page.items:
        return ""
    after = page.offset + len(page.items)
    if names == _NEXT and link.offset <= page.offset:
        return f"of offset {page.offset} leads to offset {link.offset}: the way never ends"
    if names == _NEXT and link.offset > after and _is_there(after, page, pages):
        return f"leads to offset {link.offset} and passes over the items from {after} on"
    if names == _PREVIOUS and link.offset > page.offset:
        return f"of offset {page.offset} leads on, to offset {link.offset}"
    return ""


def _stops_early(page: Page, pages: Sequence[Page], paging: Pagination, limit: int) -> bool:
    """Whether a page without a next link is followed by items that another page of the walk has."""
    after = page.offset + limit
    if read_link(page, paging, _NEXT) is not None or len(page.items) < limit:
        return False
    furthest = max_offset(page.seen.operation)
    if furthest is not None and after > furthest:
        return False
    return _is_there(after, page, pages)


def _is_there(place: int, page: Page, pages: Sequence[Page]) -> bool:
    """Whether a place of the list had an item before a page of the walk, and has one after it.

    Args:
        place: Counted from the beginning of the list.
        page: Where something is missing.
        pages: Those of the same list that were walked.
    """
    others = (p for p in pages if p.number != page.number)
    holding = [p.number for p in others if p.offset <= place < p.offset + len(p.items)]
    return any(n < page.number for n in holding) and any(n > page.number for n in holding)


def _finding(
    evidence: Evidence, page: Page, name: str, message: str, severity: Severity
) -> Finding:
    paging = evidence.operation.pagination
    pointer = join(paging.links if paging else "", name)
    links = links_of(page, paging) if paging else {}
    media = page.seen.media_type
    schema = media.schema if media else None
    source = cite(schema, paging.links)[0] if schema and paging else None
    return Finding(
        rule=ID,
        severity=severity,
        message=message,
        pointer=pointer,
        values=(("page", page.description), (name, preview(links.get(name)))),
        expected="a link to the page that its name says",
        source=source_text(source),
        contract=contract_location(
            evidence.contract, f"{evidence.operation.pointer}/x-pagination/links"
        ),
        exchange=page.number,
        key=name if severity is Severity.WARNING else f"{name} misleads",
    )
