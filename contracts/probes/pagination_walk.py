"""Requests all pages of a list, with several page sizes, twice.

First the longest pages up to the end of the list, then other sizes, places near every border, and
equivalent notations of one page. The longest pages are repeated last, to show whether the list has
changed meanwhile. Of a list of thousands only the beginning and the end are requested; binary
search finds the end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from contracts.http.messages.exchange import Exchange, Purpose, Request
from contracts.http.requests.building import RequestValues, build_request
from contracts.http.requests.documented import documented_requests
from contracts.observations.pages import count_items, max_limit, max_offset
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Location, Pagination

MAX_SWEEP = 6
"""Pages of the first pass, from the beginning of the list."""

MAX_STRIDES = 8
"""Pages that are requested without a limit, so that the server chooses their size."""

MAX_PLACES = 30
"""Single items from the beginning, for errors at one offset only."""

FAR = 10_000
"""Largest offset that is requested where the contract names no maximum."""


@dataclass(slots=True)
class _Walk:
    """Requests pages of one list; `sweep` has the windows of the first pass."""

    context: ProbeContext
    paging: Pagination
    base: RequestValues
    sweep: list[tuple[int, int]] = field(default_factory=list)

    def ask(
        self,
        offset: int | None,
        limit: int | None,
        note: str,
        *,
        purpose: Purpose = Purpose.WALK,
        spelling: str = "",
    ) -> Exchange:
        """Request a page; a parameter that is None is not sent."""
        request = self.request(offset, limit)
        return self.context.send(_spelled(request, spelling), purpose, note)

    def count(self, exchange: Exchange) -> int | None:
        """Return the number of items in an answer; None if it is no page."""
        return count_items(self.paging, exchange.response)

    def request(self, offset: int | None, limit: int | None) -> Request:
        """Return the request for a page; a parameter that is None is not sent."""
        asked = {self.paging.offset: offset, self.paging.limit: limit}
        given = {(Location.QUERY, n): v for n, v in asked.items() if v is not None}
        kept = {k: v for k, v in self.base.given.items() if k[1] not in asked}
        values = replace(self.base, given={**kept, **given})
        context = self.context
        return build_request(context.operation, values, context.target, context.credentials)


def run(context: ProbeContext) -> None:
    """Request the pages of one operation's list; without pagination send no request."""
    operation = context.operation
    paging = operation.pagination
    if paging is None or operation.method != "GET":
        return
    _, base = next(documented_requests(operation, context.credentials))
    walk = _Walk(context, paging, base)
    longest, furthest = max_limit(operation), max_offset(operation) or FAR
    total = _first_sweep(walk, longest, furthest)
    if total is None:
        return
    _server_stride(walk, total, furthest)
    for note, offset, limit in _page_requests(total, longest, paging.page_size):
        if (offset or 0) <= furthest:
            walk.ask(offset, limit, note)
    _equivalent_spellings(walk, total)
    for place, length in walk.sweep:
        walk.ask(place, length, "the walk again")


def _first_sweep(walk: _Walk, longest: int, furthest: int) -> int | None:
    """Request the longest pages and the end; return the list's length, None without a list."""
    known = 0
    for index in range(MAX_SWEEP):
        offset = index * longest
        if offset > furthest:
            return furthest
        exchange = walk.ask(offset, longest, "the longest pages in turn")
        walk.sweep.append((offset, longest))
        count = walk.count(exchange)
        if count is None:
            return known or None
        if count == 0:
            return known
        known = offset + count
        if index and count < longest:
            break
    else:
        known = _search(walk, known, furthest)
    for offset, limit in ((max(known - 1, 0), 1), (known, 5)):
        if offset <= furthest:
            walk.sweep.append((offset, limit))
            walk.ask(offset, limit, "the end of the list")
    return known


def _search(walk: _Walk, low: int, furthest: int) -> int:
    """Find the end by binary search; return how many items there are, up to `furthest`."""
    high = furthest + 1
    while low < high:
        middle = (low + high) // 2 if low < furthest else furthest
        exchange = walk.ask(middle, 1, "looking for the end", purpose=Purpose.SEARCH)
        if walk.count(exchange):
            low = middle + 1
        else:
            high = middle
    return low


def _server_stride(walk: _Walk, total: int, furthest: int) -> None:
    """Request pages of the length that the server chooses, past the end where that is near."""
    first = walk.ask(None, None, "neither offset nor limit")
    stride = walk.count(first)
    if not stride:
        return
    for index in range(1, MAX_STRIDES):
        offset = index * stride
        if offset > furthest or offset >= total + stride:
            return
        walk.ask(offset, None, "an offset without a limit")


def _page_requests(total: int, longest: int, usual: int) -> Iterator[tuple[str, int | None, int]]:
    """Yield windows in which servers are known to make mistakes: note, offset, limit."""
    seen: set[tuple[int | None, int]] = set()
    middle = total // 2
    windows: list[tuple[str, int | None, int]] = [
        ("a limit without an offset", None, 5),
        ("the first item alone", 0, 1),
        ("a short page", 0, 5),
        ("the next short page", 5, 5),
        ("an offset that is no multiple of the limit", 3, 5),
        ("neighbouring offsets", 4, 5),
        ("one item", 1, 1),
        ("the next item", 2, 1),
        ("a page of two", 1, 2),
        ("a stride of seven", 7, 7),
        ("one less than the longest page", 0, longest - 1),
        ("half the longest page", 0, longest // 2 + 1),
        ("the second page", usual, usual),
        ("the third page", 2 * usual, usual),
        ("across the border of two pages", usual - 2, 4),
        ("across the border of the longest page", longest - 2, 4),
        ("the first after the longest page", longest, 1),
        ("the middle", middle, 3),
        ("the middle, with an odd offset", middle | 1, 10),
        ("the last page", max(total - 5, 0), 10),
        ("the last item", max(total - 1, 0), 1),
        ("just past the end", total, 1),
        ("past the end", total + 5, 5),
        ("far past the end", 2 * total + 17, 5),
        *(("place by place", place, 1) for place in range(min(usual, total, MAX_PLACES))),
    ]
    for note, offset, limit in windows:
        is_sensible = limit > 0 and 0 <= (offset or 0) <= 2 * total + 17
        if is_sensible and (offset, limit) not in seen:
            seen.add((offset, limit))
            yield note, offset, limit


def _equivalent_spellings(walk: _Walk, total: int) -> None:
    """Request one page in every equivalent notation."""
    offset, limit = max(min(total - 4, 9), 0), 4
    walk.ask(offset, limit, "escaped as usual")
    request = walk.request(offset, limit)
    for spelling, how in _SPELLINGS.items():
        if _spelled(request, spelling) != request:
            walk.ask(offset, limit, f"the same page, {how}", spelling=spelling)
    walk.ask(max(total - 4, 0), limit, "the last page, compressed", spelling="gzip")


_SPELLINGS = {
    "raw": "with brackets as they are",
    "swapped": "with the limit before the offset",
    "lower": "with escapes in lower case",
}


def _spelled(request: Request, spelling: str) -> Request:
    path, mark, query = request.target.partition("?")
    match spelling:
        case "raw":
            query = query.replace("%5B", "[").replace("%5D", "]")
        case "swapped":
            query = "&".join(reversed(query.split("&")))
        case "lower":
            query = query.replace("%5B", "%5b").replace("%5D", "%5d")
        case "gzip":
            return replace(request, headers=(*request.headers, ("Accept-Encoding", "gzip")))
    return replace(request, target=f"{path}{mark}{query}")
