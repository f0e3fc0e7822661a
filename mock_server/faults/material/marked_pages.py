"""Pages of a faulty list that lead to the next one by a cursor, in the body or in a header."""

from collections.abc import Mapping
from dataclasses import replace

from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.http.responses import PreparedResponse, header_bytes
from mock_server.scenarios.playing.link_writing import LinkBase, PageWindow
from mock_server.scenarios.playing.page_marks import page_format, page_headers, page_positions
from mock_server.scenarios.playing.requested_page import requested_page
from openapi.contract import Pagination
from openapi.json.pointers import lookup, with_value
from openapi.json.types import JSON


def marked_answer(
    exchange: HealthyExchange, body: JSON, window: PageWindow, *, is_endless: bool
) -> PreparedResponse:
    """Return the answer with a page that leads to the next one.

    The window is its place in the list; of an endless list, the last page leads to the first one.
    """
    paging = exchange.operation.pagination
    if paging is None:
        return exchange.with_body(body)
    shape = page_format(exchange.operation, exchange.media_type, body)
    positions = dict(page_positions(paging, window, shape.cursor))
    is_led_back = is_endless and positions["next"] is None
    if is_led_back:
        positions["next"] = positions["first"]
    if paging.next:
        body = shape.with_next(body, paging.next, positions["next"])
    if paging.links and is_led_back:
        body = _with_next_link(body, paging)
    limit = requested_page(paging, exchange.parameters.query).limit
    urls = LinkBase(url=_url_in(body, paging), limit=limit).urls(paging, positions)
    body = shape.with_urls(body, paging, urls)
    return _with_headers(
        exchange.with_body(body), paging, dict(page_headers(paging, positions, urls))
    )


def _url_in(body: JSON, paging: Pagination) -> str:
    """Return the URL of the list, as the healthy page has it; empty if it has none."""
    for pointer in paging.urls.values():
        url = lookup(body, pointer)
        if isinstance(url, str):
            return url.partition("?")[0]
    return ""


def _with_next_link(body: JSON, paging: Pagination) -> JSON:
    """Return a page whose link to the next page is that to the first one."""
    links = lookup(body, paging.links)
    if not isinstance(links, Mapping) or not links.get("first"):
        return body
    return with_value(body, paging.links, {**links, "next": links["first"]})


def _with_headers(
    answer: PreparedResponse, paging: Pagination, headers: Mapping[str, str]
) -> PreparedResponse:
    own = {paging.next_header.encode("latin-1", "replace")}
    own |= {b"link"} if paging.has_link_header else set()
    kept = tuple(pair for pair in answer.headers if pair[0] not in own)
    added = tuple(
        (name.encode("latin-1", "replace"), header_bytes(text)) for name, text in headers.items()
    )
    return replace(answer, headers=(*kept, *added))
