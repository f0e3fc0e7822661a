"""Faults of polling: two answers that are valid one by one, and contradict each other.

The first answer about a resource is the earlier one of a pair, all further ones are the later one.
Both are made from the same healthy body, so that they differ in one value only.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mock_server.faults.material import polled_resources as resources
from mock_server.faults.model.fault import AnswerChange, CheckId, Fault, FaultKind, success_fault
from mock_server.faults.model.healthy_exchange import (
    NOW,
    HealthyExchange,
    error_answer,
    rule_context,
)
from mock_server.faults.search.healthy_bodies import (
    example_parameters,
    healthy_bodies,
    json_media_type,
)
from mock_server.faults.search.schema_places import Index, SchemaLocation, location_index
from mock_server.faults.search.search import broken_rules
from mock_server.http.negotiation import concrete_status
from mock_server.http.responses import PreparedResponse
from openapi.contract import Contract, MediaType, Operation, Polling, Rule, Schema, Severity
from openapi.json.formats import is_date_time
from openapi.json.pointers import join, removed, resolve
from openapi.json.types import JSON
from openapi.rules.evaluation import RuleContext, RuleResultCache
from openapi.schema.validation import validator_for

FAMILY = "poll"  # the first word of these faults' ids

Pair = tuple[JSON, JSON]  # an earlier and a later body

ChangeFunction = Callable[[str, JSON, SchemaLocation], tuple[resources.ValueChange, ...]]
"""Returns the possible changes of a value, from its pointer, the value and its location."""

PairFactory = Callable[[JSON, str], tuple[Pair, ...]]  # best first; from a body and its resource


@dataclass(frozen=True, slots=True, kw_only=True)
class _FaultPair:
    """A candidate for a fault: a pair of bodies and the rules that only the pair violates."""

    name: str
    summary: str
    make: PairFactory
    broken: Mapping[str, Rule]
    is_valid: bool

    @property
    def detected_by(self) -> tuple[str, ...]:
        """The transition rules that must report it."""
        return tuple(
            id_
            for id_, rule in self.broken.items()
            if rule.is_transition and rule.severity is Severity.ERROR
        )

    @property
    def is_detected(self) -> bool:
        """Whether both bodies keep the schema and a transition rule forbids the pair."""
        return self.is_valid and bool(self.detected_by)

    @property
    def side_effects(self) -> tuple[str, ...]:
        """The other rules that it breaks."""
        return tuple(id_ for id_ in self.broken if id_ not in self.detected_by)


def polling_faults(contract: Contract, operation: Operation) -> tuple[Fault, ...]:
    """Return the faults of an operation's successive answers; none if it is not polled."""
    success, polling = operation.success, operation.polling
    media = json_media_type(success)
    if polling is None or success is None or media is None or media.schema is None:
        return ()
    body = next(
        (
            body
            for body in healthy_bodies(contract, operation, success, media)
            if resources.resource_pointer(body, polling) is not None
        ),
        None,
    )
    if body is None:
        return ()
    status = concrete_status(operation, success)
    context = rule_context(operation, example_parameters(operation), status, NOW)
    unique: dict[str, _FaultPair] = {}
    for pair in _PairFinder(media, media.schema, polling, body, context).pairs():
        unique.setdefault(pair.name, pair)
    return (*(_fault(operation, pair) for pair in unique.values()), _vanishing(operation))


