"""A scenario run: the answers of a scenario, computed from seed, identity, start and time.

No state of a resource is stored. Only encoded answers are kept, each with the time for which it is
valid; dropping them costs time and changes no answer.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.model.scenario import ListScenario, ResourceScenario, Scenario, Snapshot
from mock_server.scenarios.model.timeline import Keyframe
from mock_server.scenarios.playing.envelope import Envelope, list_plan, scenario_page_format
from mock_server.scenarios.playing.link_writing import LinkBase, PageWindow
from mock_server.scenarios.playing.page_marks import mark_page
from mock_server.scenarios.playing.record_list import Dataset, RecordState
from mock_server.scenarios.playing.snapshot_cache import SnapshotCache, identity_of, is_known
from mock_server.scenarios.templates.random_values import SeededValues, identity_text
from mock_server.scenarios.templates.scope import Scope, ValidUntil
from openapi.json.parsing import dump_json, parse_json
from openapi.json.types import JSON

_MAX_DATASETS = 16

_OVERHEAD = 1024  # bytes that a scenario run takes in addition to its answers, roughly


class ScenarioRun:
    """One scenario with a seed and a start."""

    def __init__(
        self, scenario: Scenario, *, start: float, seed: int = 0, page_size: int | None = None
    ) -> None:
        """Start a run.

        It starts at `start`, in seconds since 1970; the same seed gives the same resources.
        `page_size` is for requests without a limit; None for the contract's.
        """
        self.scenario = scenario
        self.seed = seed
        self.page_size = page_size
        self._start_us = round(start * 1_000_000)
        self._snapshots = SnapshotCache()
        self._datasets: OrderedDict[str, Dataset] = OrderedDict()

    @property
    def is_constant(self) -> bool:
        """Whether the answers depend neither on the start nor on the moment."""
        return self.scenario.plan.is_constant

    @property
    def size(self) -> int:
        """Size of what is kept in bytes, roughly; constant lists are shared and not counted."""
        lists = 0 if self.is_constant else sum(each.size for each in self._datasets.values())
        return _OVERHEAD + self._snapshots.size + lists

    @property
    def count(self) -> int:
        """Number of records in the list; 1 for a scenario of single resources."""
        plan = self.scenario.plan
        return plan.count if isinstance(plan, ListScenario) else 1

    def elapsed(self, now: float) -> int:
        """Return the milliseconds since the start, rounded down to a tick; 0 before the start."""
        tick = self.scenario.tick
        return max(round(now * 1_000_000) - self._start_us, 0) // 1000 // tick * tick

    def time_after(self, elapsed: int) -> float:
        """Return the time `elapsed` milliseconds after the start, in seconds since 1970."""
        return (self._start_us + elapsed * 1000) / 1_000_000

    def answer(self, identity: Mapping[str, JSON], now: float) -> Snapshot:
        """Return the answer about one resource.

        Parameters that do not identify the resource are ignored; `now` is in seconds since 1970.

        Raises:
            ScenarioError: The scenario answers with a list.
        """
        plan = self.scenario.plan
        if not isinstance(plan, ResourceScenario):
            raise ScenarioError(f"scenario {self.scenario.name!r} answers with a list")
        named = identity_of(self.scenario.operation, identity)
        elapsed = self.elapsed(now)
        key = identity_text(named)
        snapshot = self._snapshots.get(key, elapsed)
        if snapshot is None:
            scope = self._scope(named, key, elapsed)
            snapshot = self._single(plan, named, scope)
            until = self._round_up_to_tick(scope.valid_until.until)
            self._snapshots.put(key, snapshot, since=elapsed, until=until)
        return snapshot

    def page(  # noqa: PLR0913 - all that a page depends on; the last three have defaults
        self,
        offset: int,
        limit: int | None,
        now: float,
        *,
        identity: Mapping[str, JSON] | None = None,
        url: str = "",
        query: Sequence[tuple[str, str]] = (),
    ) -> Snapshot:
        """Return a page of the list.

        It begins after `offset` records. A list may differ by `identity`, the path parameters.
        Links begin with `url` and keep all of the query but the page parameters.

        Raises:
            ScenarioError: The scenario does not answer with a list.
        """
        plan = list_plan(self.scenario)
        named = identity_of(self.scenario.operation, identity or {})
        elapsed = self.elapsed(now)
        dataset = self._dataset(plan, named)
        size = self._page_limit(plan, limit, dataset.count)
        records = dataset.slice(offset, size, elapsed)
        page = PageWindow(
            offset=offset, limit=size, total=dataset.count, max_offset=plan.max_offset
        )
        until = records.until
        shape = scenario_page_format(self.scenario)
        marks = mark_page(plan, shape, page, LinkBase(url=url, limit=limit, query=tuple(query)))
        if plan.envelope.is_constant:
            envelope = _constant_envelope(self.scenario, absent=marks.absent)
        else:
            scope = self._scope(named, "", elapsed)
            scope.page = {
                "total": page.total, "offset": offset, "limit": size, "count": records.count
            }  # fmt: skip
            envelope = Envelope.build(plan, scope, absent=marks.absent)
            until = _earlier(until, self._round_up_to_tick(scope.valid_until.until))
        return Snapshot(
            status=plan.status,
            media_type=plan.media_type,
            body=envelope.wrap(records.body, marks.members),
            changes_at=self._changes_at(until),
            retry_after=records.retry_after,
            fault=records.fault,
            headers=marks.headers,
        )

    def record(self, index: int, now: float, *, identity: Mapping[str, JSON]) -> JSON:
        """Return one record of the list as a value.

        The first has the index 0; a list may differ by `identity`, the path parameters.

        Raises:
            ScenarioError: The scenario does not answer with a list.
        """
        named = identity_of(self.scenario.operation, identity)
        dataset = self._dataset(list_plan(self.scenario), named)
        body = dataset.slice(index, 1, self.elapsed(now)).body
        return parse_json(body, max_bytes=len(body))

    def keyframe(self, identity: Mapping[str, JSON], now: float) -> Keyframe | None:
        """Return the current keyframe of a resource; None if the scenario answers with a list."""
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
            valid_until=ValidUntil(),
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
            changes_at=self._changes_at(scope.valid_until.until),
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
            # All sessions share the same bytes: they do not depend on a start.
            scenario, seed = self.scenario, self.seed
            return _constant_dataset(
                _ConstantListKey(scenario=scenario, seed=seed, key=key, identity=identity)
            )
        return Dataset(
            self.count, lambda index, elapsed: self._record(plan, identity, index, elapsed)
        )

    def _record(
        self, plan: ListScenario, identity: Mapping[str, JSON], index: int, elapsed: int
    ) -> RecordState:
        scope = self._scope(identity, identity_text(identity), elapsed)
        series, place = plan.locate(index)
        inner = series.scope(scope, place)
        keyframe = series.timeline.current(inner)
        return RecordState(
            body=dump_json(keyframe.body.evaluate(inner)),
            since=0 if series.is_constant else elapsed,
            until=self._round_up_to_tick(scope.valid_until.until),
            retry_after=keyframe.retry_after,
            fault=keyframe.fault,
        )


def _earlier(one: int | None, other: int | None) -> int | None:
    """Return the earlier of two moments, where None is never."""
    return min((each for each in (one, other) if each is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _ConstantListKey:
    """All that the bytes of a constant list depend on."""

    scenario: Scenario
    seed: int
    key: str
    identity: Mapping[str, JSON] = field(compare=False)


@lru_cache(maxsize=64)
def _constant_envelope(scenario: Scenario, *, absent: frozenset[str]) -> Envelope:
    run = ScenarioRun(scenario, start=0.0)
    scope = run._scope({}, "", 0)  # noqa: SLF001
    return Envelope.build(list_plan(scenario), scope, absent=absent)


@lru_cache(maxsize=_MAX_DATASETS)
def _constant_dataset(key: _ConstantListKey) -> Dataset:
    run = ScenarioRun(key.scenario, start=0.0, seed=key.seed)
    plan = list_plan(key.scenario)
    return Dataset(
        run.count,
        lambda index, _: run._record(plan, key.identity, index, 0),  # noqa: SLF001
    )
