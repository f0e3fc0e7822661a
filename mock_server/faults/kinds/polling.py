"""Faults of polling: answers that are healthy one by one, and tell an impossible story together.

The first time, the answer is the earlier one of a pair; from then on the later one. Both are made
from the same healthy body, so only one thing is wrong between them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mock_server.faults.kinds import polled_resources as things
from mock_server.faults.kinds.error_answers import error_answer
from mock_server.faults.model.fault import CheckId, Fault, FaultFunction, Kind, Settings
from mock_server.faults.model.healthy_exchange import NOW, HealthyExchange, rule_context
from mock_server.faults.model.response_plan import ResponsePlan, unchanged
from mock_server.faults.search.example_parameters import example_parameters
from mock_server.faults.search.healthy_bodies import healthy_bodies, json_media_type
from mock_server.faults.search.schema_places import Index, SchemaLocation, location_index
from mock_server.faults.search.search import broken_rules
from mock_server.http.negotiation import concrete_status
from openapi.contract import Contract, MediaType, Operation, Polling, Rule, Schema, Severity
from openapi.json.formats import is_date_time
from openapi.json.pointers import join, removed, resolve
from openapi.json.types import JSON
from openapi.rules.evaluation import RuleContext
from openapi.schema.validation import validator_for

FAMILY = "poll"
"""The first word of these faults' ids."""

Pair = tuple[JSON, JSON]
ChangeFunction = Callable[[str, JSON, SchemaLocation], tuple[things.Change, ...]]
"""Gives the changes that can be made to the value at a pointer and place."""

