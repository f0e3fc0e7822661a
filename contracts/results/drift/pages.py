"""Compares how lists are paged: length of a page, order of the items, links to the next page."""

from collections.abc import Iterator

from contracts.observations.shapes.lists import ListShape
from contracts.observations.shapes.operations import AnswerShape
from contracts.results.confidence import Confidence
from contracts.results.drift.change import Change, Impact, tempered
from contracts.results.drift.difference import MANY
from contracts.results.drift.sides import OperationSide
from openapi.contract import Pagination, Response


def page_changes(  # noqa: PLR0913, PLR0917 - both sides, and where
    a: OperationSide,
    b: OperationSide,
    where: str,
    one: Response | AnswerShape,
    other: Response | AnswerShape,
    name: str,
) -> Iterator[Change]:
    """Yield how the pages of the second side differ."""
    was, now = (each.lists if isinstance(each, AnswerShape) else None for each in (one, other))
    paging = [each.documented.pagination if each.documented else None for each in (a, b)]

    def change(kind: str, message: str, says: tuple[str, str], *, is_sure: bool) -> Change:
        confidence = Confidence.FIRM if is_sure else Confidence.TENTATIVE
        evidence = [
            side.side.evidence(
                text,
                pointer=side.documented.pointer if side.documented else "",
                exchange=answer.first if isinstance(answer, AnswerShape) else None,
            )
            for side, text, answer in zip((a, b), says, (one, other), strict=True)
        ]
        return Change(
            kind=kind,
            impact=tempered(Impact.LIKELY, confidence),
            confidence=confidence,
            where=where,
            message=message,
            a=evidence[0],
            b=evidence[1],
            operations=(name,),
        )

    sizes = [_size(lists, pages) for lists, pages in zip((was, now), paging, strict=True)]
    if sizes[0] and sizes[1] and sizes[0] != sizes[1]:
        message = f"a page has {sizes[1]} items instead of {sizes[0]}"
        yield change("page-size", message, (f"{sizes[0]} items", f"{sizes[1]} items"), is_sure=True)
    if was and now:
        yield from (
            change(kind, text, says, is_sure=sure)
            for kind, text, says, sure in [*_orders(was, now), *_links(was, now)]
        )
    if a.documented and b.documented:
        styles = [_style(each) for each in paging]
        if styles[0] and styles[1] and styles[0] != styles[1]:
            message = f"pages are chosen with {styles[1]} instead of {styles[0]}"
            yield change("page-links", message, (styles[0], styles[1]), is_sure=True)


Found = tuple[str, str, tuple[str, str], bool]


def _orders(was: ListShape, now: ListShape) -> Iterator[Found]:
    """Yield the order of the items, if it is another one."""
    if not was.orders or now.orders is None or was.orders & now.orders:
        return
    before = ", ".join(f"{name} {way}" for name, way in sorted(was.orders))
    after = ", ".join(f"{name} {way}" for name, way in sorted(now.orders)) or "none of them"
    is_sure = min(was.ordered, now.ordered) >= MANY
    yield (
        "page-order",
        f"the items are in another order: {after} instead of {before}",
        (f"{before} ({was.ordered} items)", f"{after} ({now.ordered} items)"),
        is_sure,
    )


def _links(was: ListShape, now: ListShape) -> Iterator[Found]:
    """Yield where the next page is named, if it is another place."""
    if was.links and now.links and not was.links & now.links:
        before, after = (", ".join(sorted(each.links)) for each in (was, now))
        yield (
            "page-links",
            f"the next page is named in {after} instead of {before}",
            (before, after),
            True,
        )


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
