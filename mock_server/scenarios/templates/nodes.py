"""The compiled operators of templates: values, times, random values and integer arithmetic.

Each node is a pure function of a scope. A random value depends on its place in the body, so that
it is the same in all keyframes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mock_server.clock import MAX_TIME, format_time
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.templates.scope import MAX_INTEGER, Node, Scope
from openapi.json.pointers import merge_patch
from openapi.json.types import JSON
from openapi.schema.validation import preview


def integer(value: JSON, what: str) -> int:
    """Return `value` if it is an integer that every JSON parser reads exactly.

    Raises:
        ScenarioError: It is not; the message begins with `what`.
    """
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INTEGER:
        return value
    raise ScenarioError(
        f"{what} needs an integer", found=preview(value), allowed="an integer below 2^53"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedValue(Node):
    """A named value, or a member of one."""

    name: str
    path: tuple[str, ...]

    def evaluate(self, scope: Scope) -> JSON:
        """Return the value."""
        found = scope.value(self.name)
        for key in self.path:
            if not isinstance(found, Mapping) or key not in found:
                raise ScenarioError(
                    f"the value {self.name!r} has no member {key!r}", found=preview(found)
                )
            found = found[key]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Time(Node):
    """A time as RFC 3339 text."""

    base: str | int  # `start`, `begin`, `now`, or an absolute time in microseconds since 1970
    shift: int  # milliseconds to add
    every: int  # milliseconds to add for each preceding resource in the series
    plus: Node  # template of further milliseconds to add
    digits: int | None  # fractional digits; None writes a bare date

    def evaluate(self, scope: Scope) -> JSON:
        """Return the text."""
        after = self.shift + self.every * scope.index
        after += integer(self.plus.evaluate(scope), "$time: plus-ms")
        seconds = min((self._base(scope) + after * 1000) / 1_000_000, MAX_TIME)
        text = format_time(seconds, self.digits or 0)
        return text if self.digits is not None else text[: len("2000-01-01")]

    def _base(self, scope: Scope) -> int:
        match self.base:
            case "now":
                scope.valid_until.not_after(scope.elapsed + scope.tick)
                return scope.start_us + scope.elapsed * 1000
            case "begin":
                return scope.start_us + scope.begin * 1000
            case int():
                return self.base
            case _:
                return scope.start_us


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Node):
    """A random integer between two bounds, both included."""

    low: Node
    high: Node
    name: str

    def evaluate(self, scope: Scope) -> JSON:
        """Return the integer."""
        low = integer(self.low.evaluate(scope), "$integer")
        high = integer(self.high.evaluate(scope), "$integer")
        if low > high:
            raise ScenarioError(
                "$integer has its lower bound above the upper bound", found=f"{low} > {high}"
            )
        return scope.draws.integer(self.name, low, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedChoice(Node):
    """One of several templates, chosen at random by weight."""

    options: tuple[Node, ...]
    weights: tuple[int, ...]
    name: str

    def evaluate(self, scope: Scope) -> JSON:
        """Return the value of the chosen template."""
        return self.options[scope.draws.index(self.name, self.weights)].evaluate(scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uuid(Node):
    """A random UUID of version 4."""

    name: str

    def evaluate(self, scope: Scope) -> JSON:
        """Return the text."""
        return scope.draws.uuid(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Node):
    """A whole divided by weights into integers that add up to it (largest remainder method)."""

    whole: Node
    weights: tuple[tuple[str, Node], ...]

    def evaluate(self, scope: Scope) -> JSON:
        """Return the parts by name."""
        whole = integer(self.whole.evaluate(scope), "$split")
        weights = {
            name: integer(node.evaluate(scope), "$split: weights") for name, node in self.weights
        }
        total = sum(weights.values())
        if whole < 0 or total <= 0 or min(weights.values()) < 0:
            raise ScenarioError(
                "$split cannot divide this",
                found=f"{whole} by {preview(weights)}",
                allowed="no negative number, and at least one weight above 0",
            )
        parts = {name: whole * weight // total for name, weight in weights.items()}
        by_remainder = sorted(weights, key=lambda name: -(whole * weights[name] % total))
        for name in by_remainder[: whole - sum(parts.values())]:
            parts[name] += 1
        return parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum(Node):
    """The sum of integers."""

    terms: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> JSON:
        """Return the sum."""
        return sum(integer(term.evaluate(scope), "$sum") for term in self.terms)

    def change_times(self) -> frozenset[int]:
        """Return when a keyframe inside a term begins."""
        return frozenset().union(*(term.change_times() for term in self.terms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Percent(Node):
    """A percentage of an integer, rounded down."""

    share: Node
    whole: Node

    def evaluate(self, scope: Scope) -> JSON:
        """Return the integer."""
        share = integer(self.share.evaluate(scope), "$percent")
        return integer(self.whole.evaluate(scope), "$percent: of") * share // 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Concatenation(Node):
    """The concatenation of texts and integers."""

    parts: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> JSON:
        """Return the text."""
        return "".join(str(part.evaluate(scope)) for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Node):
    """The position of the resource in its series."""

    first: int

    def evaluate(self, scope: Scope) -> JSON:
        """Return the position, counted from `first`."""
        return scope.index + self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue(Node):
    """A parameter that identifies the resource, with the type of the request."""

    name: str

    def evaluate(self, scope: Scope) -> JSON:
        """Return its value; None if the request does not have it."""
        return scope.identity.get(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageValue(Node):
    """A fact about the current page: `total`, `offset`, `limit` or `count`."""

    name: str

    def evaluate(self, scope: Scope) -> JSON:
        """Return the fact."""
        return scope.page[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePatchNode(Node):
    """Objects merged in order as merge patches (RFC 7396)."""

    layers: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> JSON:
        """Return the merged object."""
        merged: JSON = {}
        for layer in self.layers:
            merged = merge_patch(merged, layer.evaluate(scope))
        return merged

    def change_times(self) -> frozenset[int]:
        """Return when a keyframe inside a layer begins."""
        return frozenset().union(*(layer.change_times() for layer in self.layers))
