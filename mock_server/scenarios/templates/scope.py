"""The scope in which a template is evaluated: the resource, the moment and the named values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.templates.random_values import SeededValues
from openapi.json.types import JSON, is_integer
from openapi.text.previews import preview

MAX_INTEGER = 2**53 - 1  # the largest integer that every JSON parser reads exactly


def integer(value: JSON, what: str) -> int:
    """Return `value` if it is an integer that every JSON parser reads exactly.

    Raises:
        ScenarioError: It is not; the message begins with `what`.
    """
    if is_integer(value) and abs(value) <= MAX_INTEGER:
        return value
    raise ScenarioError(
        f"{what} needs an integer", found=preview(value), allowed="an integer below 2^53"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A compiled template, or a part of one."""

    is_constant: bool = True  # whether the value depends neither on the start nor on the moment

    def evaluate(self, scope: "Scope") -> JSON:
        """Return the value at the scope's moment."""
        raise NotImplementedError

    def change_times(self) -> frozenset[int]:
        """Return when a keyframe inside begins, in milliseconds after the resource began."""
        return frozenset()


@dataclass(slots=True)
class ValidUntil:
    """The time until which an evaluated value is valid, in milliseconds after the start."""

    until: int | None = None  # the earliest moment at which the value may change; None for never

    def not_after(self, moment: int) -> None:
        """Note that the value may change at `moment`."""
        if self.until is None or moment < self.until:
            self.until = moment


@dataclass(slots=True, kw_only=True)
class Scope:
    """One evaluation of one resource at one moment."""

    draws: SeededValues  # the random values of the resource
    identity: Mapping[str, JSON]  # the request parameters that identify it
    start_us: int  # start of the scenario run, in microseconds since 1970
    elapsed: int  # milliseconds since the start
    tick: int  # milliseconds to which `elapsed` is rounded down
    valid_until: ValidUntil  # collects when the result may change
    begin: int = 0  # beginning of the resource, in milliseconds after the start
    index: int = 0  # position in its series, from 0
    page: Mapping[str, JSON] = field(default_factory=dict)  # facts about the page, for envelopes
    values: Mapping[str, Node] = field(default_factory=dict)  # templates of its own named values
    # The scope of the resource that this one is a part of; None for a whole one.
    outer: "Scope | None" = None
    _evaluated: dict[str, JSON] = field(default_factory=dict)

    @property
    def elapsed_local(self) -> int:
        """Milliseconds since the beginning of the resource; negative before."""
        return self.elapsed - self.begin

    def value(self, name: str) -> JSON:
        """Return a named value of this resource, or of the one that it is a part of.

        Raises:
            KeyError: No such value is declared.
        """
        if name not in self._evaluated:
            if name in self.values:
                self._evaluated[name] = self.values[name].evaluate(self)
            elif self.outer is not None:
                return self.outer.value(name)
            else:
                raise KeyError(name)
        return self._evaluated[name]

    def inner(self, label: str, index: int, begin: int, values: Mapping[str, Node]) -> "Scope":
        """Return the scope of a part of this resource, which began `begin` milliseconds later."""
        return Scope(
            draws=self.draws.for_part(f"{label}#{index}"),
            identity=self.identity,
            start_us=self.start_us,
            elapsed=self.elapsed,
            tick=self.tick,
            valid_until=self.valid_until,
            begin=self.begin + begin,
            index=index,
            values=values,
            outer=self,
        )
