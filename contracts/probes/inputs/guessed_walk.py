"""Requests a few pages of a list that has no `x-pagination`, if it seems to be paged.

A short page, the one after it, and a long one with the items of both: three or four requests. Where
a cursor leads to the next page, the longest pages are followed as well. Only if pages contradict
each other, they are requested again and again, since nothing is documented.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from contracts.http.messages.bodies import json_of_success
from contracts.http.messages.exchange import Purpose, Request
from contracts.http.requests.building import RequestValues
from contracts.http.requests.documented import first_values
from contracts.observations.paging.guessed_pages import (
    SHORT,
    TIMES,
    GuessedPage,
    identities,
    position_after,
    suspicion,
)
from contracts.observations.paging.next_pages import next_page
from contracts.observations.paging.pages import LARGEST, read_items
from contracts.probes.inputs import limitless_walk
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Location, PageKind
from openapi.json.types import JSON
from openapi.schema.paging.guess import GuessedPaging, guess_from_answer
from openapi.schema.paging.parameters import PageParameters, page_parameters, without_limit

MAX_FOLLOWED = 10  # pages to which cursors lead, one after the other
LONGEST_LIMIT = 10_000  # the largest limit that is sent to see whether it has an effect


def run(context: ProbeContext) -> None:
    """Request pages of one operation's list; without parameters of a page send no request."""
    parameters = page_parameters(context.operation)
    if parameters is None:
        limitless = without_limit(context.operation)
        if limitless is not None:
            limitless_walk.run(context, limitless)
        return
    base = first_values(context.operation, context.credentials)
    walk = _Walk(context, parameters, base)
    length = walk.short_length()
    if length is not None:
        walk.until_sure(lambda: walk.round(length))
    if parameters.kind is PageKind.CURSOR and parameters.position and walk.paging is not None:
        walk.until_sure(walk.chain)


@dataclass(slots=True)
class _Walk:
    """Requests pages of one list, and keeps them."""

    context: ProbeContext
    parameters: PageParameters
    base: RequestValues  # the documented request
    pages: list[GuessedPage] = field(default_factory=list)
    paging: GuessedPaging | None = None  # what the first answer shows

    def until_sure(self, ask: Callable[[], None]) -> None:
        """Request pages once; if they contradict each other, as often as it takes to be sure."""
        ask()
        has_ids = self.paging is not None and bool(self.paging.pagination.key)
        if suspicion(self.pages, self.parameters, times=1, has_ids=has_ids) is None:
            return
        for _ in range(TIMES - 1):
            ask()

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
            self._follow(first, 1)
        else:
            for position in _positions(length, parameters):
                self.ask(position, length, "the next short page")
        self.ask(parameters.start, _double(length, parameters), "a long page again")

    def chain(self) -> None:
        """Request the longest page, and follow its cursors until there is none, or a page again."""
        longest = _longest(self.parameters)
        page = self.ask(self.parameters.start, longest, "the longest page")
        seen: list[tuple[str, ...]] = []
        while page is not None and page.keys and page.keys not in seen:
            seen.append(page.keys)
            page = self._follow(page, len(seen)) if len(seen) <= MAX_FOLLOWED else None

    def ask(self, position: JSON, limit: int, note: str) -> GuessedPage | None:
        """Request a page and keep it; None if the answer is no page."""
        return self._send(self.request(position, limit), position, limit, note)

    def request(self, position: JSON, limit: int) -> Request:
        """Return the request for a page; a position that is None is not sent."""
        asked = {self.parameters.position: position, self.parameters.limit: limit}
        given = {(Location.QUERY, name): v for name, v in asked.items() if v is not None and name}
        kept = {k: v for k, v in self.base.given.items() if k[1] not in asked}
        return self.context.request(replace(self.base, given={**kept, **given}))

    def _send(
        self, request: Request, position: JSON, limit: int, note: str, twin: int = 0
    ) -> GuessedPage | None:
        exchange = self.context.send(request, Purpose.PAGE, note, twin=twin)
        if self.paging is None:
            self.paging = guess_from_answer(
                self.context.operation, json_of_success(exchange.answer)
            )
        if self.paging is None:
            return None
        items = read_items(self.paging.pagination, exchange.answer)
        if items is None:
            return None
        keys = identities(items, self.paging.pagination.key)
        page = GuessedPage(position=position, limit=limit, keys=keys, number=exchange.number)
        self.pages.append(page)
        return page

    def _follow(self, page: GuessedPage, depth: int) -> GuessedPage | None:
        """Request the page to which the last answer leads; `depth` cursors lead to it."""
        exchange = self.context.recorder.exchanges[-1]
        if self.paging is None or exchange.number != page.number:
            return None
        found = next_page(self.paging.pagination, exchange, json_of_success(exchange.answer))
        if found is None or not found.target:
            return None
        request, note = replace(exchange.request, target=found.target), "the page that is next"
        return self._send(request, position_after(depth), page.limit, note, twin=page.number)


def _lengths(parameters: PageParameters) -> Iterator[int]:
    """Yield lengths of short pages, of which twice as long ones are allowed, too."""
    if parameters.lengths:
        yield from (n for n in parameters.lengths[:1] if n > 0)
        return
    for length in dict.fromkeys((max(SHORT, parameters.least), parameters.least)):
        if parameters.allows(2 * length):
            yield length


def _longest(parameters: PageParameters) -> int:
    """Return the length of a page of which few make the whole list."""
    if parameters.lengths:
        return parameters.lengths[-1]
    return max(min(parameters.most or LARGEST, LARGEST), parameters.least)


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
