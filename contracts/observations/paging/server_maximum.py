"""The longest page that a server gives, where the contract documents no maximum for the limit.

Most servers shorten a page of 1000 items to one of 50 or 100. Without a documented maximum that is
no mistake, and such a page does not end the list.
"""

from collections.abc import Sequence
from dataclasses import replace

from contracts.observations.paging.pages import Page, documented_max_limit


def server_maximum(pages: Sequence[Page]) -> int | None:
    """Return the length of the longest pages, if they are shorter than asked for and items follow.

    None if the contract documents a maximum, and for a list with cursors.
    """
    operation = pages[0].seen.operation if pages else None
    paging = operation.pagination if operation else None
    if operation is None or paging is None or not paging.is_counted:
        return None
    longest = max(len(page.items) for page in pages)
    short = [p for p in pages if p.limit and len(p.items) == longest < p.limit]
    if not longest or not short or documented_max_limit(operation) is not None:
        return None
    end = min(_offset(page, longest) for page in short) + longest
    goes_on = any(page.items and _offset(page, longest) >= end for page in pages)
    return longest if goes_on else None


def shortened(pages: Sequence[Page]) -> list[Page]:
    """Return pages of one list with the limits that the server applies, and at their places."""
    largest = server_maximum(pages)
    if largest is None:
        return [*pages]
    return [
        replace(page, limit=largest, offset=_offset(page, largest))
        if page.limit is not None and page.limit > largest
        else page
        for page in pages
    ]


def _offset(page: Page, largest: int) -> int:
    """Return how many items precede a page, if none is longer than `largest`."""
    paging = page.seen.operation.pagination
    if paging is None or page.limit is None or page.limit <= largest:
        return page.offset
    found = paging.offset_of(page.seen.parameters.query.get(paging.position), largest)
    return page.offset if found is None else found
