"""How one thing changes over time: keyframes, ramps between them, and series of things.

A keyframe is a whole body with open places. Between two of them nothing changes but what ramps:
integers that go in a straight line, rounded down on the way, exact at both ends.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_server.scenarios.templates.nodes import integer
from mock_server.scenarios.templates.scope import Node, Scope
from openapi.json.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyframe:
    """What a thing is from one moment on.

    Attributes:
        at: Milliseconds after the thing began.
        name: For people.
        body: The body, or the thing, with open places.
        status: HTTP status; things in lists have that of their list.
        media_type: Of the body; empty for an answer without one.
        retry_after: Seconds a client should wait, if it is told.
        fault: What is armed while it holds, as `Prefer` writes it; empty for nothing.
        where: File and line.
    """

    at: int
    name: str
    body: Node
    status: int = 200
    media_type: str = ""
    retry_after: int | None = None
    fault: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The life of one thing; the first keyframe also stands for all the time before it."""

    keyframes: tuple[Keyframe, ...]
    _moments: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_moments", tuple(frame.at for frame in self.keyframes))

    def current(self, scope: Scope) -> Keyframe:
        """Return the keyframe that holds at the scope's moment."""
        place = max(bisect_right(self._moments, scope.elapsed_local) - 1, 0)
        if place + 1 < len(self._moments):
            scope.horizon.not_after(scope.begin + self._moments[place + 1])
        return self.keyframes[place]

    @property
    def is_still(self) -> bool:
        """Whether nothing ever changes, whenever it began."""
        return len(self.keyframes) == 1 and self.keyframes[0].body.is_still

    def instants(self) -> frozenset[int]:
        """Return when the thing, or a part of it, changes its course."""
        return frozenset(self._moments).union(*(frame.body.instants() for frame in self.keyframes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp(Node):
    """An integer on its way from one keyframe to the next.

    Attributes:
        points: Moments of its thing's life with the value that is reached there.
    """

    points: tuple[tuple[int, Node], ...]

    def evaluate(self, scope: Scope) -> JSON:
        """Return the integer at the scope's moment."""
        local = scope.elapsed_local
        place = bisect_right(self.points, local, key=lambda point: point[0]) - 1
        if place < 0:
            scope.horizon.not_after(scope.begin + self.points[0][0])
            return self._at(0, scope)
        if place == len(self.points) - 1:
            return self._at(place, scope)
        (since, _), (until, _) = self.points[place : place + 2]
        first, last = self._at(place, scope), self._at(place + 1, scope)
        way, span = abs(last - first), until - since
        gone = way * (local - since) // span
        next_step = since - (-(gone + 1) * span // way) if gone < way else until
        scope.horizon.not_after(scope.begin + min(next_step, until))
        return first + gone if last >= first else first - gone

    def _at(self, place: int, scope: Scope) -> int:
        return integer(self.points[place][1].evaluate(scope), "a ramp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Things of one kind, each with a life of its own, one after the other.

    Attributes:
        label: What tells this series from others of the scenario.
        count: How many things there are.
        begin: When the first one begins, in milliseconds after what it is a part of.
        every: Milliseconds from one beginning to the next.
        values: The named values of each thing.
        timeline: The life of each thing.
    """

    label: str
    count: int
    begin: int = 0
    every: int = 0
    values: Mapping[str, Node] = field(default_factory=dict)
    timeline: Timeline

    def scope(self, outer: Scope, index: int) -> Scope:
        """Return the scope of one thing."""
        return outer.inner(self.label, index, self.begin + index * self.every, self.values)

    @property
    def is_still(self) -> bool:
        """Whether none of the things ever changes, whenever it began."""
        return self.timeline.is_still and all(value.is_still for value in self.values.values())

    def instants(self) -> frozenset[int]:
        """Return when any of the things changes its course."""
        if self.is_still:
            return frozenset()
        of_one = self.timeline.instants()
        return frozenset(
            self.begin + index * self.every + instant
            for index in range(self.count)
            for instant in of_one
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedResources(Node):
    """A list inside a body: the things of a series as they are at the moment."""

    series: Series

    def evaluate(self, scope: Scope) -> JSON:
        """Return the list."""
        things = []
        for index in range(self.series.count):
            inner = self.series.scope(scope, index)
            things.append(self.series.timeline.current(inner).body.evaluate(inner))
        return things

    def instants(self) -> frozenset[int]:
        """Return when any of the things changes its course."""
        return self.series.instants()
