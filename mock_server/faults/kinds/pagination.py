"""Faults of pagination: each page is valid, but together the pages are not the list.

A fault selects the records of a page. If no scenario has a list, one is generated from the answer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from mock_server.faults.material.generated_records import generate_records, with_records
from mock_server.faults.material.marked_pages import marked_answer
from mock_server.faults.model.fault import AnswerChange, CheckId, Fault, FaultKind, success_fault
from mock_server.faults.model.healthy_exchange import NOW, HealthyExchange, rule_context
from mock_server.faults.search.healthy_bodies import (
    example_parameters,
    healthy_bodies,
    json_media_type,
)
from mock_server.faults.search.search import broken_rules
from mock_server.http.negotiation import concrete_status
from mock_server.http.responses import PreparedResponse
from mock_server.scenarios.playing.link_writing import PageWindow
from mock_server.scenarios.playing.requested_page import requested_page
from openapi.contract import Contract, Operation, PageKind, Pagination
from openapi.json.pointers import exists, replaced, resolve
from openapi.json.types import JSON

FAMILY = "page"  # the first word of these faults' ids

_WALK_LIMIT, _WALK_RECORDS = 2, 5  # page size and list length when side effects are found


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """The request for a page of a list."""

    offset: int  # number of records before the page
    limit: int  # largest number of records on the page
    page_size: int  # largest number of records if a request has no limit
    total: int  # number of records in the list
    ordinal: int = 0  # number of pages to which the fault was applied before

    def slice(self, offset: int, limit: int) -> tuple[int, ...]:
        """Return the indexes of the list from `offset` on, at most `limit`."""
        return tuple(range(max(offset, 0), min(max(offset, 0) + limit, self.total)))


RecordSelector = Callable[[PageRequest], tuple[int, ...]]  # the indexes of the records on a page


def healthy(window: PageRequest) -> tuple[int, ...]:
    """Return the indexes of the records that should be on the page."""
    return window.slice(window.offset, window.limit)


def _limit_ignored(window: PageRequest) -> tuple[int, ...]:
    return window.slice(window.offset, window.page_size)


def _offset_ignored(window: PageRequest) -> tuple[int, ...]:
    return window.slice(0, window.limit)


def _overlap(window: PageRequest) -> tuple[int, ...]:
    return window.slice(window.offset - 1, window.limit)


def _skip(window: PageRequest) -> tuple[int, ...]:
    return window.slice(window.offset + 1 if window.offset else 0, window.limit)


def _short(window: PageRequest) -> tuple[int, ...]:
    shown = healthy(window)
    return shown[:-1] if len(shown) == window.limit else shown


def _unstable(window: PageRequest) -> tuple[int, ...]:
    return tuple((i + window.ordinal) % window.total for i in healthy(window))


def _offset_in_pages(window: PageRequest) -> tuple[int, ...]:
    return window.slice(window.offset * window.limit, window.limit)


def _last_repeated(window: PageRequest) -> tuple[int, ...]:
    last = (window.total - 1) // window.limit * window.limit
    return window.slice(min(window.offset, last), window.limit)


_CHOICES: tuple[tuple[str, str, RecordSelector], ...] = (
    ("limit-ignored", "The page has the default size, for any limit.", _limit_ignored),
    ("offset-ignored", "Every page is the first one.", _offset_ignored),
    ("overlap", "Each page after the first begins with the record before it.", _overlap),
    ("skip", "Each page after the first omits its first record.", _skip),
    ("short", "A full page omits its last record.", _short),
    ("unstable-order", "The order of the records changes from answer to answer.", _unstable),
    ("offset-in-pages", "The offset counts pages instead of records.", _offset_in_pages),
    ("last-repeated", "After the end the last page is repeated.", _last_repeated),
)


_NEED_A_LIMIT = frozenset({"limit-ignored", "skip", "short"})
"""Faults that only another page size shows, unless records can be skipped one by one."""

_NOT_OF_KIND = {
    PageKind.OFFSET: frozenset({"never-ends"}),
    PageKind.PAGE: frozenset({"offset-in-pages", "never-ends"}),
    PageKind.CURSOR: frozenset({"offset-in-pages", "last-repeated"}),
}


def pagination_faults(operation: Operation) -> tuple[Fault, ...]:
    """Return the faults of an operation's pages; none if it has no pages."""
    paging, success = operation.pagination, operation.success
    if paging is None or success is None or json_media_type(success) is None:
        return ()
    left_out = _NOT_OF_KIND[paging.kind] | (frozenset() if paging.limit else _NEED_A_LIMIT)
    found = [
        _fault(operation, name, summary, _select(choose))
        for name, summary, choose in _CHOICES
        if name not in left_out
    ]
    if "never-ends" not in left_out:
        summary = "The last page leads to the first one."
        found.append(_fault(operation, "never-ends", summary, _lead_back))
    if paging.links and paging.is_counted:
        summary = "The positions in the links are too large by one."
        found.append(_fault(operation, "links-wrong", summary, _shift_links))
    return tuple(found)


