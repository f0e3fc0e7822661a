"""How one resource changes over time: keyframes, ramps between them, and series of resources.

A keyframe is the template of a whole body. Between two keyframes nothing changes but ramps:
integers that change linearly, rounded down in between and exact at both ends.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_server.scenarios.templates.scope import Node, Scope, integer
from openapi.json.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyframe:
    """The state of a resource from one moment on."""

    at: int  # milliseconds after the beginning of the resource
    name: str  # name for people, such as `closed` or `30s`
    body: Node  # template of the body; in a list, of the record
    status: int = 200  # HTTP status; unused in a list, which has one status for the page
    media_type: str = ""  # media type of the body; empty if there is no body
    retry_after: int | None = None  # seconds for the `Retry-After` header; None for no header
    fault: str = ""  # the fault that is armed meanwhile, as `Prefer` writes it; empty for none
    where: str = ""  # file and line


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Keyframes of one resource; times before the first keyframe use the first."""

    keyframes: tuple[Keyframe, ...]
    _moments: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_moments", tuple(frame.at for frame in self.keyframes))

    def current(self, scope: Scope) -> Keyframe:
        """Return the keyframe at the scope's moment."""
        place = max(bisect_right(self._moments, scope.elapsed_local) - 1, 0)
        if place + 1 < len(self._moments):
            scope.valid_until.not_after(scope.begin + self._moments[place + 1])
        return self.keyframes[place]

    @property
    def is_constant(self) -> bool:
        """Whether the resource never changes and does not depend on its beginning."""
        return len(self.keyframes) == 1 and self.keyframes[0].body.is_constant

    def change_times(self) -> frozenset[int]:
        """Return when a keyframe of the resource, or of a list in its body, begins.

        In milliseconds after the beginning of the resource.
        """
        return frozenset(self._moments).union(
            *(frame.body.change_times() for frame in self.keyframes)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp(Node):
    """An integer that changes linearly from one keyframe to the next."""

    points: tuple[tuple[int, Node], ...]  # milliseconds after the beginning, and the value then

    def evaluate(self, scope: Scope) -> JSON:
        """Return the integer at the scope's moment."""
        local = scope.elapsed_local
        place = bisect_right(self.points, local, key=lambda point: point[0]) - 1
        if place < 0:
            scope.valid_until.not_after(scope.begin + self.points[0][0])
            return self._at(0, scope)
        if place == len(self.points) - 1:
            return self._at(place, scope)
        (since, _), (until, _) = self.points[place : place + 2]
        first, last = self._at(place, scope), self._at(place + 1, scope)
        distance, span = abs(last - first), until - since
        done = distance * (local - since) // span
        # -(-a // b) rounds up: to the first millisecond at which one more is done.
        next_step = since - (-(done + 1) * span // distance) if done < distance else until
        scope.valid_until.not_after(scope.begin + min(next_step, until))
        return first + done if last >= first else first - done

    def _at(self, place: int, scope: Scope) -> int:
        return integer(self.points[place][1].evaluate(scope), "a ramp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Resources of one kind with the same timeline, beginning one after the other."""

    label: str  # unique in the scenario; the resources' random values depend on it
    count: int
    begin: int = 0  # beginning of the first one, in milliseconds after the beginning of its parent
    every: int = 0  # milliseconds from one beginning to the next
    values: Mapping[str, Node] = field(default_factory=dict)  # templates of the named values
    timeline: Timeline

    def scope(self, outer: Scope, index: int) -> Scope:
        """Return the scope of one resource."""
        return outer.inner(self.label, index, self.begin + index * self.every, self.values)

    @property
    def is_constant(self) -> bool:
        """Whether no resource ever changes or depends on its beginning."""
        return self.timeline.is_constant and all(
            value.is_constant for value in self.values.values()
        )

    def change_times(self) -> frozenset[int]:
        """Return when a resource reaches a keyframe, in milliseconds after the parent began."""
        if self.is_constant:
            return frozenset()
        of_first = self.timeline.change_times()
        return frozenset(
            self.begin + index * self.every + time
            for index in range(self.count)
            for time in of_first
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedResources(Node):
    """A list inside a body: the resources of a series as they are at the moment."""

    series: Series

    def evaluate(self, scope: Scope) -> JSON:
        """Return the list."""
        scopes = (self.series.scope(scope, index) for index in range(self.series.count))
        return [self.series.timeline.current(inner).body.evaluate(inner) for inner in scopes]

    def change_times(self) -> frozenset[int]:
        """Return when any of the resources reaches a keyframe."""
        return self.series.change_times()
