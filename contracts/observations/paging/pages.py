"""Pages of a list: the requested window, and the items in the answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contracts.http.deadline import in_time, no_deadline
from contracts.http.messages.bodies import json_of_success
from contracts.http.messages.exchange import Response
from contracts.observations.observation import Observation
from contracts.observations.paging.next_pages import NextPage, next_page
from openapi.contract import Location, Operation, PageKind, Pagination
from openapi.json.equality import canonical_text
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON
from openapi.rules.targets import resource_key

LARGEST = 100  # the largest limit that is requested where the contract names no maximum

NO_SUCH_PAGE = frozenset({404, 410, 416})
"""Statuses that may mean that the requested page is past the end of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer to a request for a part of a list."""

    offset: int  # requested number of items to skip
    limit: int | None  # requested number of items; None if the server chooses
    items: tuple[JSON, ...]
    keys: tuple[str | None, ...]  # key of each item; None for an item without one
    seen: Observation  # the exchange
    paging: Pagination  # how the list is paged
    is_placed: bool = True  # whether the offset is known; that of a page after a cursor is not
    following: NextPage | None = None  # the way to the next page; None without one

    @property
    def number(self) -> int:
        """The exchange's number."""
        return self.seen.exchange.number

    @property
    def description(self) -> str:
        """The requested window as text: `offset 4, limit 2`."""
        limit = "" if self.limit is None else f", limit {self.limit}"
        if self.is_numbered:
            number = self.seen.parameters.query.get(self.paging.position, "not sent")
            return f"{PageKind.PAGE} {number}{limit}"
        return f"offset {self.offset}{limit}"

    @property
    def identities(self) -> tuple[str, ...]:
        """What two items share if they are the same one: the key, else the whole value as text."""
        pairs = zip(self.keys, self.items, strict=True)
        return tuple(canonical_text(item) if key is None else key for key, item in pairs)

    @property
    def is_numbered(self) -> bool:
        """Whether it is selected by a number of pages."""
        return self.paging.kind is PageKind.PAGE

    @property
    def is_last(self) -> bool:
        """Whether the page shows the end of the list."""
        if not self.paging.is_counted:
            return self.following is None
        return bool(self.limit) and len(self.items) < (self.limit or 0)

    @property
    def list_key(self) -> tuple[str, ...]:
        """The identity of the list: the path, the client, and all other parameters of the query."""
        own = self.paging.parameters
        rest = sorted(f"{name}={text}" for name, text in self.seen.query if name not in own)
        return (self.seen.exchange.request.path, *self.seen.client_identity, *rest)

    @property
    def request(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """The parts by which two requests are the same: method, target and headers."""
        request = self.seen.exchange.request
        return (request.method, request.target, request.headers)


def read_page(seen: Observation, check_time: Callable[[], None] = no_deadline) -> Page | None:
    """Return an answer as a page; None if it is not a readable, successful page."""
    paging = seen.operation.pagination
    if paging is None or not seen.is_success or not seen.is_valid_request or seen.json_error:
        return None
    if seen.exchange.request.method == "HEAD" or not exists(seen.body, paging.items):
        return None
    names = [name for name, _ in seen.query]
    if any(names.count(name) > 1 for name in paging.parameters):
        return None
    items = resolve(seen.body, paging.items)
    if not isinstance(items, list):
        return None
    query = seen.parameters.query
    limit = query.get(paging.limit) if paging.limit else None
    limit = limit if isinstance(limit, int) else None
    is_first = paging.position not in names
    offset = paging.offset_of(query.get(paging.position), _size(paging, limit))
    return Page(
        offset=offset or 0,
        limit=limit,
        items=tuple(items),
        keys=tuple(resource_key(item, paging.key) for item in in_time(items, check_time)),
        seen=seen,
        paging=paging,
        is_placed=paging.is_counted or is_first,
        following=None if paging.is_counted else next_page(paging, seen.exchange, seen.body),
    )


def pages_of(
    observations: Iterable[Observation], check_time: Callable[[], None] = no_deadline
) -> list[Page]:
    """Return the pages among answers, in order."""
    return [page for seen in observations if (page := read_page(seen, check_time)) is not None]


def _size(paging: Pagination, limit: int | None) -> int:
    return paging.page_size if limit is None else limit


def end_of_list(pages: Iterable[Page]) -> int | None:
    """Return the length of a list, known from its pages that are not full; else None.

    If pages are selected by number and all are full, the list ends with the last one.
    """
    found = [page for page in pages if page.is_placed]
    ends = [p.offset + len(p.items) for p in found if p.is_last]
    if not ends:
        ends = [p.offset + len(p.items) for p in found if p.limit and p.is_numbered]
    return max(ends, default=None)


def past_end_test(pages: Iterable[Page]) -> Callable[[Observation], bool]:
    """Return a function that returns whether a request is for a page past the end of the list.

    The pages are all of the list that were read.
    """
    found = list(pages)
    end = end_of_list(found)
    numbers = [
        _number(page.seen, page.paging) for page in found if page.items and page.limit is None
    ]
    furthest = max(numbers, default=0)

    def is_past(seen: Observation) -> bool:
        paging, query = seen.operation.pagination, seen.parameters.query
        if paging is None or paging.position not in query:
            return False
        limit = query.get(paging.limit) if paging.limit else None
        if paging.kind is PageKind.PAGE and not isinstance(limit, int):
            return _number(seen, paging) > furthest
        offset = paging.offset_of(query[paging.position], limit or 0)
        return offset is not None and end is not None and offset >= end

    return is_past


def _number(seen: Observation, paging: Pagination) -> int:
    """Return the requested page number, counted from 0."""
    value = seen.parameters.query.get(paging.position)
    return value - paging.first_page if isinstance(value, int) else 0


def read_items(paging: Pagination, answer: Response) -> list[JSON] | None:
    """Return the items of an answer; None if it is no page."""
    body = json_of_success(answer)
    items = resolve(body, paging.items) if exists(body, paging.items) else None
    return items if isinstance(items, list) else None


def max_limit(operation: Operation) -> int:
    """Return the largest limit to request: the contract's maximum, capped at 1000, else 100."""
    return min(documented_max_limit(operation) or LARGEST, LARGEST * 10)


def documented_max_limit(operation: Operation) -> int | None:
    """Return the contract's maximum for the limit; None without one."""
    paging = operation.pagination
    return _maximum(operation, paging.limit) if paging and paging.limit else None


def max_offset(operation: Operation) -> int | None:
    """Return the contract's maximum for the offset; None without one.

    For page numbers it is the offset of the last page with one item.
    """
    paging = operation.pagination
    if paging is None or not paging.is_counted:
        return None
    largest = _maximum(operation, paging.position)
    return None if largest is None else paging.offset_of(largest, 1)


def _maximum(operation: Operation, name: str) -> int | None:
    parameter = operation.parameter(Location.QUERY, name)
    found = parameter.schema.definition.get("maximum") if parameter else None
    return int(found) if isinstance(found, int | float) else None
