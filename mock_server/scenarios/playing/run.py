"""A world: what a scenario answers, computed from seed, identity, start and now.

Nothing about a job is stored. What is kept is finished bytes, each with the time for which they
hold; forgetting them changes nothing but the work to be done.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.model.scenario import ListScenario, ResourceScenario, Scenario, Snapshot
from mock_server.scenarios.model.timeline import Keyframe, Series
from mock_server.scenarios.playing.envelope import Envelope, link_format, list_plan
from mock_server.scenarios.playing.page_links import PageWindow, link_template
from mock_server.scenarios.playing.record_list import Dataset, Record
from mock_server.scenarios.templates.random_values import SeededValues, identity_text
from mock_server.scenarios.templates.scope import Scope, ValidUntil
from openapi.contract import Location, Operation
from openapi.json.parsing import dump_json, parse_json
from openapi.json.types import JSON

MAX_REMEMBERED = 256
"""Identities whose last answer is kept as bytes."""

MAX_REMEMBERED_BYTES = 8 * 1024 * 1024
"""Of these answers, of one scenario run."""

_OVERHEAD = 1024
"""What a scenario run, or an answer of it, takes beside its bytes, roughly."""


class ScenarioRun:
    """One scenario with a seed and a start."""

    def __init__(
        self, scenario: Scenario, *, start: float, seed: int = 0, page_size: int | None = None
    ) -> None:
        """Begin a world.

        Args:
            scenario: What is played.
            start: When it begins, in seconds since 1970.
            seed: Another one gives other jobs.
            page_size: Records on a page when no limit is sent, in place of the contract's.
        """
        self.scenario = scenario
        self.seed = seed
        self.page_size = page_size
        self._start_us = round(start * 1_000_000)
        self._remembered: OrderedDict[str, tuple[int, int | None, Snapshot]] = OrderedDict()
        self._remembered_size = 0
        self._datasets: OrderedDict[str, Dataset] = OrderedDict()

    @property
    def is_still(self) -> bool:
        """Whether its answers depend neither on the start nor on the moment."""
        return self.scenario.plan.is_constant

    def elapsed(self, now: float) -> int:
        """Return the milliseconds since the start, at the last tick; 0 before the start."""
        tick = self.scenario.tick
        return max(round(now * 1_000_000) - self._start_us, 0) // 1000 // tick * tick

    def time_after(self, elapsed: int) -> float:
        """Return when `elapsed` milliseconds have passed, in seconds since 1970."""
        return (self._start_us + elapsed * 1000) / 1_000_000

    def answer(self, identity: Mapping[str, JSON], now: float) -> Snapshot:
        """Return what an operation that answers with one thing says.

        Args:
            identity: The request's parameters by name; those that do not name the thing are
                ignored.
            now: Seconds since 1970.

        Raises:
            ScenarioError: The scenario is about a list.
        """
        plan = self.scenario.plan
        if not isinstance(plan, ResourceScenario):
            raise ScenarioError(f"scenario {self.scenario.name!r} is about a list")
        named = identity_of(self.scenario.operation, identity)
        elapsed = self.elapsed(now)
        key = identity_text(named)
        remembered = self._remembered.get(key)
        if remembered is not None:
            since, until, moment = remembered
            if since <= elapsed and (until is None or elapsed < until):
                return moment
        scope = self._scope(named, key, elapsed)
        moment = self._single(plan, named, scope)
        self._remember(key, (elapsed, self._round_up_to_tick(scope.horizon.until), moment))
        return moment

    @property
    def size(self) -> int:
        """Bytes that are kept, roughly; lists that stand still are shared, and not counted."""
        own = 0 if self.is_still else sum(each.size for each in self._datasets.values())
        return _OVERHEAD + self._remembered_size + own

    def _remember(self, key: str, entry: tuple[int, int | None, Snapshot]) -> None:
        before = self._remembered.pop(key, None)
        self._remembered[key] = entry
        self._remembered_size += _weight(entry) - (_weight(before) if before else 0)
        while (
            len(self._remembered) > MAX_REMEMBERED or self._remembered_size > MAX_REMEMBERED_BYTES
        ):
            _, gone = self._remembered.popitem(last=False)
            self._remembered_size -= _weight(gone)

    def page(  # noqa: PLR0913 - a page has this many sides; all but two have defaults
        self,
        offset: int,
        limit: int | None,
        now: float,
        *,
        identity: Mapping[str, JSON] | None = None,
        url: str = "",
        query: Sequence[tuple[str, str]] = (),
    ) -> Snapshot:
        """Return a page of an operation that answers with a list.

        Args:
            offset: Records to skip.
            limit: Room on the page; None takes the page size.
            now: Seconds since 1970.
            identity: The request's path parameters, for lists that differ by them.
            url: What links begin with, up to the question mark.
            query: The request's query; links keep what is not about the page.

        Raises:
            ScenarioError: The scenario is not about a list.
        """
        plan = list_plan(self.scenario)
        named = identity_of(self.scenario.operation, identity or {})
        elapsed = self.elapsed(now)
        dataset = self._dataset(plan, named)
        room = self._page_limit(plan, limit, dataset.count)
        stretch = dataset.slice(offset, room, elapsed)
        page = PageWindow(
            offset=offset, limit=room, total=dataset.count, max_offset=plan.max_offset
        )
        until = stretch.until
        if plan.envelope.is_still:
            envelope = _still_envelope(self.scenario)
        else:
            scope = self._scope(named, "", elapsed)
            scope.page = {
                "total": page.total, "offset": offset, "limit": room, "count": stretch.count
            }  # fmt: skip
            envelope = Envelope.build(plan, scope)
            until = _earlier(until, self._round_up_to_tick(scope.horizon.until))
        links = b""
        if plan.links and plan.pagination:
            shape = link_format(self.scenario)
            text = link_template(url, plan.pagination, limit, tuple(query), shape)
            links = text.write(page.offsets)
        return Snapshot(
            status=plan.status,
            media_type=plan.media_type,
            body=envelope.wrap(stretch.body, links),
            changes_at=self._changes_at(until),
            retry_after=stretch.retry_after,
            fault=stretch.fault,
        )

    def record(self, index: int, now: float, *, identity: Mapping[str, JSON]) -> JSON:
        """Return one record of a list as a value.

        Args:
            index: Its place in the list, from 0.
            now: Seconds since 1970.
            identity: The request's path parameters, for lists that differ by them.

        Raises:
            ScenarioError: The scenario is not about a list.
        """
        named = identity_of(self.scenario.operation, identity)
        dataset = self._dataset(list_plan(self.scenario), named)
        body = dataset.slice(index, 1, self.elapsed(now)).body
        return parse_json(body, max_bytes=len(body))

    @property
    def count(self) -> int:
        """How many things there are."""
        plan = self.scenario.plan
        return sum(series.count for series in plan.things) if isinstance(plan, ListScenario) else 1

    def keyframe(self, identity: Mapping[str, JSON], now: float) -> Keyframe | None:
        """Return the keyframe that holds, for an operation that answers with one thing."""
        plan = self.scenario.plan
        if not isinstance(plan, ResourceScenario):
            return None
        named = identity_of(self.scenario.operation, identity)
        return self._keyframe(plan, named, self._scope(named, "", self.elapsed(now)))

    def _page_limit(self, plan: ListScenario, limit: int | None, count: int) -> int:
        if limit is not None:
            return max(limit, 0)
        if plan.pagination is None:
            return count
        return self.page_size or plan.pagination.page_size

    def _scope(self, identity: Mapping[str, JSON], key: str, elapsed: int) -> Scope:
        plan = self.scenario.plan
        return Scope(
            draws=SeededValues.of(self.scenario.name, self.seed, key),
            identity=identity,
            start_us=self._start_us,
            elapsed=elapsed,
            tick=self.scenario.tick,
            horizon=ValidUntil(),
            values=plan.values if isinstance(plan, ResourceScenario) else {},
        )

    def _keyframe(
        self, plan: ResourceScenario, identity: Mapping[str, JSON], scope: Scope
    ) -> Keyframe:
        if plan.unknown is not None and not is_known(self.scenario, identity):
            return plan.unknown
        return plan.timeline.current(scope)

    def _single(
        self, plan: ResourceScenario, identity: Mapping[str, JSON], scope: Scope
    ) -> Snapshot:
        keyframe = self._keyframe(plan, identity, scope)
        body = dump_json(keyframe.body.evaluate(scope)) if keyframe.media_type else b""
        return Snapshot(
            status=keyframe.status,
            media_type=keyframe.media_type,
            body=body,
            changes_at=self._changes_at(scope.horizon.until),
            retry_after=keyframe.retry_after,
            fault=keyframe.fault,
            keyframe=keyframe.name,
        )

    def _round_up_to_tick(self, moment: int | None) -> int | None:
        return None if moment is None else -(-moment // self.scenario.tick) * self.scenario.tick

    def _changes_at(self, moment: int | None) -> float | None:
        on_tick = self._round_up_to_tick(moment)
        return None if on_tick is None else self.time_after(on_tick)

    def _dataset(self, plan: ListScenario, identity: Mapping[str, JSON]) -> Dataset:
        key = identity_text(identity)
        dataset = self._datasets.get(key)
        if dataset is None:
            dataset = self._datasets[key] = self._new_dataset(plan, identity, key)
            if len(self._datasets) > _MAX_DATASETS:
                self._datasets.popitem(last=False)
        return dataset

    def _new_dataset(self, plan: ListScenario, identity: Mapping[str, JSON], key: str) -> Dataset:
        if plan.is_constant:
            # The same bytes for every session: they depend on no start.
            scenario, seed = self.scenario, self.seed
            still = _ConstantListKey(scenario=scenario, seed=seed, key=key, identity=identity)
            return _still_dataset(still)
        return Dataset(
            self.count, lambda index, elapsed: self._record(plan, identity, index, elapsed)
        )

    def _record(
        self, plan: ListScenario, identity: Mapping[str, JSON], index: int, elapsed: int
    ) -> Record:
        scope = self._scope(identity, identity_text(identity), elapsed)
        series, place = _find(plan.things, index)
        inner = series.scope(scope, place)
        keyframe = series.timeline.current(inner)
        return Record(
            body=dump_json(keyframe.body.evaluate(inner)),
            since=0 if series.is_still else elapsed,
            until=self._round_up_to_tick(scope.horizon.until),
            retry_after=keyframe.retry_after,
            fault=keyframe.fault,
        )


_MAX_DATASETS = 16


def _weight(entry: tuple[int, int | None, Snapshot]) -> int:
    return len(entry[2].body) + _OVERHEAD


def identity_of(operation: Operation, parameters: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return those of a request's parameters that name the thing it is about."""
    if operation.polling and operation.polling.identity:
        names = operation.polling.identity
    else:
        names = tuple(
            parameter.name
            for parameter in operation.parameters
            if parameter.location is Location.PATH
        )
    return {name: parameters[name] for name in names if name in parameters}