def with_side_effects(contract: Contract, operation: Operation, fault: Fault) -> Fault:
    """Return a fault of pages with the rules that it breaks in a walk over a short list."""
    media = json_media_type(operation.success)
    pagination, success = operation.pagination, operation.success
    if media is None or pagination is None or success is None:
        return fault
    bodies = healthy_bodies(contract, operation, success, media)
    choose = {f"{FAMILY}.{name}": choose for name, _, choose in _CHOICES}.get(fault.id, healthy)
    records = generate_records(operation, bodies[0], _WALK_RECORDS) if bodies else ()
    status = concrete_status(operation, success)
    broken: dict[str, None] = {}
    for ordinal, offset in enumerate(range(0, len(records) + _WALK_LIMIT, _WALK_LIMIT)):
        query: dict[str, JSON] = {pagination.limit: _WALK_LIMIT} if pagination.limit else {}
        if pagination.is_counted:
            query[pagination.position] = pagination.value_at(offset, _WALK_LIMIT)
        parameters = example_parameters(operation, query=query)
        context = rule_context(operation, parameters, status, NOW)
        window = PageRequest(
            offset=offset,
            limit=_WALK_LIMIT,
            page_size=pagination.page_size,
            total=len(records),
            ordinal=ordinal,
        )
        good, bad = (
            broken_rules(media.rules, (_page(bodies[0], pagination, records, shown),), context)
            for shown in (healthy(window), choose(window))
        )
        broken.update(dict.fromkeys(id_ for id_ in bad if id_ not in good))
    return replace(fault, side_effects=tuple(dict.fromkeys([*fault.side_effects, *broken])))


def _fault(operation: Operation, name: str, summary: str, change: AnswerChange) -> Fault:
    return success_fault(
        operation,
        f"{FAMILY}.{name}",
        FaultKind.PAGINATION,
        summary,
        change,
        detected_by=(CheckId.PAGE_LINKS if name == "links-wrong" else CheckId.PAGINATION_WALK,),
        side_effects=(CheckId.SAFE_REPEATABLE,) if name == "unstable-order" else (),
        exchanges_needed=2,
    )


def _select(choose: RecordSelector) -> AnswerChange:
    def change(exchange: HealthyExchange) -> PreparedResponse | None:
        if (listed := _listed(exchange)) is None:
            return None
        pagination, records, window = listed
        page = _page(exchange.body, pagination, records, choose(window))
        if not exchange.records and not pagination.is_counted:
            # The answer is documented and knows nothing of the generated list.
            return marked_answer(exchange, page, _page_window(window), is_endless=False)
        return exchange.with_body(page)

    return change


def _lead_back(exchange: HealthyExchange) -> PreparedResponse | None:
    if (listed := _listed(exchange)) is None:
        return None
    pagination, records, window = listed
    page = _page(exchange.body, pagination, records, healthy(window))
    return marked_answer(exchange, page, _page_window(window), is_endless=True)


def _listed(
    exchange: HealthyExchange,
) -> tuple[Pagination, Sequence[JSON], PageRequest] | None:
    """Return how a list is paged, its records and the requested page; None without a record."""
    pagination = exchange.operation.pagination
    if pagination is None or not exists(exchange.body, pagination.items):
        return None
    records = _records(exchange, pagination)
    window = _window(exchange, pagination, len(records))
    return (pagination, records, window) if records and window.limit >= 1 else None


def _records(exchange: HealthyExchange, pagination: Pagination) -> Sequence[JSON]:
    return exchange.records or generate_records(
        exchange.operation, exchange.body, 2 * pagination.page_size + 1
    )


def _page_window(window: PageRequest) -> PageWindow:
    return PageWindow(offset=window.offset, limit=window.limit, total=window.total)


def _window(exchange: HealthyExchange, pagination: Pagination, total: int) -> PageRequest:
    asked = requested_page(pagination, exchange.parameters.query)
    return PageRequest(
        offset=asked.offset,
        limit=pagination.page_size if asked.limit is None else asked.limit,
        page_size=pagination.page_size,
        total=total,
        ordinal=exchange.fire_count,
    )


def _page(
    body: JSON, pagination: Pagination, records: Sequence[JSON], shown: tuple[int, ...]
) -> JSON:
    return with_records(body, pagination, [records[i] for i in shown])


def _shift_links(exchange: HealthyExchange) -> PreparedResponse | None:
    pagination, body = exchange.operation.pagination, exchange.body
    if pagination is None or not exists(body, pagination.links):
        return None
    links = resolve(body, pagination.links)
    wrong = {name: _shifted_link(link, pagination.position) for name, link in _named(links)}
    if wrong == dict(_named(links)):
        return None
    return exchange.with_body(replaced(body, pagination.links, wrong))


def _named(links: JSON) -> Iterator[tuple[str, JSON]]:
    yield from links.items() if isinstance(links, dict) else ()


def _shifted_link(link: JSON, position: str) -> JSON:
    """Return a link with its position increased by one; a link without a number is unchanged."""
    if isinstance(link, dict):
        return {key: _shifted_link(value, position) for key, value in link.items()}
    if not isinstance(link, str):
        return link
    try:
        parts = urlsplit(link)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return link
    moved = [(k, _next(v) if k == position else v) for k, v in pairs]
    return link if moved == pairs else parts._replace(query=urlencode(moved, safe="[]")).geturl()


def _next(text: str) -> str:
    return str(int(text) + 1) if text.isascii() and text.isdigit() and len(text) < 18 else text  # noqa: PLR2004
