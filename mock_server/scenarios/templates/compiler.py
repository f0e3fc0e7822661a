"""Bodies with places left open: plain JSON in which `{$operator: ...}` stands for a value.

This module knows the plain parts and the way down; the operators are given to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from mock_server.scenarios.errors import TemplateError
from mock_server.scenarios.templates.scope import MAX_INTEGER, Node, Scope
from openapi.errors import did_you_mean
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.schema.validation import preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Node):
    """A value that is what it is."""

    value: JSON

    def evaluate(self, scope: Scope) -> JSON:
        """Return the value itself; nobody changes it in place."""
        del scope
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectNode(Node):
    """An object with at least one open place."""

    members: tuple[tuple[str, Node], ...]

    def evaluate(self, scope: Scope) -> JSON:
        """Return the object."""
        return {name: node.evaluate(scope) for name, node in self.members}

    def instants(self) -> frozenset[int]:
        """Return when any member changes its course."""
        return frozenset().union(*(node.instants() for _, node in self.members))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayNode(Node):
    """An array with at least one open place, or with lists that are put into it."""

    items: tuple[Node, ...]

    def evaluate(self, scope: Scope) -> JSON:
        """Return the array."""
        return [node.evaluate(scope) for node in self.items]

    def instants(self) -> frozenset[int]:
        """Return when any item changes its course."""
        return frozenset().union(*(node.instants() for node in self.items))


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecompiledNode:
    """A leaf of an uncompiled tree that brings its own way to be compiled."""

    compile: Callable[["Compiler", str], Node]


Operator = Callable[["Compiler", Mapping[str, JSON], str], Node]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorSpec:
    """What stands behind the name of an operator.

    Attributes:
        compile: Makes the node from the object that holds the operator.
        options: Further keys that the object may have.
    """

    compile: Operator
    options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """Turns trees of JSON and operators into nodes.

    Attributes:
        operators: By name, the dollar sign included.
        digits: Fractional digits of times; None writes a bare date.
        parameters: Names of the parameters that a template may use.
        names: Names of the values that are declared so far.
    """

    operators: Mapping[str, OperatorSpec]
    digits: int | None
    parameters: tuple[str, ...]
    names: tuple[str, ...] = ()

    def with_names(self, *names: str) -> "Compiler":
        """Return a compiler that knows further values."""
        return replace(self, names=(*self.names, *names))

    def compile(self, raw: JSON, at: str) -> Node:
        """Return the node for a tree.

        Args:
            raw: JSON with operators.
            at: JSON pointer of the tree; what is drawn inside is named by it.

        Raises:
            TemplateError: An operator is not as it must be.
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
        still = all(node.is_still for node in nodes)
        constants = [node for node in nodes if isinstance(node, Constant)]
        if len(constants) == len(nodes):
            return Constant(value=_finished(raw, [node.value for node in constants]))
        if isinstance(raw, Mapping):
            named = tuple((str(key), node) for key, node in members)
            return ObjectNode(members=named, is_still=still)
        return ArrayNode(items=nodes, is_still=still)

    def _operator(self, raw: Mapping[str, JSON], at: str) -> Node:
        given = [key for key in raw if key.startswith("$")]
        if len(given) > 1:
            raise TemplateError(
                "an object holds more than one operator",
                at=at,
                found=", ".join(given),
                allowed="one key that begins with $",
            )
        kind = self.operators.get(given[0])
        if kind is None:
            raise TemplateError(
                f"there is no operator {given[0]!r}{did_you_mean(given[0], self.operators)}",
                at=join(at, given[0]),
                found=given[0],
                allowed=", ".join(self.operators),
            )
        for key in raw.keys() - kind.options - {given[0]}:
            options = sorted(kind.options)
            raise TemplateError(
                f"{given[0]} has no option {key!r}{did_you_mean(key, options)}",
                at=join(at, key),
                found=key,
                allowed=", ".join(options) or "no further key",
            )
        return kind.compile(self, raw, at)


def _finished(raw: Mapping[str, JSON] | list[JSON], values: list[JSON]) -> JSON:
    """Return a collection with the values of its constants: `raw` itself where none differs."""
    children = raw.values() if isinstance(raw, Mapping) else raw
    # An operator such as $literal is a constant too, and its value is not what the file has.
    if all(value is child for value, child in zip(values, children, strict=True)):
        return raw
    return dict(zip(raw, values, strict=True)) if isinstance(raw, Mapping) else values


def _scalar(raw: JSON, at: str) -> Node:
    if isinstance(raw, int) and abs(raw) > MAX_INTEGER:
        raise TemplateError(
            "an integer is larger than JSON readers keep",
            at=at,
            found=preview(raw),
            allowed=f"up to {MAX_INTEGER}, 2^53 - 1",
        )
    return Constant(value=raw)