def is_known(scenario: Scenario, identity: Mapping[str, JSON]) -> bool:
    """Whether the scenario is about this identity; `1` and `"1"` are the same."""
    return not scenario.known or any(
        all(str(identity.get(name)) == str(value) for name, value in known.items())
        for known in scenario.known
    )


def _earlier(one: int | None, other: int | None) -> int | None:
    """Return the earlier of two moments, where None never comes."""
    return min((each for each in (one, other) if each is not None), default=None)


def _find(things: Sequence[Series], index: int) -> tuple[Series, int]:
    for series in things:
        if index < series.count:
            return series, index
        index -= series.count
    raise IndexError(index)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ConstantListKey:
    """What the bytes of a list that stands still depend on."""

    scenario: Scenario
    seed: int
    key: str
    identity: Mapping[str, JSON] = field(compare=False)


@lru_cache(maxsize=64)
def _still_envelope(scenario: Scenario) -> Envelope:
    world = ScenarioRun(scenario, start=0.0)
    return Envelope.build(list_plan(scenario), world._scope({}, "", 0))  # noqa: SLF001


@lru_cache(maxsize=_MAX_DATASETS)
def _still_dataset(still: _ConstantListKey) -> Dataset:
    world = ScenarioRun(still.scenario, start=0.0, seed=still.seed)
    plan = list_plan(still.scenario)
    return Dataset(
        world.count,
        lambda index, _: world._record(plan, still.identity, index, 0),  # noqa: SLF001
    )
