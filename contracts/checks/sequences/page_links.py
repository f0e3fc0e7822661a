"""The links of a page lead to the pages that they name, judged by their offset and limit.

No link is followed. A link without an offset or page number, with an unknown name or with a cursor
is not judged. Links are hardly documented, so most findings are warnings. Errors
are links by which a client skips items, never reaches the end, or goes forward instead of back.
"""

from collections.abc import Iterator, Sequence

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import cite, contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.paging.link_reading import OffsetLink, links_of, read_link
from contracts.observations.paging.page_chains import placed
from contracts.observations.paging.pages import Page, max_offset, pages_of
from contracts.observations.paging.walks import same_list
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import Severity
from openapi.json.pointers import join

ID = "page-links"
SUMMARY = "The links of a page lead to the pages that they name."

_NEXT = ("next",)
_PREVIOUS = ("prev", "previous")
_FIRST = ("first",)
_CURRENT = ("current", "self")

_KEY = {True: "links", False: "link-header"}
"""Key of `x-pagination`, by whether the links are in the body."""

LinkError = tuple[str, Severity, str]  # name of a link, severity, and message


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the links of every page."""
    paging = evidence.operation.pagination
    has_links = paging is not None and (paging.links or paging.urls or paging.has_link_header)
    if paging is None or not has_links or evidence.is_contract_example:
        return
    pages = placed(pages_of(evidence.conclusive(), evidence.check_time))
    by_list: dict[object, list[Page]] = {}
    for page in pages:
        if _is_walked(page):
            by_list.setdefault(same_list(page), []).append(page)
    goes_on = any(read_link(page, _NEXT) for page in pages)
    for page in pages:
        # Without a requested limit the length of a full page is unknown.
        if not page.limit or len(page.items) > page.limit:
            continue
        others = by_list[same_list(page)] if _is_walked(page) else ()
        errors = list(_link_errors(page, others, page.limit))
        if goes_on and _stops_early(page, others, page.limit):
            message = "There is no next link, although the list continues."
            errors.append(("next", Severity.ERROR, message))
        for name, severity, message in errors:
            yield failed(_finding(evidence, page, name, message, severity))
        if not errors and links_of(page):
            yield passed(ID)


def _is_walked(page: Page) -> bool:
    return page.seen.exchange.purpose is Purpose.WALK or page.seen.exchange.is_recorded


def _link_errors(page: Page, pages: Sequence[Page], limit: int) -> Iterator[LinkError]:
    wanted = {
        _CURRENT: page.offset,
        _FIRST: 0,
        _PREVIOUS: max(page.offset - limit, 0),
        _NEXT: page.offset + limit,
    }
    for names, offset in wanted.items():
        link = read_link(page, names)
        if (
            link is None
            or not link.has_only_page_parameters
            or (names == _PREVIOUS and not page.items)
        ):
            # Past the end of the list, the previous page may as well be the last one.
            continue
        harm = _harm(page, pages, names, link)
        if harm:
            yield link.name, Severity.ERROR, f"The link {link.name!r} {harm}."
        elif link.offset != offset:
            wrong = f"leads to offset {link.offset}, expected is {offset}"
            yield link.name, Severity.WARNING, f"The link {link.name!r} {wrong}."
        elif link.limit is not None and link.limit != limit and names != _PREVIOUS:
            wrong = f"has the limit {link.limit}, expected is {limit}"
            yield link.name, Severity.WARNING, f"The link {link.name!r} {wrong}."
        elif _drops_limit(link, page, limit) and names != _PREVIOUS and link.offset:
            wrong = f"has no limit, expected is {limit}: it counts other pages"
            yield link.name, Severity.WARNING, f"The link {link.name!r} {wrong}."


def _drops_limit(link: OffsetLink, page: Page, limit: int) -> bool:
    """Whether a link counts pages of another length: the page's own request had a limit."""
    is_limited = page.paging.limit in page.seen.parameters.query
    return page.is_numbered and is_limited and link.limit is None and limit != page.paging.page_size


def _harm(page: Page, pages: Sequence[Page], names: tuple[str, ...], link: OffsetLink) -> str:
    """Return how a link misleads a client that follows it; empty if it does not."""
    if not page.items:
        return ""
    after = page.offset + len(page.items)
    if names == _NEXT and link.offset <= page.offset:
        return f"at offset {page.offset} leads to offset {link.offset}, so the list never ends"
    if names == _NEXT and link.offset > after and _is_there(after, page, pages):
        return f"leads to offset {link.offset} and skips the items from {after} on"
    if names == _PREVIOUS and link.offset > page.offset:
        return f"at offset {page.offset} leads forward, to offset {link.offset}"
    return ""


def _stops_early(page: Page, pages: Sequence[Page], limit: int) -> bool:
    """Whether a page without a next link is followed by items of another page."""
    after = page.offset + limit
    if read_link(page, _NEXT) is not None or len(page.items) < limit:
        return False
    furthest = max_offset(page.seen.operation)
    if furthest is not None and after > furthest:
        return False
    return _is_there(after, page, pages)


def _is_there(place: int, page: Page, pages: Sequence[Page]) -> bool:
    """Whether a place of the list had an item both before and after a page was requested.

    `page` is the one with the link, and `pages` are all requested ones of the list.
    """
    others = (p for p in pages if p.number != page.number)
    holding = [p.number for p in others if p.offset <= place < p.offset + len(p.items)]
    return any(n < page.number for n in holding) and any(n > page.number for n in holding)


def _finding(
    evidence: Evidence, page: Page, name: str, message: str, severity: Severity
) -> Finding:
    links, urls = page.paging.links, page.paging.urls
    pointer = join(links, name) if links else urls.get(name, "")
    key = "next-url" if urls else _KEY[bool(pointer)]
    media = page.seen.media_type
    schema = media.schema if media else None
    place = links or pointer
    source = cite(schema, place)[0] if schema and pointer else None
    return Finding(
        rule=ID,
        severity=severity,
        message=message,
        pointer=pointer,
        values=(("page", page.description), (name, preview(links_of(page).get(name)))),
        expected="a link to the page that it names",
        source=source_text(source),
        contract=contract_location(
            evidence.contract, f"{evidence.operation.pointer}/x-pagination/{key}"
        ),
        exchange=page.number,
        key=name if severity is Severity.WARNING else f"{name} misleads",
    )
