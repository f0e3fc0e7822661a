"""A scenario as a value, and its answer at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_server.scenarios.model.timeline import Keyframe, Series, Timeline
from mock_server.scenarios.templates.scope import Node
from openapi.contract import Contract, Operation, Pagination
from openapi.json.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceScenario:
    """The plan of an operation that answers with one resource for each identity."""

    values: Mapping[str, Node]  # templates of the resource's named values
    timeline: Timeline
    unknown: Keyframe | None = None  # the answer for unknown identities; None if all are known

    def change_times(self) -> frozenset[int]:
        """Return when a keyframe begins, in milliseconds after the start."""
        return self.timeline.change_times()

    def faults(self) -> frozenset[str]:
        """Return every fault that a keyframe arms."""
        own = {frame.fault for frame in self.timeline.keyframes}
        own.add(self.unknown.fault if self.unknown is not None else "")
        return frozenset(own - {""})

    @property
    def is_constant(self) -> bool:
        """Whether the answers depend neither on the start nor on the moment."""
        return self.timeline.is_constant and all(
            value.is_constant for value in self.values.values()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListScenario:
    """The plan of an operation that answers with a list."""

    series: tuple[Series, ...]  # the series whose records make up the list, in order
    envelope: Node  # template of the body around the list
    items: str  # JSON pointer to the list in the body
    status: int
    media_type: str
    pagination: Pagination | None  # none if every answer has the whole list
    links: str = ""  # JSON pointer to the page links; empty if none are written
    next: str = ""  # JSON pointer to the cursor of the next page; empty if none is written
    max_offset: int | None = None  # the largest offset of a request; None without a limit

    @property
    def count(self) -> int:
        """Number of records in the list."""
        return sum(series.count for series in self.series)

    def locate(self, index: int) -> tuple[Series, int]:
        """Return the series of a record of the list, and its index in the series.

        Raises:
            IndexError: The list has no such record.
        """
        for series in self.series:
            if index < series.count:
                return series, index
            index -= series.count
        raise IndexError(index)

    def change_times(self) -> frozenset[int]:
        """Return when a record reaches a keyframe, in milliseconds after the start."""
        return frozenset().union(*(series.change_times() for series in self.series))

    def faults(self) -> frozenset[str]:
        """Return every fault that a keyframe arms."""
        frames = (frame for series in self.series for frame in series.timeline.keyframes)
        return frozenset({frame.fault for frame in frames} - {""})

    @property
    def is_constant(self) -> bool:
        """Whether the records depend neither on the start nor on the moment."""
        return all(series.is_constant for series in self.series)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scenario:
    """Which resources exist and how each one changes over time, under a name.

    It is compared and hashed by identity, so that it can be the key of a cache.
    """

    name: str  # kebab-case, unique in its API
    api: str
    operation: Operation = field(repr=False)  # the operation whose answers it gives
    description: str  # what a front-end developer will see
    is_default: bool = False  # whether it is played if a request names no scenario
    known: tuple[Mapping[str, JSON], ...] = ()  # identities that exist; if empty, every one does
    expected_findings: tuple[str, ...] = ()  # ids that `verify` must report: intended ones
    tick: int = 100  # milliseconds to which the time of an answer is rounded down
    digits: int | None = 3  # fractional digits of times; None writes bare dates
    plan: ResourceScenario | ListScenario = field(repr=False)  # the compiled templates
    contract: Contract = field(repr=False)
    file: str = ""

    @property
    def length(self) -> int:
        """Milliseconds from the start to the tick at which the last change is visible."""
        last = max((0, *self.plan.change_times()))
        return -(-last // self.tick) * self.tick

    @property
    def is_list(self) -> bool:
        """Whether the answers are pages of a list."""
        return isinstance(self.plan, ListScenario)

    def summary(self) -> dict[str, JSON]:
        """Return the facts that are listed of a scenario, as a JSON object."""
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
    """The answer of a scenario run at one moment; compared and hashed by identity."""

    status: int  # HTTP status, one that the operation documents
    media_type: str  # media type of the body; empty if there is no body
    body: bytes
    changes_at: float | None = None  # when the answer may change, in seconds since 1970
    retry_after: int | None = None  # seconds for the `Retry-After` header; None for no header
    fault: str = ""  # the fault that is armed at this moment; empty for none
    keyframe: str = ""  # name of the current keyframe; empty for a page of a list
    headers: tuple[tuple[str, str], ...] = ()  # those that lead to other pages, by lower-case name
