"""Requests all pages of a list, with several page sizes, twice.

First the longest pages up to the end of the list, then other sizes, places near every border, and
equivalent notations of one page. The longest pages are repeated last, to show whether the list has
changed meanwhile. Of a list of thousands only the beginning and the end are requested; binary
search finds the end. Lists with cursors or links are followed page by page, up to a bound.
"""

from collections.abc import Iterator
from dataclasses import replace

from contracts.http.messages.exchange import Purpose, Request
from contracts.http.requests.documented import first_values
from contracts.observations.paging.pages import documented_max_limit, max_limit, max_offset
from contracts.probes.inputs import guessed_walk
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.inputs.page_walk import PageWalk, walk_chains, walk_numbers
from openapi.contract import PageKind

MAX_SWEEP = 6  # pages of the first pass, from the beginning of the list
MAX_STRIDES = 8  # pages that are requested without a limit, so that the server chooses their size
MAX_PLACES = 30  # single items from the beginning, for errors at one offset only
FAR = 10_000  # largest offset that is requested where the contract names no maximum


def run(context: ProbeContext) -> None:
    """Request the pages of one operation's list; a few of them without `x-pagination`."""
    operation = context.operation
    paging = operation.pagination
    if paging is None:
        guessed_walk.run(context)
        return
    if operation.method != "GET":
        return
    walk = PageWalk(context, paging, first_values(operation, context.credentials))
    if paging.kind is PageKind.CURSOR:
        walk_chains(walk, max_limit(operation))
    elif paging.kind is PageKind.PAGE and not paging.limit:
        walk_numbers(walk)
    else:
        _walk_windows(walk)


def _walk_windows(walk: PageWalk) -> None:
    """Request parts of a list of which any can be requested."""
    operation, paging = walk.context.operation, walk.paging
    sweep: list[tuple[int, int]] = []
    longest, furthest = max_limit(operation), max_offset(operation) or FAR
    if documented_max_limit(operation) is None:
        longest = _served_limit(walk, longest, furthest)
    total = _first_sweep(walk, sweep, longest, furthest)
    if total is None:
        return
    _server_stride(walk, total, furthest)
    for note, offset, limit in _page_requests(total, longest, paging.page_size):
        if (offset or 0) <= furthest and walk.can_ask(offset, limit):
            walk.ask(offset, limit, note)
    _equivalent_spellings(walk, total)
    for place, length in sweep:
        walk.ask(place, length, "the walk again")


def _served_limit(walk: PageWalk, longest: int, furthest: int) -> int:
    """Return the largest limit up to `longest` that the server does not shorten."""
    count = walk.count(walk.ask(0, longest, "the longest page")) or 0
    if not 0 < count < longest or count > furthest:
        return longest
    goes_on = walk.count(walk.ask(count, count, "after a first page that is shorter than asked"))
    return count if goes_on else longest


def _first_sweep(
    walk: PageWalk, sweep: list[tuple[int, int]], longest: int, furthest: int
) -> int | None:
    """Request the longest pages and the end; return the list's length, None without a list.

    `sweep` receives the offset and limit of each page, for the second pass; `longest` is the
    largest limit to request, and `furthest` the largest offset.
    """
    known = 0
    for index in range(MAX_SWEEP):
        offset = index * longest
        if offset > furthest:
            return furthest
        exchange = walk.ask(offset, longest, "the longest pages in turn")
        sweep.append((offset, longest))
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
        if offset <= furthest and walk.can_ask(offset, limit):
            sweep.append((offset, limit))
            walk.ask(offset, limit, "the end of the list")
    return known


def _search(walk: PageWalk, low: int, furthest: int) -> int:
    """Find the end by binary search; return how many items there are, up to `furthest`."""
    high = furthest + 1
    while low < high:
        middle = (low + high) // 2 if low < furthest else furthest
        exchange = walk.ask(middle, 1, "looking for the end", Purpose.SEARCH)
        if walk.count(exchange):
            low = middle + 1
        else:
            high = middle
    return low


def _server_stride(walk: PageWalk, total: int, furthest: int) -> None:
    """Request pages of the length that the server chooses, past the end where that is near."""
    first = walk.ask(None, None, "neither offset nor limit")
    stride = walk.count(first)
    if not stride:
        return
    is_numbered = walk.paging.kind is PageKind.PAGE
    for index in range(1, MAX_STRIDES):
        offset = index * stride
        if offset > furthest or offset >= total + stride:
            return
        # Without a limit, a page is one item for the request: its number counts the pages.
        walk.ask(index if is_numbered else offset, None, "an offset without a limit")


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


def _equivalent_spellings(walk: PageWalk, total: int) -> None:
    """Request one page in every equivalent notation."""
    limit = 4
    offset = max(min(total - limit, 9), 0)
    last = max(total - limit, 0)
    if walk.paging.kind is PageKind.PAGE:
        offset, last = (place // limit * limit for place in (offset, last))
    walk.ask(offset, limit, "escaped as usual")
    request = walk.request(offset, limit)
    for spelling, how in _SPELLINGS.items():
        if _spelled(request, spelling) != request:
            _send(walk, request, spelling, f"the same page, {how}")
    _send(walk, walk.request(last, limit), "gzip", "the last page, compressed")


def _send(walk: PageWalk, request: Request, spelling: str, note: str) -> None:
    walk.context.send(_spelled(request, spelling), Purpose.WALK, note)


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
