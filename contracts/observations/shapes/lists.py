"""The observed shape of paging: where the list is, how long full pages are, order and links."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from contracts.http.messages.exchange import Exchange
from contracts.observations.observer import decoded_query
from contracts.observations.paging.link_header import link_targets
from openapi.json.formats import is_date_time
from openapi.json.pointers import join
from openapi.json.types import JSON, is_number
from openapi.schema.paging.parameters import is_limit_name

LEAST_ORDERED = 4  # items of a list from which on their order is considered
MAX_COMPARED = 1000  # items of a list whose order is considered

_NEXT = ("next", "next_page", "nextPage", "next_cursor", "nextCursor", "next_page_token",
         "nextPageToken", "after", "next_url", "nextLink", "@odata.nextLink")  # fmt: skip
_HOLDERS = ("links", "_links", "paging", "pagination", "meta", "page_info", "pageInfo", "page")
_MORE = ("has_more", "hasMore", "has_next", "hasNext", "hasNextPage")

ASCENDING, DESCENDING = "ascending", "descending"
Order = tuple[str, str]  # a member of the items, and the direction in which its values go


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShape:
    """What the lists in the answers of one status have in common."""

    places: frozenset[str]  # JSON pointers of the list
    # Lengths of pages that the server chose, and that another page follows.
    full: frozenset[int] = frozenset()
    # The orders that every list of `LEAST_ORDERED` items has; None without such a list.
    orders: frozenset[Order] | None = None
    ordered: int = 0  # items of such lists
    # Where the next page is named: pointers in the body, or `Link`.
    links: frozenset[str] = frozenset()


def merge_lists(one: ListShape, other: ListShape) -> ListShape:
    """Return what the lists of both have in common."""
    known = [each.orders for each in (one, other) if each.orders is not None]
    return ListShape(
        places=one.places | other.places,
        full=one.full | other.full,
        orders=frozenset.intersection(*known) if known else None,
        ordered=one.ordered + other.ordered,
        links=one.links | other.links,
    )


def list_shape(body: JSON, exchange: Exchange) -> ListShape | None:
    """Return the shape of the list of an answer; None if there is none, or more than one."""
    found = list(_lists(body))
    if len(found) != 1:
        return None
    [(pointer, items)] = found
    links = frozenset(_next_links(body, exchange))
    is_free = not any(
        is_limit_name(name) for name, _ in decoded_query(exchange.request.query) or []
    )
    is_full = bool(links) and is_free and bool(items)
    is_ordered = len(items) >= LEAST_ORDERED
    return ListShape(
        places=frozenset({pointer}),
        full=frozenset({len(items)}) if is_full else frozenset(),
        orders=frozenset(_orders(items[:MAX_COMPARED])) if is_ordered else None,
        ordered=len(items) if is_ordered else 0,
        links=links - {""},
    )


def _lists(body: JSON) -> Iterator[tuple[str, list[JSON]]]:
    """Yield the lists of objects that are the body, or a member of it, with their pointers."""
    if isinstance(body, list):
        yield "", body
        return
    for key, value in body.items() if isinstance(body, Mapping) else ():
        if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
            yield join("", key), value


def _next_links(body: JSON, exchange: Exchange) -> Iterator[str]:
    """Yield where the next page is named; an empty text if only its existence is."""
    if "next" in link_targets(exchange.answer.values("link")):
        yield "Link"
    if not isinstance(body, Mapping):
        return
    holders = [("", body), *((join("", key), body.get(key)) for key in _HOLDERS)]
    for pointer, holder in holders:
        if isinstance(holder, Mapping):
            yield from (join(pointer, key) for key in _NEXT if holder.get(key))
            if any(holder.get(key) is True for key in _MORE):
                yield ""


def _orders(items: Sequence[JSON]) -> Iterator[Order]:
    """Yield the members whose values rise or fall from item to item, each strictly somewhere."""
    first = items[0]
    for key in first if isinstance(first, Mapping) else ():
        values: list[Any] = [item.get(key) if isinstance(item, Mapping) else None for item in items]
        if not all(map(is_number, values)) and not all(map(_is_moment, values)):
            continue
        if len(set(values)) < LEAST_ORDERED:
            continue
        pairs = list(pairwise(values))
        if all(one <= other for one, other in pairs):
            yield key, ASCENDING
        elif all(one >= other for one, other in pairs):
            yield key, DESCENDING


def _is_moment(value: JSON) -> bool:
    return isinstance(value, str) and is_date_time(value)
