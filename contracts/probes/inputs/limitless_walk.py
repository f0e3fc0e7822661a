"""Walks a list that seems to be paged, and has no parameter for the length of a page.

Page after page, by the number or by the cursor of the answer. Only if an item comes twice, all is
walked again and again, since nothing is documented.
"""

from dataclasses import replace

from contracts.http.messages.bodies import json_of_success
from contracts.http.messages.exchange import Exchange, Purpose, Request
from contracts.http.requests.documented import first_values
from contracts.observations.paging.guessed_pages import (
    TIMES,
    GuessedPage,
    identities,
    position_after,
)
from contracts.observations.paging.next_pages import next_page
from contracts.observations.paging.pages import read_items
from contracts.observations.paging.whole_walks import MAX_PAGES, repeated_item
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Location, PageKind
from openapi.json.types import JSON
from openapi.schema.paging.guess import GuessedPaging, guess_from_answer
from openapi.schema.paging.parameters import PageParameters


def run(context: ProbeContext, parameters: PageParameters) -> None:
    """Walk the list of one operation; send one request if its items have no ids."""
    walk = _Walk(context, parameters)
    walk.once()
    if repeated_item(walk.pages, parameters, times=1) is not None:
        for _ in range(TIMES - 1):
            walk.once()


class _Walk:
    def __init__(self, context: ProbeContext, parameters: PageParameters) -> None:
        self._context = context
        self._parameters = parameters
        self._paging: GuessedPaging | None = None
        self.pages: list[GuessedPage] = []

    def once(self) -> None:
        """Request the first page, and those after it."""
        start = self._parameters.start
        exchange = self._ask(self._request(start), start)
        before: tuple[str, ...] = ()
        for number in range((start or 0) + 1, MAX_PAGES + 1):
            page = self._page_of(exchange)
            # A server may answer its last page for every later number.
            if page is None or not page.keys or (page.keys == before and number > 2):  # noqa: PLR2004 - page=1 may be the first page
                return
            before = page.keys
            if self._parameters.kind is not PageKind.CURSOR:
                exchange = self._ask(self._request(number), number)
            elif (request := self._next(exchange)) is not None:
                exchange = self._ask(request, position_after(number), twin=exchange.number)
            else:
                return

    def _request(self, position: JSON) -> Request:
        base = first_values(self._context.operation, self._context.credentials)
        key = (Location.QUERY, self._parameters.position)
        given = {k: v for k, v in base.given.items() if k != key}
        given |= {} if position is None else {key: position}
        return self._context.request(replace(base, given=given))

    def _ask(self, request: Request, position: JSON, twin: int = 0) -> Exchange:
        exchange = self._context.send(request, Purpose.PAGE, "page after page", twin=twin)
        operation, body = self._context.operation, json_of_success(exchange.answer)
        if self._paging is None:
            self._paging = guess_from_answer(operation, body, self._parameters)
        paging = self._paging.pagination if self._paging is not None else None
        items = read_items(paging, exchange.answer) if paging and paging.key else None
        if paging is not None and items is not None:
            keys = identities(items, paging.key)
            self.pages.append(
                GuessedPage(position=position, limit=0, keys=keys, number=exchange.number)
            )
        return exchange

    def _page_of(self, exchange: Exchange) -> GuessedPage | None:
        last = self.pages[-1] if self.pages else None
        return last if last is not None and last.number == exchange.number else None

    def _next(self, exchange: Exchange) -> Request | None:
        if self._paging is None:
            return None
        body = json_of_success(exchange.answer)
        found = next_page(self._paging.pagination, exchange, body)
        is_found = found is not None and found.target
        return replace(exchange.request, target=found.target) if found and is_found else None
