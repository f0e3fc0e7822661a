"""Pages of one list that were requested while it did not change, so that they can be compared.

A run requests its first page again at the end of a walk. In a recording, a list is known not to
have changed between two equal answers to one request, if they came soon after each other.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from contracts.http.messages.exchange import Purpose
from contracts.observations.paging.pages import Page

LONGEST = timedelta(minutes=1)
"""Between two equal answers; in a longer time, other clients may have changed a list and back."""

_REPEATS = 100  # equal answers that are looked at


def walks(pages: Iterable[Page]) -> tuple[Sequence[Page], ...]:
    """Return the pages of each walk, in the order in which they were requested."""
    walked: dict[object, list[Page]] = {}
    for page in pages:
        exchange = page.seen.exchange
        if exchange.purpose is Purpose.WALK or exchange.is_recorded:
            walked.setdefault(same_list(page), []).append(page)
    found = (
        _between_repeats(each) if each[0].seen.exchange.is_recorded else each
        for each in walked.values()
    )
    return tuple(each for each in found if each)


def same_list(page: Page) -> object:
    """Return what two pages have in common that are parts of one list in one state."""
    return (*page.list_key, page.seen.exchange.changes_before)


def _between_repeats(pages: Sequence[Page]) -> Sequence[Page]:
    """Return the pages from an answer to the last equal one soon after it; none without."""
    places: dict[object, list[int]] = {}
    for place, page in enumerate(pages):
        places.setdefault((page.request, page.keys), []).append(place)
    for place, page in enumerate(pages):
        equal = places[page.request, page.keys]
        del equal[0]
        start = page.seen.exchange.at
        last = place
        for other in equal[:_REPEATS]:
            is_soon = pages[other].seen.exchange.at - start <= LONGEST
            last = other if is_soon else last
        if last > place + 1:
            return pages[place : last + 1]
    return ()
