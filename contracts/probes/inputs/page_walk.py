"""Requests single pages of a list, by offset, by number, or by following the page before it."""

from dataclasses import dataclass, replace

from contracts.http.messages.exchange import Exchange, Purpose, Request
from contracts.http.requests.building import RequestValues
from contracts.observations.paging.next_pages import next_page
from contracts.observations.paging.page_chains import MAX_EMPTY
from contracts.observations.paging.pages import count_items
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Location, PageKind, Pagination
from openapi.json.parsing import JsonError, parse_json

MAX_CHAIN = 20  # pages that are followed one after the other
MAX_NUMBERS = 8  # pages that are requested by number where the server chooses their length
SHORT_LIMITS = (3, 1)  # page lengths of the walks that are compared with the usual one


@dataclass(frozen=True, slots=True)
class PageWalk:
    """Requests pages of one list of an operation."""

    context: ProbeContext  # the operation, and the recorder that sends the requests
    paging: Pagination  # how the list is paged
    base: RequestValues  # the documented request

    def ask(
        self, offset: int | None, limit: int | None, note: str, purpose: Purpose = Purpose.WALK
    ) -> Exchange:
        """Request a page; a parameter that is None is not sent."""
        return self.context.send(self.request(offset, limit), purpose, note)

    def count(self, exchange: Exchange) -> int | None:
        """Return the number of items in an answer; None if it is no page."""
        return count_items(self.paging, exchange.response)

    def can_ask(self, offset: int | None, limit: int | None) -> bool:
        """Whether a request can select this part: page numbers select whole pages only."""
        if self.paging.kind is PageKind.OFFSET or not offset:
            return True
        return limit is not None and limit > 0 and offset % limit == 0

    def request(self, offset: int | None, limit: int | None) -> Request:
        """Return the request for a page; a parameter that is None is not sent."""
        paging = self.paging
        value = None if offset is None else paging.value_at(offset, limit or 1)
        asked = {paging.position: value, paging.limit: limit}
        given = {(Location.QUERY, n): v for n, v in asked.items() if v is not None and n}
        kept = {k: v for k, v in self.base.given.items() if k[1] not in asked}
        return self.context.request(replace(self.base, given={**kept, **given}))


def walk_chains(walk: PageWalk, longest: int) -> None:
    """Follow the pages of a list from the first one, with several page lengths.

    The first walk is repeated last, to show whether the list has changed meanwhile. `longest` is
    the largest limit to request.
    """
    if walk.count(_follow(walk, None, "each page leads to the next one")) is None:
        return
    if walk.paging.limit:
        for limit in (longest, *SHORT_LIMITS):
            _follow(walk, limit, f"the same in pages of {limit}")
    _follow(walk, None, "the walk again")


def _follow(walk: PageWalk, limit: int | None, note: str) -> Exchange:
    """Walk one chain of pages; return the first exchange."""
    request = walk.request(None, limit)
    first = exchange = walk.context.send(request, Purpose.WALK, note)
    seen, empty = {request.target}, 0
    while len(seen) < MAX_CHAIN and empty < MAX_EMPTY:
        target = _target_after(walk, exchange)
        if not target or target in seen:
            break
        seen.add(target)
        exchange = walk.context.send(replace(request, target=target), Purpose.WALK, note)
        empty = 0 if walk.count(exchange) else empty + 1
    return first


def _target_after(walk: PageWalk, exchange: Exchange) -> str:
    """Return path and query of the page that an answer leads to; empty without one."""
    response = exchange.response
    if response is None or walk.count(exchange) is None:
        return ""
    try:
        body = parse_json(response.body)
    except JsonError:
        return ""
    following = next_page(walk.paging, exchange.request, response, body)
    return following.target if following is not None else ""


def walk_numbers(walk: PageWalk) -> None:
    """Request the pages of a list by their numbers, twice, where the server chooses their length.

    The second pass shows whether the list has changed meanwhile.
    """
    for note in ("page by page", "the walk again"):
        for index in range(MAX_NUMBERS):
            if not walk.count(walk.ask(index, None, note)):
                break
