"""The page that a request selects, from its query parameters."""

from collections.abc import Mapping
from typing import NamedTuple

from mock_server.scenarios.playing.cursors import read_cursor
from openapi.contract import PageKind, Pagination
from openapi.json.types import JSON


class RequestedPage(NamedTuple):
    """A page as a client requests it."""

    offset: int = 0  # number of records before the page
    limit: int | None = None  # largest number of records; None if the request has no limit
    foreign_cursor: JSON = None  # one that is not the mock's, for the first page; else None


def requested_page(
    paging: Pagination, query: Mapping[str, JSON], page_size: int | None = None
) -> RequestedPage:
    """Return the page that a query selects.

    `page_size` is for a query without a limit; None for the contract's.
    """
    limit = query.get(paging.limit) if paging.limit else None
    limit = limit if isinstance(limit, int) else None
    position = query.get(paging.position)
    if paging.kind is PageKind.CURSOR:
        offset = read_cursor(position)
        foreign = position if offset is None else None
        return RequestedPage(offset=offset or 0, limit=limit, foreign_cursor=foreign)
    size = limit if limit is not None else page_size or paging.page_size
    return RequestedPage(offset=max(paging.offset_of(position, size) or 0, 0), limit=limit)


def paging_query(
    paging: Pagination | None, query: Mapping[str, JSON], pairs: tuple[tuple[str, str], ...]
) -> Mapping[str, JSON]:
    """Return typed query parameters, with the cursor from `pairs` if no parameter describes it."""
    if paging is None or paging.is_counted or paging.position in query:
        return query
    cursor = next((text for name, text in pairs if name == paging.position), None)
    return query if cursor is None else {**query, paging.position: cursor}
