"""Pages of a list: the requested window, and the items in the answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contracts.http.deadline import in_time, no_deadline
from contracts.http.messages.exchange import Response
from contracts.observations.observation import Observation
from openapi.contract import Location, Operation, Pagination
from openapi.json.parsing import JsonError, parse_json
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON
from openapi.rules.targets import resource_key

LARGEST = 100
"""The largest limit that is requested where the contract names no maximum."""

NO_SUCH_PAGE = frozenset({404, 410, 416})
"""Statuses that may mean that the requested page is past the end of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer to a request for a part of a list.

    Attributes:
        offset: Requested number of items to skip.
        limit: Requested number of items; None if the server chooses.
        keys: Key of each item; None for an item without one.
        seen: The exchange.
    """

    offset: int
    limit: int | None
    items: tuple[JSON, ...]
    keys: tuple[str | None, ...]
    seen: Observation

    @property
    def number(self) -> int:
        """The exchange's number."""
        return self.seen.exchange.number

    @property
    def description(self) -> str:
        """The requested window as text: `offset 4, limit 2`."""
        limit = "" if self.limit is None else f", limit {self.limit}"
        return f"offset {self.offset}{limit}"

    @property
    def list_key(self) -> tuple[str, ...]:
        """The identity of the list: the path, the client, and all other parameters of the query."""
        paging = self.seen.operation.pagination
        own = {paging.offset, paging.limit} if paging else set()
        rest = sorted(f"{name}={text}" for name, text in self.seen.query if name not in own)
        return (self.seen.exchange.request.path, *self.seen.client_identity, *rest)

    @property
    def request(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """The parts by which two requests are the same: method, target and headers."""
        request = self.seen.exchange.request
        return (request.method, request.target, request.headers)


def read_page(seen: Observation, check_time: Callable[[], None] = no_deadline) -> Page | None:
    """Return an answer as a page; None if it is not a readable, successful page.

    Args:
        seen: The answer.
        check_time: Raises OutOfTimeError when judging has to end.
    """
    paging = seen.operation.pagination
    if paging is None or not seen.is_success or not seen.is_valid_request or seen.json_error:
        return None
    if seen.exchange.request.method == "HEAD" or not exists(seen.body, paging.items):
        return None
    names = [name for name, _ in seen.query]
    if names.count(paging.offset) > 1 or names.count(paging.limit) > 1:
        return None
    items = resolve(seen.body, paging.items)
    if not isinstance(items, list):
        return None
    offset, limit = (seen.parameters.query.get(n) for n in (paging.offset, paging.limit))
    return Page(
        offset=offset if isinstance(offset, int) else 0,
        limit=limit if isinstance(limit, int) else None,
        items=tuple(items),
        keys=tuple(resource_key(item, paging.key) for item in in_time(items, check_time)),
        seen=seen,
    )


def end_of_list(pages: Iterable[Page]) -> int | None:
    """Return the length of a list, known from its pages that are not full; else None."""
    ends = [p.offset + len(p.items) for p in pages if p.limit and len(p.items) < p.limit]
    return max(ends, default=None)


def count_items(paging: Pagination, response: Response | None) -> int | None:
    """Return the number of items in an answer; None if it is no page."""
    items = read_items(paging, response)
    return None if items is None else len(items)


def read_items(paging: Pagination, response: Response | None) -> list[JSON] | None:
    """Return the items of an answer; None if it is no page."""
    if response is None or response.status // 100 != 2 or response.unread_reason:  # noqa: PLR2004 - success
        return None
    try:
        body = parse_json(response.body)
    except JsonError:
        return None
    items = resolve(body, paging.items) if exists(body, paging.items) else None
    return items if isinstance(items, list) else None


def max_limit(operation: Operation) -> int:
    """Return the largest limit to request: the contract's maximum, capped at 1000, else 100."""
    return min(_maximum(operation, is_limit=True) or LARGEST, LARGEST * 10)


def max_offset(operation: Operation) -> int | None:
    """Return the contract's maximum for the offset; None without one."""
    return _maximum(operation, is_limit=False)


def _maximum(operation: Operation, *, is_limit: bool) -> int | None:
    paging = operation.pagination
    if paging is None:
        return None
    name = paging.limit if is_limit else paging.offset
    parameter = operation.parameter(Location.QUERY, name)
    found = parameter.schema.definition.get("maximum") if parameter else None
    return int(found) if isinstance(found, int | float) else None
