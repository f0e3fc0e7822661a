"""What changes in a scenario over time, as a picture shows it: states as bars, numbers as lines.

The words are those of the contract: a state is a value that its schema lists (`enum`), a number is
one that changes, and the end is the terminal state of `x-polling`. The answers are those that a
client would get at each moment, so the picture cannot differ from them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mock_server.scenarios.model.scenario import Scenario, Snapshot
from mock_server.scenarios.playing.export import default_identity
from mock_server.scenarios.playing.run import ScenarioRun
from openapi.contract import MediaType, PathWildcard
from openapi.json.parsing import parse_json
from openapi.json.pointers import join
from openapi.json.types import JSON, is_number
from openapi.rules.targets import resource_list, select_values
from openapi.rules.terminal_states import is_terminal_state
from openapi.schema.walk import walk

MAX_MOMENTS = 240
MIN_MOMENTS = 24
MAX_BYTES = 1_500_000  # answers that are computed: few of them if they are large

MAX_STATES = 40
MAX_NUMBERS = 12  # bars and lines of one picture; others are counted

Path = tuple[str | PathWildcard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A time during which a state stays the same."""

    since: float  # seconds after the start
    until: float  # seconds after the start; the last one ends with the picture
    value: str  # the state


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTrack:
    """One state over time."""

    at: str  # JSON pointer in the body; empty for the answer as a whole
    segments: tuple[Segment, ...]  # in order; none while the body has no such place


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberTrack:
    """A number over time."""

    at: str  # JSON pointer in the body; below `*` it is the sum over all items of a list
    values: tuple[float | None, ...]  # one for each moment; None while the body has no such place


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A scenario over time."""

    seconds: float  # where the picture ends, after the start
    moments: tuple[float, ...]  # seconds after the start, increasing: those of the numbers' values
    changes: tuple[float, ...]  # seconds after the start at which something changes
    states: tuple[StateTrack, ...]  # the bars; the first is that of the keyframes
    omitted: int  # how many states are left out
    numbers: tuple[NumberTrack, ...]  # the lines
    terminal: float | None  # seconds after which nothing changes any more; None for never


def progress_of(scenario: Scenario, *, seed: int = 0) -> Progress:
    """Return a scenario over time, of the resource that its document names.

    Raises:
        ScenarioError: An answer cannot be computed.
    """
    run = ScenarioRun(scenario, start=0.0, seed=seed)
    identity = default_identity(scenario)
    first = _snapshot(run, identity, 0)
    end = scenario.length + max(scenario.length // 10, 1000)
    moments = _moments(scenario, end, MAX_BYTES // max(len(first.body), 1))
    snapshots = [_snapshot(run, identity, moment) for moment in moments]
    bodies = [parse_json(each.body, max_bytes=len(each.body)) if each.body else None
              for each in snapshots]  # fmt: skip
    seconds = [moment / 1000 for moment in moments]
    states = [*_keyframes(seconds, snapshots), *_states(scenario, seconds, bodies)]
    return Progress(
        seconds=end / 1000,
        moments=tuple(seconds),
        changes=_changes(states),
        states=tuple(states[:MAX_STATES]),
        omitted=max(len(states) - MAX_STATES, 0),
        numbers=tuple(_numbers(bodies))[:MAX_NUMBERS],
        terminal=_terminal(scenario, seconds, bodies),
    )


def _moments(scenario: Scenario, end: int, most: int) -> Sequence[int]:
    """Return the moments of the picture in milliseconds: all changes, and an even grid."""
    if not scenario.length:
        return (0,)
    most = min(max(most, MIN_MOMENTS), MAX_MOMENTS)
    tick = scenario.tick
    changes = sorted({-(-each // tick) * tick for each in scenario.plan.change_times() if each > 0})
    if len(changes) > most // 2:
        step = len(changes) / (most // 2)
        changes = [changes[int(index * step)] for index in range(most // 2)]
    grid = (end * index // (most // 2) for index in range(most // 2))
    return sorted({0, *changes, *grid, end})


def _snapshot(run: ScenarioRun, identity: Mapping[str, JSON], elapsed: int) -> Snapshot:
    now = run.time_after(elapsed)
    if run.scenario.is_list:
        return run.page(0, None, now, identity=identity)
    return run.answer(identity, now)


def _keyframes(seconds: Sequence[float], snapshots: Sequence[Snapshot]) -> Iterator[StateTrack]:
    names = [f"{each.status} {each.keyframe}".strip() for each in snapshots]
    if len(set(names)) > 1:
        yield StateTrack(at="", segments=tuple(_segments(seconds, names)))


def _states(
    scenario: Scenario, seconds: Sequence[float], bodies: Sequence[JSON]
) -> Iterator[StateTrack]:
    found: dict[str, list[str | None]] = {}
    paths = _enum_paths(scenario)
    for index, body in enumerate(bodies):
        for path in paths:
            for pointer, value in select_values(body, path):
                if isinstance(value, str):
                    track = found.setdefault(pointer, [None] * len(bodies))
                    track[index] = value
    for pointer, values in found.items():
        if len(set(values)) > 1:
            yield StateTrack(at=pointer, segments=tuple(_segments(seconds, values)))


def _enum_paths(scenario: Scenario) -> tuple[Path, ...]:
    """Return the places of the successful answer that have a list of allowed values."""
    response = scenario.operation.success
    media: Iterable[MediaType] = response.media_types[:1] if response is not None else ()
    found: dict[Path, None] = {}
    for each in media:
        for steps, inner in walk(each.schema) if each.schema is not None else ():
            path = tuple(step for step in steps if not isinstance(step, int))
            if isinstance(inner.definition.get("enum"), list) and len(path) == len(steps):
                found[path] = None
    return tuple(found)


def _segments(seconds: Sequence[float], values: Sequence[str | None]) -> Iterator[Segment]:
    since = 0
    for index in range(1, len(values) + 1):
        if index < len(values) and values[index] == values[since]:
            continue
        value, until = values[since], seconds[min(index, len(values) - 1)]
        if value is not None:
            yield Segment(since=seconds[since], until=until, value=value)
        since = index


def _changes(states: Iterable[StateTrack]) -> tuple[float, ...]:
    begins = {segment.since for track in states for segment in track.segments}
    return tuple(sorted(begins | {0.0}))


def _numbers(bodies: Sequence[JSON]) -> Iterator[NumberTrack]:
    """Yield the numbers that change; those of a list's items as their sum."""
    found: dict[str, list[float | None]] = {}
    for index, body in enumerate(bodies):
        for place, value in _leaves(body, ""):
            track = found.setdefault(place, [None] * len(bodies))
            track[index] = (track[index] or 0) + value
    for place, values in found.items():
        if len(set(values) - {None}) > 1:
            yield NumberTrack(at=place, values=tuple(values))


def _leaves(value: JSON, place: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _leaves(child, join(place, name))
    elif isinstance(value, list):
        for child in value:
            yield from _leaves(child, join(place, "*"))
    elif is_number(value):
        yield place, value


def _terminal(scenario: Scenario, seconds: Sequence[float], bodies: Sequence[JSON]) -> float | None:
    """Return when all resources are in their terminal state for good."""
    polling = scenario.operation.polling
    if polling is None:
        return None
    since: float | None = None
    for moment, body in zip(reversed(seconds), reversed(bodies), strict=True):
        states = [is_terminal_state(polling, each) for each in resource_list(body, polling)]
        if not states or not all(states):
            return since
        since = moment
    return since
