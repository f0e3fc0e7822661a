"""Compares how lists are paged: length of a page, order of the items, links to the next page."""

from collections.abc import Iterator

from contracts.observations.shapes.lists import ListShape
from contracts.observations.shapes.operations import AnswerShape
from contracts.results.drift.change import Change, Impact
from contracts.results.drift.difference import MANY, trust
from contracts.results.drift.pairs import Answer, Pair
from openapi.contract import Pagination

Found = tuple[str, str, tuple[str, str], bool]
"""Kind, message, what either side says, and whether it is sure."""


def page_changes(pair: Pair, where: str, one: Answer, other: Answer) -> Iterator[Change]:
    """Yield how the pages of the second side differ."""
    sides = (pair.a, pair.b)
    was, now = (each.lists if isinstance(each, AnswerShape) else None for each in (one, other))
    paging = [each.documented.pagination if each.documented else None for each in sides]
    sizes = [_size(lists, pages) for lists, pages in zip((was, now), paging, strict=True)]
    found = [*_orders(was, now), *_links(was, now)] if was and now else []
    if all(sizes) and sizes[0] != sizes[1]:
        before, after = (f"{size} items" for size in sizes)
        found.insert(
            0, ("page-size", f"a page has {after} instead of {sizes[0]}", (before, after), True)
        )
    styles = [_style(each) for each in paging]
    if all(styles) and styles[0] != styles[1]:
        message = f"pages are chosen with {styles[1]} instead of {styles[0]}"
        found.append(("page-links", message, (styles[0], styles[1]), True))
    places = [
        answer.first if isinstance(answer, AnswerShape) else side.pointer
        for side, answer in zip(sides, (one, other), strict=True)
    ]
    for kind, message, says, is_sure in found:
        confidence = trust(is_firm=is_sure)
        at = (places[0], places[1])
        yield pair.change(kind, Impact.LIKELY, where, message, says, at, confidence=confidence)


def _orders(was: ListShape, now: ListShape) -> Iterator[Found]:
    """Yield the order of the items, if it is another one."""
    if not was.orders or now.orders is None or was.orders & now.orders:
        return
    before = ", ".join(f"{name} {way}" for name, way in sorted(was.orders))
    after = ", ".join(f"{name} {way}" for name, way in sorted(now.orders)) or "none of them"
    message = f"the items are in another order: {after} instead of {before}"
    says = (f"{before} ({was.ordered} items)", f"{after} ({now.ordered} items)")
    yield "page-order", message, says, min(was.ordered, now.ordered) >= MANY


def _links(was: ListShape, now: ListShape) -> Iterator[Found]:
    """Yield where the next page is named, if it is another place."""
    if was.links and now.links and not was.links & now.links:
        before, after = (", ".join(sorted(each.links)) for each in (was, now))
        message = f"the next page is named in {after} instead of {before}"
        yield "page-links", message, (before, after), True


def _size(lists: ListShape | None, paging: Pagination | None) -> int:
    """Return the length of a page, if it is known; else 0."""
    if paging is not None:
        return paging.page_size
    return next(iter(lists.full)) if lists and len(lists.full) == 1 else 0


def _style(paging: Pagination | None) -> str:
    if paging is None:
        return ""
    words = [paging.kind.value, paging.position, paging.limit]
    return " ".join(filter(None, words)) + (" and Link" if paging.has_link_header else "")
