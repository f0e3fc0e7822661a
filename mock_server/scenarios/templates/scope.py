"""What a template is evaluated in: whose job, which moment, which values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_server.scenarios.templates.random_values import SeededValues
from openapi.json.types import JSON

MAX_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A compiled template, or a part of one.

    Attributes:
        is_still: Whether it depends neither on the start nor on the moment.
    """

    is_still: bool = True

    def evaluate(self, scope: "Scope") -> JSON:
        """Return the value at the scope's moment."""
        raise NotImplementedError

    def instants(self) -> frozenset[int]:
        """Return when it changes its course, in milliseconds after its thing began."""
        return frozenset()


@dataclass(slots=True)
class ValidUntil:
    """Until when what was evaluated stays as it is, in milliseconds after the start.

    Attributes:
        until: The earliest moment that may bring a change; None for never.
    """

    until: int | None = None

    def not_after(self, moment: int) -> None:
        """Note that something may change at `moment`."""
        if self.until is None or moment < self.until:
            self.until = moment


@dataclass(slots=True, kw_only=True)
class Scope:
    """One evaluation of one thing at one moment.

    Attributes:
        draws: What can be drawn for the thing.
        identity: The parameters that name it.
        start_us: When the world began, in microseconds since 1970.
        elapsed: Milliseconds since then.
        tick: Milliseconds between two looks at the world.
        horizon: Until when the result holds.
        begin: When the thing began, in milliseconds after the start of the world.
        index: Its place in its series, from 0.
        page: Facts about the page, for envelopes.
        values: The thing's own named values.
        outer: The thing that this one is a part of.
    """

    draws: SeededValues
    identity: Mapping[str, JSON]
    start_us: int
    elapsed: int
    tick: int
    horizon: ValidUntil
    begin: int = 0
    index: int = 0
    page: Mapping[str, JSON] = field(default_factory=dict)
    values: Mapping[str, Node] = field(default_factory=dict)
    outer: "Scope | None" = None
    _known: dict[str, JSON] = field(default_factory=dict)

    @property
    def elapsed_local(self) -> int:
        """Milliseconds since the thing began; negative before."""
        return self.elapsed - self.begin

    def value(self, name: str) -> JSON:
        """Return a named value of this thing, or of the one it is a part of."""
        if name not in self._known:
            if name in self.values:
                self._known[name] = self.values[name].evaluate(self)
            elif self.outer is not None:
                return self.outer.value(name)
            else:
                raise KeyError(name)
        return self._known[name]

    def inner(self, label: str, index: int, begin: int, values: Mapping[str, Node]) -> "Scope":
        """Return the scope of a part of this thing."""
        return Scope(
            draws=self.draws.for_part(f"{label}#{index}"),
            identity=self.identity,
            start_us=self.start_us,
            elapsed=self.elapsed,
            tick=self.tick,
            horizon=self.horizon,
            begin=self.begin + begin,
            index=index,
            values=values,
            outer=self,
        )
