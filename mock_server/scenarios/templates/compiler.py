"""The compiler of templates: JSON in which an object `{$operator: ...}` is replaced by a value.

It compiles plain JSON and finds the operators; their implementations are passed to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from mock_server.scenarios.errors import TemplateError
from mock_server.scenarios.templates.scope import MAX_INTEGER, Node, Scope
from openapi.errors import did_you_mean
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.text.previews import preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Node):
    """A value without operators."""

    value: JSON

    def evaluate(self, scope: Scope) -> JSON:
        """Return the value itself, not a copy; it must not be changed in place."""
        del scope
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed(Node):
    """A value that is computed in a scope: an object, an array, or that of an operator."""

    compute: Callable[[Scope], JSON]
    parts: tuple[Node, ...] = ()  # the nodes that it is computed from

    def evaluate(self, scope: Scope) -> JSON:
        """Return the value."""
        return self.compute(scope)

    def change_times(self) -> frozenset[int]:
        """Return when a keyframe inside a part begins."""
        return frozenset().union(*(part.change_times() for part in self.parts))


def computed(compute: Callable[[Scope], JSON], *parts: Node) -> Computed:
    """Return a value that is constant if its parts are."""
    is_constant = all(part.is_constant for part in parts)
    return Computed(compute=compute, parts=parts, is_constant=is_constant)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecompiledNode:
    """A leaf of an uncompiled tree with its own compile function, such as a ramp."""

    compile: Callable[["Compiler", str], Node]


Operator = Callable[["Compiler", Mapping[str, JSON], str], Node]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorSpec:
    """The implementation of an operator."""

    compile: Operator  # makes the node of an object with the operator, at a JSON pointer
    options: frozenset[str] = frozenset()  # further keys that the object may have


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """Compiles JSON with operators into nodes."""

    operators: Mapping[str, OperatorSpec]  # by name, with the dollar sign
    digits: int | None  # fractional digits of times; None writes a bare date
    parameters: tuple[str, ...]  # names of the request parameters that a template may use
    names: tuple[str, ...] = ()  # names of the values that are declared so far

    def with_names(self, *names: str) -> "Compiler":
        """Return a compiler with further declared values."""
        return replace(self, names=(*self.names, *names))

    def compile(self, raw: JSON, at: str) -> Node:
        """Return the node for a tree.

        `at` is the JSON pointer of the tree; random values inside depend on it.

        Raises:
            TemplateError: An operator is invalid.
        """
        match raw:
            case PrecompiledNode():
                return raw.compile(self, at)
            case Mapping() if any(key.startswith("$") for key in raw):
                return self._operator(raw, at)
            case Mapping() | list():
                return self._collection(raw, at)
            case _:
                return _scalar(raw, at)

    def _collection(self, raw: JSON, at: str) -> Node:
        pairs = raw.items() if isinstance(raw, Mapping) else enumerate(raw)
        members = tuple((key, self.compile(child, join(at, key))) for key, child in pairs)
        nodes = tuple(node for _, node in members)
        constants = [node for node in nodes if isinstance(node, Constant)]
        if len(constants) == len(nodes):
            return Constant(value=_with_values(raw, [node.value for node in constants]))
        if isinstance(raw, Mapping):
            return computed(lambda scope: {str(k): n.evaluate(scope) for k, n in members}, *nodes)
        return computed(lambda scope: [node.evaluate(scope) for node in nodes], *nodes)

    def _operator(self, raw: Mapping[str, JSON], at: str) -> Node:
        given = [key for key in raw if key.startswith("$")]
        if len(given) > 1:
            raise TemplateError(
                "an object has more than one operator",
                at=at,
                found=", ".join(given),
                allowed="one key that begins with $",
            )
        name = given[0]
        operator = self.operators.get(name)
        if operator is None:
            raise TemplateError(
                f"there is no operator {name!r}{did_you_mean(name, self.operators)}",
                at=join(at, name),
                found=name,
                allowed=", ".join(self.operators),
            )
        for key in raw.keys() - operator.options - {name}:
            options = sorted(operator.options)
            raise TemplateError(
                f"{name} has no option {key!r}{did_you_mean(key, options)}",
                at=join(at, key),
                found=key,
                allowed=", ".join(options) or "no further key",
            )
        return operator.compile(self, raw, at)


def _with_values(raw: Mapping[str, JSON] | list[JSON], values: list[JSON]) -> JSON:
    """Return a collection with the values of its constants: `raw` itself if none differs."""
    children = raw.values() if isinstance(raw, Mapping) else raw
    # The value of a constant operator, such as $literal, differs from what the file has.
    if all(value is child for value, child in zip(values, children, strict=True)):
        return raw
    return dict(zip(raw, values, strict=True)) if isinstance(raw, Mapping) else values


def _scalar(raw: JSON, at: str) -> Node:
    if isinstance(raw, int) and abs(raw) > MAX_INTEGER:
        raise TemplateError(
            "an integer is larger than JSON parsers can read exactly",
            at=at,
            found=preview(raw),
            allowed=f"up to {MAX_INTEGER}, 2^53 - 1",
        )
    return Constant(value=raw)
