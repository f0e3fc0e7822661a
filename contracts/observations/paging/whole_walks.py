"""Pages of a list without a parameter for their length, walked from the first one to the last.

There is no longer page to compare them with, so that only an item on two pages of one walk shows a
mistake, and only if every walk has the same pages.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from contracts.observations.paging.guessed_pages import (
    TIMES,
    TOO_FEW,
    Doubt,
    GuessedPage,
    Suspicion,
    position_after,
)
from openapi.contract import PageKind
from openapi.schema.paging.parameters import PageParameters

MAX_PAGES = 10  # pages of a walk


def repeated_item(
    pages: Sequence[GuessedPage], parameters: PageParameters, times: int = TIMES
) -> Suspicion | None:
    """Return the suspicion about an item on two pages that follow each other; None without one.

    Each page was answered at least `times` times, always with the same items.
    """
    chain = _chain(pages, parameters, times)
    is_numbered = parameters.kind is not PageKind.CURSOR
    for place, (first, second) in enumerate(pairwise(chain), 2):
        # The last page of a numbered list may begin earlier to be full.
        if is_numbered and place == len(chain):
            break
        twice = [key for key in first.keys if key in second.keys]
        is_unique = all(len({*page.keys}) == len(page.keys) for page in (first, second))
        if twice and is_unique and {*first.keys} != {*second.keys}:
            return Suspicion(doubt=Doubt.REPEATED, pages=(first, second), key=twice[0])
    return None


def doubt_about_walk(pages: Sequence[GuessedPage], parameters: PageParameters) -> str:
    """Return why the pages do not show that each item is on one of them; empty if they do."""
    least = 2 if parameters.kind is PageKind.CURSOR else 3
    return "" if len(_chain(pages, parameters, 1)) >= least else TOO_FEW


def _chain(
    pages: Sequence[GuessedPage], parameters: PageParameters, times: int
) -> list[GuessedPage]:
    """Return the pages that follow each other, as far as they are the same each time."""
    asked: dict[str, list[GuessedPage]] = {}
    for page in pages:
        asked.setdefault(str(page.position), []).append(page)
    chain: list[GuessedPage] = []
    for position in _positions(parameters):
        found = asked.get(position, [])
        is_steady = len(found) >= times and len({page.keys for page in found}) == 1
        if not is_steady or not found[-1].keys:
            break
        # The first number may be that of the first page; a server may repeat its last page.
        if not chain or found[-1].keys != chain[-1].keys:
            chain.append(found[-1])
    return chain


def _positions(parameters: PageParameters) -> Iterator[str]:
    """Yield the positions of a walk as texts."""
    first = parameters.start
    yield str(first)
    for number in range((first or 0) + 1, MAX_PAGES + 1):
        yield str(number) if parameters.kind is not PageKind.CURSOR else position_after(number)
