"""Pages of a list that has no `x-pagination`: guessed from names, and judged with care.

The names of parameters and the shape of the body are all there is, so that an answer counts only if
it is given again and again. A list that changes or has no order, and a server with a smallest page
of its own, are not accused.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from openapi.contract import PageKind
from openapi.json.equality import canonical_text
from openapi.json.types import JSON
from openapi.rules.targets import resource_key
from openapi.schema.paging.parameters import PageParameters

TIMES = 5
"""Equal answers to each request, without which nothing is reported.

A page of one of two items in random order is the same one five times in every sixteenth case; but
three requests have to be answered so, and more items make it rarer.
"""

SHORT = 2  # items of the pages that are compared
TOO_FEW = "the list has too few items"
CHANGING = "inconclusive: the pages are not parts of one list that does not change"
SMALLEST_PAGE = 5
"""Items from which on more than were asked for may be the smallest page of a server."""


def identities(items: Iterable[JSON], key: str) -> tuple[str, ...]:
    """Return what two items share if they are the same one: the key, else the whole value."""
    found = []
    for item in items:
        own = resource_key(item, key) if key else None
        found.append(canonical_text(item) if own is None else own)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuessedPage:
    """An answer to a request for a page."""

    position: JSON  # as it was sent; None for the first page
    limit: int  # the most items that it may have
    keys: tuple[str, ...]  # the identity of each item
    number: int = 0  # of the exchange


class Doubt(StrEnum):
    """What is wrong with pages; the key of a finding."""

    LIMIT = "limit"  # a page is too long
    LIMIT_IGNORED = "limit ignored"  # pages have one length, whatever was asked for
    POSITION_IGNORED = "position ignored"  # the second page is the first one
    REPEATED = "repeated"  # an item of the first page is on the second one, too
    LOST = "lost"  # an item of a long page is on neither of the short ones
    LOOP = "loop"  # cursors lead back to a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """Pages that contradict the names of their parameters."""

    doubt: Doubt
    pages: tuple[GuessedPage, ...]  # those that show it, the last one last
    key: str = ""  # the item that is on two pages, or on none


def suspicion(
    pages: Sequence[GuessedPage],
    parameters: PageParameters,
    times: int = TIMES,
    *,
    has_ids: bool = True,
    is_recorded: bool = False,
) -> Suspicion | None:
    """Return what is wrong with the pages of a list; None if nothing is, or it is not sure.

    Each request that counts was answered at least `times` times, always with the same items.
    Without ids (`has_ids`), equal items need not be the same one. In recorded pages (`is_recorded`)
    a longer one than the smallest page of a server may be missing, with which it would show.
    """
    asked: dict[tuple[str, int], list[GuessedPage]] = {}
    for page in pages:
        asked.setdefault((str(page.position), page.limit), []).append(page)
    often = {request: found for request, found in asked.items() if len(found) >= times}
    too_long = [f[-1] for f in often.values() if all(len(p.keys) > p.limit for p in f)]
    if any(len(page.keys) > page.limit for page in pages):
        return _too_long(too_long, pages, is_recorded=is_recorded)
    steady = {r: found[-1] for r, found in often.items() if len({p.keys for p in found}) == 1}
    for first, second, whole in _neighbours(steady, parameters):
        found = _overlap(first, second, whole) or _gap(first, second, whole, parameters)
        if found is not None:
            return found
    return _loop(steady, parameters) if has_ids else None


def _too_long(
    found: Sequence[GuessedPage], pages: Sequence[GuessedPage], *, is_recorded: bool
) -> Suspicion | None:
    """Return the suspicion about pages with more items than were asked for."""
    if not found:
        return None
    shortest = min(found, key=lambda page: page.limit)
    length = len(shortest.keys)
    longer = [page for page in pages if page.limit > length]
    is_smallest = any(len(page.keys) == page.limit for page in longer)
    if length >= SMALLEST_PAGE and (is_smallest or (is_recorded and not longer)):
        return None
    is_same = len({page.limit for page in found}) > 1 and len({len(p.keys) for p in found}) == 1
    return Suspicion(
        doubt=Doubt.LIMIT_IGNORED if is_same else Doubt.LIMIT,
        pages=(*(page for page in found if page is not shortest), shortest),
    )


def _neighbours(
    steady: Mapping[tuple[str, int], GuessedPage], parameters: PageParameters
) -> Iterator[tuple[GuessedPage, GuessedPage, GuessedPage]]:
    """Yield a page, the next one, and one that begins with the items of both."""
    start = str(parameters.start)
    begins = [page for (position, _), page in steady.items() if position == start]
    first = min(begins, key=lambda page: page.limit, default=None)
    if first is None:
        return
    second = steady.get((str(_position_after(first, steady, parameters)), first.limit))
    for whole in begins:
        if second is not None and len(whole.keys) == whole.limit >= 2 * first.limit:
            yield first, second, whole


def doubt_about(pages: Sequence[GuessedPage], parameters: PageParameters) -> str:
    """Return why the pages do not show that the parameters have their effect; empty if they do."""
    is_full = all(page.limit == len(page.keys) for page in pages)
    if is_full and len({str(page.position) for page in pages}) == 1:
        # A witness of a limit asks for nothing else; a walk goes on to the second page.
        return ""
    if not parameters.position:
        return "" if len({len(page.keys) for page in pages}) > 1 else TOO_FEW
    asked = {(str(page.position), page.limit): page for page in pages}
    compared = next(_neighbours(asked, parameters), None)
    if compared is None:
        return TOO_FEW
    first, second, whole = compared
    return "" if whole.keys[: 2 * first.limit] == first.keys + second.keys else CHANGING


def _position_after(
    first: GuessedPage,
    steady: Mapping[tuple[str, int], GuessedPage],
    parameters: PageParameters,
) -> JSON:
    """Return the position of the second page."""
    if parameters.kind is PageKind.OFFSET:
        return first.limit
    if parameters.kind is PageKind.CURSOR:
        return NEXT
    if parameters.first_page is not None:
        return parameters.first_page + 1
    one = steady.get(("1", first.limit))
    return 2 if one is not None and one.keys == first.keys else 1


NEXT = "next"
"""The position of a page that was reached by a cursor, whatever the cursor is."""


def position_after(depth: int) -> str:
    """Return the position of a page that was reached by this many cursors, at least one."""
    return NEXT if depth == 1 else f"{NEXT} {depth}"


def _overlap(first: GuessedPage, second: GuessedPage, whole: GuessedPage) -> Suspicion | None:
    if whole.keys[: first.limit] != first.keys or not second.keys:
        return None
    here, there, every = Counter(first.keys), Counter(second.keys), Counter(whole.keys)
    twice = [key for key in here if key in there and every[key] < here[key] + there[key]]
    if not twice:
        return None
    is_ignored = first.keys == second.keys
    return Suspicion(
        doubt=Doubt.POSITION_IGNORED if is_ignored else Doubt.REPEATED,
        pages=(whole, first, second),
        key=twice[0],
    )


def _gap(
    first: GuessedPage, second: GuessedPage, whole: GuessedPage, parameters: PageParameters
) -> Suspicion | None:
    """Return the suspicion about a second page, a full one, that lacks what follows the first."""
    wanted = whole.keys[first.limit : 2 * first.limit]
    if whole.keys[: first.limit] != first.keys or len(second.keys) != second.limit:
        return None
    lost = [*(Counter(wanted) - Counter(second.keys))]
    # What is called an offset may count pages: then the second page is all of a later one.
    if not lost or (parameters.kind is PageKind.OFFSET and not {*wanted} & {*second.keys}):
        return None
    return Suspicion(doubt=Doubt.LOST, pages=(whole, first, second), key=lost[0])


def _loop(
    steady: Mapping[tuple[str, int], GuessedPage], parameters: PageParameters
) -> Suspicion | None:
    """Return the suspicion about cursors that lead to a page that they have led from."""
    start = str(parameters.start)
    for begin in (page for (position, _), page in steady.items() if position == start):
        chain = [begin]
        while (page := steady.get((position_after(len(chain)), begin.limit))) is not None:
            earlier = next((each for each in chain if each.keys == page.keys), None)
            # A single item, or one that comes twice, may as well be an equal one.
            if earlier is not None and 1 < len(page.keys) == len({*page.keys}):
                return Suspicion(doubt=Doubt.LOOP, pages=(earlier, page), key=page.keys[0])
            chain.append(page)
    return None
