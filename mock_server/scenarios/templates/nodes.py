"""What the operators of templates become: values, times, draws and small sums.

Each node is a pure function of a scope. What draws is named by its place in the body, so that two
keyframes that share a place draw the same value.
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
    """Return `value` where it is an integer that every JSON reader keeps.

    Raises:
        ScenarioError: It is not.
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
    """A moment as RFC 3339 text.

    Attributes:
        base: `start`, `begin`, `now`, or an absolute moment in microseconds since 1970.
        shift: Milliseconds to add.
        every: Milliseconds to add for each place in the series.
        plus: Further milliseconds to add.
        digits: Fractional digits; None writes a bare date.
    """

    base: str | int
    shift: int
    every: int
    plus: Node
    digits: int | None

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
                scope.horizon.not_after(scope.elapsed + scope.tick)
                return scope.start_us + scope.elapsed * 1000
            case "begin":
                return scope.start_us + scope.begin * 1000
            case int():
                return self.base
            case _:
                return scope.start_us


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Node):
    """An integer drawn between two bounds, both included."""

    low: Node
    high: Node
    name: str

    def evaluate(self, scope: Scope) -> JSON:
        """Return the integer."""
        low = integer(self.low.evaluate(scope), "$integer")
        high = integer(self.high.evaluate(scope), "$integer")
        if low > high:
            raise ScenarioError(
                "$integer has its bounds the wrong way round", found=f"{low} > {high}"
            )
        return scope.draws.integer(self.name, low, high)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedChoice(Node):
    """One of several templates, drawn by weight."""

    options: tuple[Node, ...]
    weights: tuple[int, ...]
    name: str

    def evaluate(self, scope: Scope) -> JSON:
        """Return the chosen one."""
        return self.options[scope.draws.index(self.name, self.weights)].evaluate(scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uuid(Node):
    """A UUID that belongs to the thing."""

    name: str

    def evaluate(self, scope: Scope) -> JSON:
        """Return its text."""
        return scope.draws.uuid(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Node):
    """A whole divided by weights into integers that add up to it (largest remainders)."""

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
                allowed="nothing negative, and one weight above 0",
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

    def instants(self) -> frozenset[int]:
        """Return when any term changes its course."""
        return frozenset().union(*(term.instants() for term in self.terms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Percent(Node):
    """A share of an integer, rounded down."""

    share: Node
    whole: Node

    def evaluate(self, scope: Scope) -> JSON:
        """Return the share."""
        share = integer(self.share.evaluate(scope), "$percent")
        return integer(self.whole.evaluate(scope), "$percent: of") * share // 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Concatenation(Node):
    """Texts and integers put one after the other."""

    parts: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> JSON:
        """Return the text."""
        return "".join(str(part.evaluate(scope)) for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Node):
    """The place of the thing in its series."""

    first: int

    def evaluate(self, scope: Scope) -> JSON:
        """Return it, counted from `first`."""
        return scope.index + self.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Node):
    """A parameter of the request, as it came."""

    name: str

    def evaluate(self, scope: Scope) -> JSON:
        """Return its value, null where the request has none."""
        return scope.identity.get(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageValue(Node):
    """Something about the page that is being put together."""

    name: str

    def evaluate(self, scope: Scope) -> JSON:
        """Return it."""
        return scope.page[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePatchNode(Node):
    """Objects laid over each other as merge patches (RFC 7396)."""

    layers: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> JSON:
        """Return the result."""
        merged: JSON = {}
        for layer in self.layers:
            merged = merge_patch(merged, layer.evaluate(scope))
        return merged

    def instants(self) -> frozenset[int]:
        """Return when any layer changes its course."""
        return frozenset().union(*(layer.instants() for layer in self.layers))
