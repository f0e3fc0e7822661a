"""What a scenario is, and what it says at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_server.scenarios.model.timeline import Keyframe, Series, Timeline
from mock_server.scenarios.templates.scope import Node
from openapi.contract import Contract, Operation, Pagination
from openapi.json.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceScenario:
    """A world in which every identity has one thing.

    Attributes:
        values: Named values of the thing.
        timeline: Its life.
        unknown: What an identity gets that is not known; None where every one is known.
    """

    values: Mapping[str, Node]
    timeline: Timeline
    unknown: Keyframe | None = None

    def change_times(self) -> frozenset[int]:
        """Return when the world changes its course."""
        return self.timeline.instants()

    def faults(self) -> frozenset[str]:
        """Return what is armed at one moment or another."""
        own = {frame.fault for frame in self.timeline.keyframes}
        own.add(self.unknown.fault if self.unknown is not None else "")
        return frozenset(own - {""})

    @property
    def is_constant(self) -> bool:
        """Whether it depends neither on its start nor on the moment."""
        return self.timeline.is_still and all(value.is_still for value in self.values.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListScenario:
    """A world that is a list of things.

    Attributes:
        things: The series that make up the list, in order.
        envelope: The body around the list.
        items: JSON pointer to the list in the body.
        status: HTTP status of a page.
        media_type: Of a page.
        pagination: How the operation pages; None gives the whole list at once.
        links: JSON pointer to the links that are written, or empty where they are left alone.
        max_offset: The largest offset that a client may ask for, if there is one.
    """

    things: tuple[Series, ...]
    envelope: Node
    items: str
    status: int
    media_type: str
    pagination: Pagination | None
    links: str = ""
    max_offset: int | None = None

    def change_times(self) -> frozenset[int]:
        """Return when the world changes its course."""
        return frozenset().union(*(series.instants() for series in self.things))

    def faults(self) -> frozenset[str]:
        """Return what is armed at one moment or another."""
        frames = (frame for series in self.things for frame in series.timeline.keyframes)
        return frozenset({frame.fault for frame in frames} - {""})

    @property
    def is_constant(self) -> bool:
        """Whether its records depend neither on their start nor on the moment."""
        return all(series.is_still for series in self.things)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scenario:
    """Which things exist and how each one changes, under a name.

    Attributes:
        name: Kebab-case, unique in its API.
        api: Short name of the API.
        operation: The operation that it is about.
        description: What a front-end developer will see.
        is_default: Whether the operation plays it unasked.
        known: Identities that it is about; with none, every identity is.
        expected_findings: Ids of the findings that it gives on purpose or by nature.
        tick: Milliseconds between two looks at the world.
        digits: Fractional digits of its times; None for bare dates.
        plan: The compiled world.
        file: Where it was read from.
    """

    name: str
    api: str
    operation: Operation = field(repr=False)
    description: str
    is_default: bool = False
    known: tuple[Mapping[str, JSON], ...] = ()
    expected_findings: tuple[str, ...] = ()
    tick: int = 100
    digits: int | None = 3
    plan: ResourceScenario | ListScenario = field(repr=False)
    contract: Contract = field(repr=False)
    file: str = ""

    @property
    def length(self) -> int:
        """Milliseconds until the world stands still, counted from its start."""
        last = max((0, *self.plan.change_times()))
        return -(-last // self.tick) * self.tick

    @property
    def is_list(self) -> bool:
        """Whether its answers are pages of a list."""
        return isinstance(self.plan, ListScenario)

    def summary(self) -> dict[str, JSON]:
        """Return what a list of scenarios tells about it."""
        return {
            "name": self.name,
            "api": self.api,
            "operation": self.operation.id,
            "shows": self.description,
            "default": self.is_default,
            "seconds": self.length / 1000,
            "known": [dict(identity) for identity in self.known],
            "expects": list(self.expected_findings),
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """What a world answers at one moment; equal to itself only.

    Attributes:
        status: HTTP status, one that the operation documents.
        media_type: Of the body; empty for an answer without one.
        body: The body as bytes.
        changes_at: The earliest moment that may bring another answer, in seconds since 1970;
            None where none will.
        retry_after: Seconds a client should wait, if it is told.
        fault: What the scenario arms at this moment; empty for nothing.
        keyframe: Name of the keyframe that holds; empty for a page of a list.
    """

    status: int
    media_type: str
    body: bytes
    changes_at: float | None = None
    retry_after: int | None = None
    fault: str = ""
    keyframe: str = ""