PairFactory = Callable[[JSON, str], tuple[Pair, ...]]
"""Gives earlier and later bodies, best first, from a healthy body and a pointer to its thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _FaultPair:
    """A pair that could be told, and what it breaks that its body does not."""

    name: str
    summary: str
    make: PairFactory
    broken: Mapping[str, Rule]
    is_valid: bool

    @property
    def caught_by(self) -> tuple[str, ...]:
        """The transition rules that must notice it."""
        return tuple(
            id_
            for id_, rule in self.broken.items()
            if rule.is_transition and rule.severity is Severity.ERROR
        )

    @property
    def is_noticed(self) -> bool:
        """Whether it is well-formed and a transition rule forbids it."""
        return self.is_valid and bool(self.caught_by)

    @property
    def collateral(self) -> int:
        """How many rules it breaks beside those that are meant."""
        return len(self.broken) - len(self.caught_by)


def polling_faults(contract: Contract, operation: Operation) -> tuple[Fault, ...]:
    """Return the faults of what an operation tells over time; none where nothing is polled."""
    success, polling = operation.success, operation.polling
    media = json_media_type(success)
    if polling is None or success is None or media is None or media.schema is None:
        return ()
    body = next(
        (
            body
            for body in healthy_bodies(contract, operation, success, media)
            if things.resource_pointer(body, polling) is not None
        ),
        None,
    )
    if body is None:
        return ()
    status = concrete_status(operation, success)
    context = rule_context(operation, example_parameters(operation), status, NOW)
    teller = _PairFinder(media, media.schema, polling, body, context)
    stories: dict[str, _FaultPair] = {}
    for story in teller.stories():
        stories.setdefault(story.name, story)
    return (
        *(_fault(operation, story) for story in stories.values()),
        _vanishing(operation),
    )


class _PairFinder:
    """Finds out which changes between two answers are forbidden."""

    def __init__(
        self, media: MediaType, schema: Schema, polling: Polling, body: JSON, context: RuleContext
    ) -> None:
        self._media = media
        self._polling = polling
        self._body = body
        self._start = things.resource_pointer(body, polling) or ""
        self._context = context
        self._index = location_index(schema)
        self._judge = validator_for(schema)

    def stories(self) -> Iterator[_FaultPair]:
        yield from self._reopening()
        for _, value, place in things.scalars(self._body, self._start, self._index):
            yield from self._about_scalar(value, place)
        for _, _, place in things.lists(self._body, self._start, self._index):
            story = self._story(
                f"item-vanishes.{place.name}",
                f"The last of {place.shown} is no longer there.",
                _vanish_item(place, self._index),
            )
            if story.caught_by:
                yield story
        yield from self._identity()

    def _reopening(self) -> Iterator[_FaultPair]:
        """Yield the reopening that breaks a rule if one does, and little else."""
        found = [
            self._story(
                "status-goes-back",
                f"{choice[0].shown} has a final value, and then another one.",
                _reopen(choice, self._index),
            )
            for choice in things.status_reversals(
                self._body, self._start, self._index, self._polling
            )
        ]
        valid = [story for story in found if story.is_valid]
        if valid:
            yield min(valid, key=lambda story: (not story.is_noticed, story.collateral))

    def _about_scalar(self, value: JSON, place: SchemaLocation) -> Iterator[_FaultPair]:
        is_moment = isinstance(value, str) and is_date_time(value)
        changes = self._moves(
            f"{'time' if is_moment else 'identity'}-changes.{place.name}",
            f"{place.shown} changes from one answer to the next.",
            place,
            things.increases,
        )
        falls = self._moves(
            f"{'time' if is_moment else 'counter'}-falls.{place.name}",
            f"{place.shown} goes back from one answer to the next.",
            place,
            things.decreases,
        )
        # What may not rise may not fall either: it may not change.
        found = [story for story in changes or falls if story.is_noticed]
        if found:
            yield min(found, key=lambda story: story.collateral)

    def _moves(
        self, name: str, summary: str, place: SchemaLocation, ways: ChangeFunction
    ) -> list[_FaultPair]:
        stories = (
            self._story(name, summary, _move(place, self._index, ways, number)) for number in (0, 1)
        )
        return [story for story in stories if story.is_noticed]

    def _identity(self) -> Iterator[_FaultPair]:
        place = things.identity_place(self._polling, self._index) if self._polling.key else None
        if place is not None:
            story = self._story(
                f"identity-changes.{place.name}",
                f"{place.shown} changes from one answer to the next.",
                _move(place, self._index, things.increases, 0),
            )
            if story.is_valid:
                yield story

    def _story(self, name: str, summary: str, make: PairFactory) -> _FaultPair:
        pair = next(iter(make(self._body, self._start)), ())
        before = broken_rules(self._media.rules, (self._body,), self._context)
        broken = (
            broken_rules(self._media.rules, pair, self._context, polling=self._polling)
            if pair
            else {}
        )
        return _FaultPair(
            name=name,
            summary=summary,
            make=make,
            broken={id_: rule for id_, rule in broken.items() if id_ not in before},
            is_valid=bool(pair) and all(map(self._judge.is_valid, pair)),
        )


def _fault(operation: Operation, story: _FaultPair) -> Fault:
    success = operation.success
    caught_by = story.caught_by or (CheckId.POLLING,)
    return Fault(
        id=f"{FAMILY}.{story.name}",
        kind=Kind.POLLING,
        summary=story.summary,
        apply=_spoil(story.make),
        api=operation.api,
        operation=operation.id,
        statuses=(success.status,) if success is not None else (),
        detected_by=caught_by,
        side_effects=tuple(id_ for id_ in story.broken if id_ not in caught_by),
        exchanges_needed=2,
    )


def _spoil(make: PairFactory) -> FaultFunction:
    def spoil(exchange: HealthyExchange, settings: Settings) -> ResponsePlan | None:  # noqa: ARG001
        polling, media = exchange.operation.polling, exchange.media_type
        if polling is None or media is None or media.schema is None or not exchange.is_success:
            return None
        body = exchange.first_body
        start = things.resource_pointer(body, polling)
        judge = validator_for(media.schema)
        for pair in make(body, start) if start is not None else ():
            # Not every pair can be told of every thing: a counter cannot fall below nothing.
            if all(map(judge.is_valid, pair)):
                return unchanged(exchange.with_body(pair[min(exchange.fire_count, 1)]))
        return None

    return spoil


def _vanishing(operation: Operation) -> Fault:
    def spoil(exchange: HealthyExchange, settings: Settings) -> ResponsePlan | None:  # noqa: ARG001
        polling = exchange.operation.polling
        if polling is None or not exchange.is_success:
            return None
        if exchange.fire_count == 0:
            return unchanged(exchange.answer)
        if not polling.key:
            return unchanged(error_answer(exchange, 404, "There is no such thing any more."))
        start = things.resource_pointer(exchange.body, polling)
        if start is None:
            return None
        return unchanged(exchange.with_body(removed(exchange.body, start)))

    success = operation.success
    return Fault(
        id=f"{FAMILY}.thing-vanishes",
        kind=Kind.POLLING,
        summary="What was answered once is not there any more.",
        apply=spoil,
        api=operation.api,
        operation=operation.id,
        statuses=(success.status,) if success is not None else (),
        detected_by=(CheckId.THING_VANISHES,),
        exchanges_needed=2,
    )


def _reopen(choice: tuple[SchemaLocation, JSON, JSON], index: Index) -> PairFactory:
    def make(body: JSON, start: str) -> tuple[Pair, ...]:
        pair = things.status_reversal(body, start, index, choice)
        return (pair,) if pair is not None else ()

    return make


def _move(place: SchemaLocation, index: Index, ways: ChangeFunction, preferred: int) -> PairFactory:
    def make(body: JSON, start: str) -> tuple[Pair, ...]:
        pointer = things.find_place(body, start, place, index)
        found = ways(pointer, resolve(body, pointer), place) if pointer is not None else ()
        ordered = (*found[preferred:], *found[:preferred])
        return tuple(change.pair(body) for change in ordered)

    return make


def _vanish_item(place: SchemaLocation, index: Index) -> PairFactory:
    def make(body: JSON, start: str) -> tuple[Pair, ...]:
        pointer = things.find_place(body, start, place, index)
        items = resolve(body, pointer) if pointer is not None else ()
        if not items:
            return ()
        return ((body, removed(body, join(pointer or "", len(items) - 1))),)

    return make
