"""The links of a page lead where their names say, as far as offset and limit stand in them.

Nothing is followed: a link may lead to another host, and its numbers say enough. A link without
an offset, or of an unknown name, may mean anything.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from contracts.documents import contract_line, describe, source_text
from contracts.evidence import Evidence
from contracts.exchange import Purpose
from contracts.finding import Finding, shown
from contracts.pages import Page, largest_offset, read_page
from contracts.verdict import Judgement, failed, passed
from openapi.contract import Pagination, Severity
from openapi.pointers import has, join, resolve

JSON = Any

ID = "page-links"
SUMMARY = "The links of a page lead to the pages that they name."

_NEXT = ("next",)
_PREVIOUS = ("prev", "previous")
_FIRST = ("first",)
_CURRENT = ("current", "self")


def judge(evidence: Evidence) -> Iterator[Judgement]:
    """Judge the links of every page; a warning, because what links hold is hardly documented."""
    paging = evidence.operation.pagination
    if paging is None or not paging.links or evidence.is_static:
        return
    pages = [page for seen in evidence.answered() if (page := read_page(seen)) is not None]
    goes_on = any(_target(page, paging, _NEXT) for page in pages)
    for page in pages:
        # How long a page is unasked is the server's affair, and may be seen by nobody.
        if not page.limit or len(page.items) > page.limit:
            continue
        wrong = list(_wrong(page, paging, page.limit))
        if goes_on and _stops_early(page, pages, paging, page.limit):
            wrong.append(("next", "There is no next link, although the list goes on."))
        for name, message in wrong:
            yield failed(_finding(evidence, page, name, message))
        if not wrong and _links(page, paging):
            yield passed(ID)


def _wrong(page: Page, paging: Pagination, limit: int) -> Iterator[tuple[str, str]]:
    wanted = {
        _CURRENT: page.offset,
        _FIRST: 0,
        _PREVIOUS: max(page.offset - limit, 0),
        _NEXT: page.offset + limit,
    }
    for names, offset in wanted.items():
        found = _target(page, paging, names)
        if found is None or (names == _PREVIOUS and not page.items):
            # From beyond the end the last page is as good a way back as any.
            continue
        name, where, length = found
        if where != offset:
            yield name, f"The link {name!r} leads to offset {where}; {offset} was to be expected."
        elif length is not None and length != limit and names != _PREVIOUS:
            yield name, f"The link {name!r} asks for {length} items a page, not for {limit}."


def _stops_early(page: Page, pages: list[Page], paging: Pagination, limit: int) -> bool:
    """Whether a page without a next link is followed by items that another page of the walk has."""
    after = page.offset + limit
    if _target(page, paging, _NEXT) is not None or len(page.items) < limit:
        return False
    if page.seen.exchange.purpose is not Purpose.WALK:
        return False
    furthest = largest_offset(page.seen.operation)
    if furthest is not None and after > furthest:
        return False
    beyond = [p for p in pages if p.whole == page.whole and p.number != page.number]
    return all(
        any(p.offset <= after < p.offset + len(p.items) for p in part)
        for part in (
            [p for p in beyond if p.number < page.number],
            [p for p in beyond if p.number > page.number],
        )
    )


def _target(
    page: Page, paging: Pagination, names: tuple[str, ...]
) -> tuple[str, int, int | None] | None:
    """Return name, offset and limit of a link; None where there is none that says its offset."""
    links = _links(page, paging)
    for name in names:
        link = links.get(name)
        address = link.get("href") if isinstance(link, Mapping) else link
        query = dict(parse_qsl(_query(address))) if isinstance(address, str) else {}
        offset, limit = query.get(paging.offset, ""), query.get(paging.limit, "")
        if offset.isdecimal() and offset.isascii():
            is_number = limit.isdecimal() and limit.isascii()
            return name, int(offset[:18]), int(limit[:18]) if is_number else None
    return None


def _query(address: str) -> str:
    try:
        return urlsplit(address).query
    except ValueError:
        return ""


def _links(page: Page, paging: Pagination) -> Mapping[str, JSON]:
    body = page.seen.body
    links = resolve(body, paging.links) if has(body, paging.links) else {}
    return links if isinstance(links, Mapping) else {}


def _finding(evidence: Evidence, page: Page, name: str, message: str) -> Finding:
    paging = evidence.operation.pagination
    pointer = join(paging.links if paging else "", name)
    links = _links(page, paging) if paging else {}
    media = page.seen.media_type
    schema = media.schema if media else None
    source = describe(schema, paging.links)[0] if schema and paging else None
    return Finding(
        rule=ID,
        severity=Severity.WARNING,
        message=message,
        pointer=pointer,
        values=(("page", page.asked), (name, shown(links.get(name)))),
        expected="a link to the page that its name says",
        source=source_text(source),
        contract=contract_line(
            evidence.contract, f"{evidence.operation.pointer}/x-pagination/links"
        ),
        exchange=page.number,
        key=name,
    )