class _PairFinder:
    """Finds the changes between two answers that the rules forbid."""

    def __init__(
        self, media: MediaType, schema: Schema, polling: Polling, body: JSON, context: RuleContext
    ) -> None:
        self._media = media
        self._polling = polling
        self._body = body
        self._start = resources.resource_pointer(body, polling) or ""
        self._context = context
        self._index = location_index(schema)
        self._validator = validator_for(schema)
        # The bodies of the pairs are alike: most values in them were judged before.
        self._memory = RuleResultCache()
        self._before = self._broken((body,))

    def pairs(self) -> Iterator[_FaultPair]:
        """Yield a pair for each fault; some have the same name, then the first is the best."""
        yield from self._status_reversal()
        for _, value, place in resources.scalars(self._body, self._start, self._index):
            yield from self._scalar(value, place)
        for _, _, place in resources.lists(self._body, self._start, self._index):
            pair = self._pair(
                f"item-vanishes.{place.name}",
                f"The last item of {place.shown} vanishes.",
                _remove_item(place, self._index),
            )
            if pair.detected_by:
                yield pair
        yield from self._identity()

    def _status_reversal(self) -> Iterator[_FaultPair]:
        """Yield the reopening of an ended resource that has the fewest side effects."""
        found = [
            self._pair(
                "status-goes-back",
                f"{choice[0].shown} has a final value, and then another one.",
                _reopen(choice, self._index),
            )
            for choice in resources.status_reversals(
                self._body, self._start, self._index, self._polling
            )
        ]
        valid = [pair for pair in found if pair.is_valid]
        if valid:
            yield min(valid, key=lambda pair: (not pair.is_detected, len(pair.side_effects)))

    def _scalar(self, value: JSON, place: SchemaLocation) -> Iterator[_FaultPair]:
        is_time = isinstance(value, str) and is_date_time(value)
        increases = self._changes(
            f"{'time' if is_time else 'identity'}-changes.{place.name}",
            f"{place.shown} changes from one answer to the next.",
            place,
            resources.increases,
        )
        decreases = self._changes(
            f"{'time' if is_time else 'counter'}-falls.{place.name}",
            f"{place.shown} decreases from one answer to the next.",
            place,
            resources.decreases,
        )
        # If a rule forbids the increase, the value must not change at all, so that a decrease
        # would be the same fault.
        found = increases or decreases
        if found:
            yield min(found, key=lambda pair: len(pair.side_effects))

    def _changes(
        self, name: str, summary: str, place: SchemaLocation, function: ChangeFunction
    ) -> list[_FaultPair]:
        pairs = (
            self._pair(name, summary, _change(place, self._index, function, first))
            for first in (0, 1)
        )
        return [pair for pair in pairs if pair.is_detected]

    def _identity(self) -> Iterator[_FaultPair]:
        place = (
            resources.identity_location(self._polling, self._index) if self._polling.key else None
        )
        if place is not None:
            pair = self._pair(
                f"identity-changes.{place.name}",
                f"{place.shown} changes from one answer to the next.",
                _change(place, self._index, resources.increases, 0),
            )
            if pair.is_valid:
                yield pair

    def _pair(self, name: str, summary: str, make: PairFactory) -> _FaultPair:
        pair = next(iter(make(self._body, self._start)), ())
        broken = self._broken(pair) if pair else {}
        return _FaultPair(
            name=name,
            summary=summary,
            make=make,
            broken={id_: rule for id_, rule in broken.items() if id_ not in self._before},
            is_valid=bool(pair) and all(map(self._validator.is_valid, pair)),
        )

    def _broken(self, bodies: tuple[JSON, ...]) -> Mapping[str, Rule]:
        return broken_rules(
            self._media.rules,
            bodies,
            self._context,
            polling=self._polling,
            memory=self._memory,
        )


def _fault(operation: Operation, pair: _FaultPair) -> Fault:
    return success_fault(
        operation,
        f"{FAMILY}.{pair.name}",
        FaultKind.POLLING,
        pair.summary,
        _answer_with(pair.make),
        detected_by=pair.detected_by or (CheckId.POLLING,),
        side_effects=pair.side_effects,
        exchanges_needed=2,
    )


def _answer_with(make: PairFactory) -> AnswerChange:
    def change(exchange: HealthyExchange) -> PreparedResponse | None:
        polling, media = exchange.operation.polling, exchange.media_type
        if polling is None or media is None or media.schema is None:
            return None
        body = exchange.first_body
        start = resources.resource_pointer(body, polling)
        validator = validator_for(media.schema)
        for pair in make(body, start) if start is not None else ():
            # Not every pair is valid for every body: a counter of 0 cannot decrease.
            if all(map(validator.is_valid, pair)):
                return exchange.with_body(pair[min(exchange.fire_count, 1)])
        return None

    return change


def _vanishing(operation: Operation) -> Fault:
    def change(exchange: HealthyExchange) -> PreparedResponse | None:
        polling = exchange.operation.polling
        if polling is None:
            return None
        if exchange.fire_count == 0:
            return exchange.answer
        if not polling.key:
            return error_answer(exchange, 404, "This resource no longer exists.")
        start = resources.resource_pointer(exchange.body, polling)
        return None if start is None else exchange.with_body(removed(exchange.body, start))

    return success_fault(
        operation,
        f"{FAMILY}.thing-vanishes",
        FaultKind.POLLING,
        "A resource that was answered before does not exist any more.",
        change,
        detected_by=(CheckId.THING_VANISHES,),
        exchanges_needed=2,
    )


def _reopen(choice: tuple[SchemaLocation, JSON, JSON], index: Index) -> PairFactory:
    def make(body: JSON, start: str) -> tuple[Pair, ...]:
        pair = resources.status_reversal(body, start, index, choice)
        return (pair,) if pair is not None else ()

    return make


def _change(
    place: SchemaLocation, index: Index, function: ChangeFunction, first: int
) -> PairFactory:
    """Return a factory of the changes by `function`, beginning with the one at index `first`."""

    def make(body: JSON, start: str) -> tuple[Pair, ...]:
        pointer = resources.find_location(body, start, place, index)
        found = function(pointer, resolve(body, pointer), place) if pointer is not None else ()
        return tuple(change.pair(body) for change in (*found[first:], *found[:first]))

    return make


def _remove_item(place: SchemaLocation, index: Index) -> PairFactory:
    def make(body: JSON, start: str) -> tuple[Pair, ...]:
        pointer = resources.find_location(body, start, place, index)
        items = resolve(body, pointer) if pointer is not None else ()
        if not items:
            return ()
        return ((body, removed(body, join(pointer or "", len(items) - 1))),)

    return make
