"""Reduces a documented list to the page that a request selects, with the way to other pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mock_server.http.responses import PreparedResponse, header_bytes
from mock_server.scenarios.playing.link_writing import LinkBase, PageWindow
from mock_server.scenarios.playing.page_marks import (
    PageFormat,
    page_format,
    page_headers,
    page_positions,
)
from mock_server.scenarios.playing.requested_page import RequestedPage, requested_page
from openapi.contract import MediaType, Operation, Pagination
from openapi.json.pointers import exists, lookup, replaced, resolve
from openapi.json.types import JSON

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSelection:
    """What a request says about the page that it wants."""

    query: Mapping[str, JSON]  # typed query parameters, and the cursor
    # The whole query as texts; links keep all but the page parameters.
    pairs: tuple[tuple[str, str], ...] = ()
    url: str = ""  # the request's URL without its query

    def asked(self, paging: Pagination) -> RequestedPage:
        """Return the page that the query selects."""
        return requested_page(paging, self.query)

    def urls(self, paging: Pagination, positions: Mapping[str, JSON]) -> Mapping[str, str | None]:
        """Return the URLs of other pages by relation; None if there is no such page."""
        base = LinkBase(url=self.url, limit=self.asked(paging).limit, query=self.pairs)
        return base.urls(paging, positions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a list."""

    body: JSON  # the body of the whole list itself if the page has every record
    headers: Headers = ()  # headers that replace documented ones, by lower-case name
    dropped: frozenset[str] = frozenset()  # names of documented headers that the page does not have


def page_of_example(
    body: JSON,
    operation: Operation,
    media: MediaType | None,
    selection: PageSelection,
    documented: Mapping[str, str],
) -> Page:
    """Return the selected page of a documented list.

    Without a selection, or if the page has every record, the body is the documented one, and its
    cursor leads to an empty last page.

    `documented` has the documented headers, by lower-case name.
    """
    paging = operation.pagination
    records = None if paging is None else _records(body, paging)
    if paging is None or records is None:
        return Page(body=body)
    window = _window(paging, selection, records, _documented_cursors(body, paging, documented))
    shown = records[window.offset : window.offset + window.limit]
    has_format = paging.next or paging.urls or not paging.is_counted
    shape = page_format(operation, media, body) if has_format else None
    positions = page_positions(paging, window, (shape or PageFormat()).cursor)
    urls = selection.urls(paging, positions)
    headers = page_headers(paging, positions, urls)
    if len(shown) == len(records):
        kept = tuple(pair for pair in headers if pair[0] != paging.next_header)
        return Page(body=body, headers=kept)
    page = replaced(body, paging.items, shown)
    if paging.next and shape is not None:
        page = shape.with_next(page, paging.next, positions["next"])
    if shape is not None:
        page = shape.with_urls(page, paging, urls)
    return Page(body=page, headers=headers, dropped=frozenset({paging.next_header} - {""}))


def with_page(answer: PreparedResponse, page: Page, content: bytes | None) -> PreparedResponse:
    """Return an answer with the headers of a page, and its content; None for that of the answer."""
    replaced = {name for name, _ in page.headers} | page.dropped
    if replaced:
        kept = [pair for pair in answer.headers if pair[0].decode("latin-1") not in replaced]
        own = [(name.encode("latin-1", "replace"), header_bytes(v)) for name, v in page.headers]
        answer = replace(answer, headers=(*kept, *own))
    return answer if content is None else answer.with_body(content)


def _records(body: JSON, paging: Pagination) -> list[JSON] | None:
    records = lookup(body, paging.items)
    return records if isinstance(records, list) else None


def _documented_cursors(
    body: JSON, paging: Pagination, documented: Mapping[str, str]
) -> tuple[JSON, ...]:
    """Return the cursors that the documented answer names, which lead past its records."""
    found = []
    if paging.next and exists(body, paging.next):
        found.append(resolve(body, paging.next))
    if paging.next_header in documented:
        found.append(documented[paging.next_header])
    return tuple(str(cursor) for cursor in found if cursor is not None)


def _window(
    paging: Pagination,
    selection: PageSelection,
    records: Sequence[JSON],
    cursors: tuple[JSON, ...],
) -> PageWindow:
    total, asked = len(records), selection.asked(paging)
    offset = asked.offset
    if asked.foreign_cursor is not None and str(asked.foreign_cursor) in cursors:
        offset = total
    if selection.query.keys().isdisjoint(paging.parameters):
        return PageWindow(offset=0, limit=total, total=total)
    limit = paging.page_size if asked.limit is None else asked.limit
    return PageWindow(offset=offset, limit=max(limit, 0), total=total)
