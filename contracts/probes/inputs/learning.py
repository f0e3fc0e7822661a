"""Finds values that exist on the server: rows of a data file, or what its own answers show.

Values that do not exist prove nothing: every probe would get a 404.
The documented values stay first: only if they are answered with a refusal, ids are taken from the
operation that lists the resources, and tried. Links of the document are followed in any case.
Values that were learned are sent in requests that read only, unless unsafe ones are allowed.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice

from contracts.http.client.connection import InvalidRequest
from contracts.http.client.transport import RequestNotAllowed
from contracts.http.messages.exchange import Exchange, Purpose
from contracts.http.requests.building import UncomposableError
from contracts.http.requests.documented import is_success_of
from contracts.http.requests.known_values import using
from contracts.http.requests.rows import Row
from contracts.observations.learning.learned_rows import (
    collection_of,
    linked_operation,
    rows_from_links,
    rows_from_list,
)
from contracts.observations.observer import Observer
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Contract, Location, Operation

MAX_TRIED = 6  # learned values that are tried for one operation
MAX_FOLLOWED = 3  # different values with which one operation is requested because of links

UNKNOWN = frozenset({400, 404, 410, 422})
"""Statuses that may mean that a value does not exist on the server."""

_ERRORS = (UncomposableError, RequestNotAllowed, InvalidRequest)


class Learner:
    """Finds values for the operations of one API, each once."""

    def __init__(
        self,
        contract: Contract,
        observer: Observer,
        context_of: Callable[[Operation], ProbeContext],
    ) -> None:
        """Begin without anything learned.

        `context_of` returns the input of probes of an operation.
        """
        self._contract = contract
        self._observer = observer
        self._context_of = context_of
        self._found: dict[str, ProbeContext] = {}
        self._has_links_to = {
            operation.id
            for source in contract.operations
            for response in source.responses
            for link in response.links
            if (operation := linked_operation(link, contract)) is not None
        }

    def settled(self, context: ProbeContext) -> ProbeContext:
        """Return the context of an operation with values in use that exist, if any are known.

        Raises:
            BudgetExhausted: A budget is used up.
        """
        operation = context.operation
        if operation.id not in self._found:
            self._found[operation.id] = context  # A circle of operations ends here.
            self._found[operation.id] = self._settle(context)
        return self._found[operation.id]

    def follow_links(self, context: ProbeContext) -> None:
        """Request an operation with the values of the links to it in all answers so far.

        Raises:
            BudgetExhausted: A budget is used up.
        """
        operation = context.operation
        if operation.id not in self._has_links_to:
            return
        if not (operation.is_safe or context.is_unsafe):
            return
        settled = self.settled(context)
        for row in islice(self._linked(context).get(operation.id, {}).values(), MAX_FOLLOWED):
            with suppress(*_ERRORS):
                _send(_with_row(settled, row), row)

    def _settle(self, context: ProbeContext) -> ProbeContext:
        operation, credentials = context.operation, context.credentials
        if credentials.rows:
            return _with_first_found(context, credentials.rows) if operation.is_safe else context
        if not self._is_open(context):
            return context
        if operation.method != "GET":
            return self._as_its_get(context)
        has_source = collection_of(operation, self._contract) or operation.id in self._has_links_to
        if not has_source or not self._is_unknown(context):
            return context
        return _with_first_found(context, islice(self._candidates(context), MAX_TRIED))

    def _is_open(self, context: ProbeContext) -> bool:
        """Whether a path parameter has neither a live nor a known value."""
        credentials = context.credentials
        return any(
            parameter.name not in credentials.known
            and (parameter.location, parameter.name) not in credentials.parameters
            for parameter in context.operation.parameters
            if parameter.location is Location.PATH
        )

    def _as_its_get(self, context: ProbeContext) -> ProbeContext:
        """Return the context with the row that is in use for the GET of the same path."""
        path = context.operation.path
        same = (o for o in self._contract.operations if o.method == "GET" and o.path == path)
        get = next(same, None)
        row = self.settled(self._context_of(get)).credentials.row if get else None
        return _with_row(context, row) if row and row.is_learned else context

    def _is_unknown(self, context: ProbeContext) -> bool:
        """Whether the documented request is refused as one for what does not exist."""
        try:
            exchange = self._answer_of(context, is_success_needed=False) or _send(context)
        except UncomposableError:
            return True
        except (RequestNotAllowed, InvalidRequest):
            return False
        return exchange.status in UNKNOWN

    def _answer_of(self, context: ProbeContext, *, is_success_needed: bool) -> Exchange | None:
        """Return an answer of an operation to a documented request, if there was one."""
        operation = context.operation
        return next(
            (
                each
                for each in context.recorder.exchanges
                if each.operation == operation.id
                and each.purpose is Purpose.DOCUMENTED
                and (not is_success_needed or is_success_of(operation, each))
            ),
            None,
        )

    def _candidates(self, context: ProbeContext) -> Iterator[Row]:
        found = collection_of(context.operation, self._contract)
        seen: list[dict[str, str]] = []
        linked = self._linked(context).get(context.operation.id, {})
        for row in chain(linked.values(), self._listed(context, found)):
            if row.values not in seen:
                seen.append(dict(row.values))
                yield row

    def _listed(self, context: ProbeContext, found: tuple[Operation, str] | None) -> Iterator[Row]:
        """Yield what the list of an operation's resources gives; it is requested if need be."""
        if found is None:
            return
        source = self.settled(self._context_of(found[0]))
        exchange = self._answer_of(source, is_success_needed=True)
        if exchange is None:
            with suppress(*_ERRORS):
                exchange = _send(source)
        if exchange is not None:
            seen = self._observer.observe(exchange)
            yield from rows_from_list(seen, context.operation, found[1])

    def _linked(self, context: ProbeContext) -> dict[str, dict[tuple[str, ...], Row]]:
        """Return what the answers so far give by their links, by id of the operation."""
        with_links = {
            operation.id
            for operation in self._contract.operations
            if any(response.links for response in operation.responses)
        }
        found: dict[str, dict[tuple[str, ...], Row]] = {}
        for exchange in context.recorder.exchanges if with_links else ():
            if exchange.operation in with_links and exchange.purpose is Purpose.DOCUMENTED:
                for operation, row in rows_from_links(self._observer.observe(exchange)):
                    key = tuple(f"{name}={value}" for name, value in row.values.items())
                    found.setdefault(operation.id, {}).setdefault(key, row)
        return found


def _with_first_found(context: ProbeContext, rows: Iterable[Row]) -> ProbeContext:
    """Return the context with the first row in use that is answered with a success.

    Without any success it is unchanged: a first row of a data file stays in use, and the probe of
    the documented requests sends the others.
    """
    for row in rows:
        chosen = _with_row(context, row)
        with suppress(*_ERRORS):
            if is_success_of(context.operation, _send(chosen, row)):
                return chosen
    return context


def _with_row(context: ProbeContext, row: Row) -> ProbeContext:
    return replace(context, credentials=using(context.credentials, row))


def _send(context: ProbeContext, row: Row | None = None) -> Exchange:
    """Send the first documented request, with a row in use or as documented."""
    if row is not None:
        return context.send_row(row, context.request())
    return context.send(context.request(), Purpose.DOCUMENTED, "the first documented request")
