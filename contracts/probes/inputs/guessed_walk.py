"""Requests a few pages of a list that has no `x-pagination`, if it seems to be paged.

A short page, the one after it, and a long one with the items of both: three or four requests. Only
if they contradict each other, they are sent again and again, since nothing is documented.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from contracts.http.messages.exchange import Exchange, Purpose, Request
from contracts.http.requests.building import RequestValues, build_request
from contracts.http.requests.documented import first_values
from contracts.observations.paging.guessed_pages import (
    NEXT,
    SHORT,
    TIMES,
    GuessedPage,
    identities,
    suspicion,
)
from contracts.observations.paging.next_pages import next_page
from contracts.observations.paging.pages import read_items
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Location, PageKind
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON
from openapi.schema.paging.guess import GuessedPaging, guess_from_answer
from openapi.schema.paging.parameters import PageParameters, page_parameters

LONGEST_LIMIT = 10_000  # the largest limit that is sent to see whether it has an effect


def run(context: ProbeContext) -> None:
    """Request pages of one operation's list; without parameters of a page send no request."""
    parameters = page_parameters(context.operation)
    if parameters is None:
        return
    base = first_values(context.operation, context.credentials)
    walk = _Walk(context, parameters, base)
    length = walk.short_length()
    if length is None:
        return
    walk.round(length)
    if suspicion(walk.pages, parameters, times=1) is None:
        return
    for _ in range(TIMES - 1):
        walk.round(length)


@dataclass(slots=True)
class _Walk:
    """Requests pages of one list, and keeps them."""

    context: ProbeContext
    parameters: PageParameters
    base: RequestValues  # the documented request
    pages: list[GuessedPage] = field(default_factory=list)
    paging: GuessedPaging | None = None  # what the first answer shows

    def short_length(self) -> int | None:
        """Return how many items the short pages have; None if the list has too few of them."""
        for length in _lengths(self.parameters):
            page = self.ask(self.parameters.start, _double(length, self.parameters), "a long page")
            if page is None:
                return None
            if len(page.keys) >= 2 * length:
                return length
        return None

    def round(self, length: int) -> None:
        """Request the short page, those after it, and the long one."""
        parameters = self.parameters
        first = self.ask(parameters.start, length, "a short page")
        if first is None:
            return
        if len(first.keys) > length:
            more = len(first.keys) + 1
            if parameters.allows(more) and more <= LONGEST_LIMIT:
                self.ask(parameters.start, more, "one item more than came")
        elif parameters.kind is PageKind.CURSOR:
            self._follow(first, length)
        else:
            for position in _positions(length, parameters):
                self.ask(position, length, "the next short page")
        self.ask(parameters.start, _double(length, parameters), "a long page again")

    def ask(self, position: JSON, limit: int, note: str) -> GuessedPage | None:
        """Request a page and keep it; None if the answer is no page."""
        return self._send(self.request(position, limit), position, limit, note)

    def request(self, position: JSON, limit: int) -> Request:
        """Return the request for a page; a position that is None is not sent."""
        asked = {self.parameters.position: position, self.parameters.limit: limit}
        given = {(Location.QUERY, name): v for name, v in asked.items() if v is not None and name}
        kept = {k: v for k, v in self.base.given.items() if k[1] not in asked}
        values = replace(self.base, given={**kept, **given})
        context = self.context
        return build_request(context.operation, values, context.target, context.credentials)

    def _send(self, request: Request, position: JSON, limit: int, note: str) -> GuessedPage | None:
        exchange = self.context.send(request, Purpose.PAGE, note)
        if self.paging is None:
            self.paging = guess_from_answer(self.context.operation, _body(exchange))
        if self.paging is None:
            return None
        items = read_items(self.paging.pagination, exchange.response)
        if items is None:
            return None
        keys = identities(items, self.paging.pagination.key)
        page = GuessedPage(position=position, limit=limit, keys=keys, number=exchange.number)
        self.pages.append(page)
        return page

    def _follow(self, first: GuessedPage, limit: int) -> None:
        """Request the page to which the last answer leads."""
        exchange = self.context.recorder.exchanges[-1]
        if self.paging is None or exchange.response is None or exchange.number != first.number:
            return
        found = next_page(
            self.paging.pagination, exchange.request, exchange.response, _body(exchange)
        )
        if found is not None and found.target:
            request = replace(exchange.request, target=found.target)
            self._send(request, NEXT, limit, "the page to which the short one leads")


def _lengths(parameters: PageParameters) -> Iterator[int]:
    """Yield lengths of short pages, of which twice as long ones are allowed, too."""
    if parameters.lengths:
        yield from (n for n in parameters.lengths[:1] if n > 0)
        return
    for length in dict.fromkeys((max(SHORT, parameters.least), parameters.least)):
        if parameters.allows(2 * length):
            yield length


def _double(length: int, parameters: PageParameters) -> int:
    """Return the length of a page with the items of two."""
    longer = (each for each in parameters.lengths if each >= 2 * length)
    return next(longer, 2 * length)


def _positions(length: int, parameters: PageParameters) -> Iterator[int]:
    """Yield the positions of the next page; of the next two if the first number is not known."""
    if not parameters.position:
        return
    if parameters.kind is PageKind.OFFSET:
        yield length
    elif parameters.first_page is not None:
        yield parameters.first_page + 1
    else:
        yield from (1, 2)


def _body(exchange: Exchange) -> JSON:
    response = exchange.response
    if response is None or response.status // 100 != 2 or response.unread_reason:  # noqa: PLR2004 - success
        return None
    try:
        return parse_json(response.body)
    except JsonError:
        return None
