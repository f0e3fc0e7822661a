"""Plain JSON stays as it is, operators become nodes, and errors have their place."""

import pytest

from mock_server.scenarios.errors import TemplateError
from mock_server.scenarios.templates.compiler import (
    Compiler,
    Constant,
    OperatorSpec,
    PrecompiledNode,
)
from mock_server.scenarios.templates.scope import MAX_INTEGER, Node


class Place(Node):
    """A node that is not constant and changes at 500 ms."""

    __slots__ = ()

    def evaluate(self, scope):
        """Return a text."""
        return f"here {scope}"

    def change_times(self):
        """Return the one change."""
        return frozenset({500})


def operators(seen=None):
    """Return one operator, which notes how it is compiled."""

    def compile_here(compiler, raw, at):
        if seen is not None:
            seen.append((compiler.names, dict(raw), at))
        return Place(is_constant=False)

    return {"$here": OperatorSpec(compile=compile_here, options=frozenset({"far", "near"}))}


def compiler(seen=None):
    """Return a compiler with that operator."""
    return Compiler(operators=operators(seen), digits=3, parameters=())


@pytest.mark.parametrize("raw", [{"a": [1, {"b": None}]}, [], {}, "text", 0.5, True, MAX_INTEGER])
def test_json_without_operators_is_returned_itself(raw):
    """A large body without operators is not copied for an answer."""
    node = compiler().compile(raw, "")

    assert isinstance(node, Constant)
    assert node.evaluate(None) is raw
    assert node.is_constant


def test_constant_operator_gives_its_value_in_a_constant_body():
    """`$literal` in a constant body is served as its value, at any depth."""
    literal = OperatorSpec(compile=lambda _, raw, __: Constant(value=raw["$literal"]))
    used = Compiler(operators={"$literal": literal}, digits=3, parameters=())
    node = used.compile({"a": [{"$literal": {"$time": "now"}}, 1], "b": 2}, "")

    assert node.is_constant
    assert node.evaluate(None) == {"a": [{"$time": "now"}, 1], "b": 2}


def test_operators_are_replaced_in_place():
    """Objects keep the order of their members, and arrays that of their items."""
    node = compiler().compile({"z": 1, "a": [{"$here": 1}, 2]}, "")

    assert list(node.evaluate("S").items()) == [("z", 1), ("a", ["here S", 2])]


def test_changes_inside_are_changes_of_the_whole():
    """An object or array with a changing value is not constant, and has its change times."""
    node = compiler().compile({"a": [{"$here": 1}, 2], "b": 3}, "")
    inner = node.parts[0]

    assert [each.is_constant for each in (node, inner)] == [False, False]
    assert node.change_times() == inner.change_times() == {500}


def test_operator_is_compiled_with_its_place():
    """Random values depend on the place, so the operator gets its escaped JSON pointer."""
    seen = []
    compiler(seen).with_names("total").compile({"a/b": [0, {"$here": 1, "far": 2}]}, "/body")

    assert seen == [(("total",), {"$here": 1, "far": 2}, "/body/a~1b/1")]


def test_values_are_known_from_their_declaration_on():
    """Declaring a value returns another compiler; the first one is not changed."""
    first = compiler()

    assert first.with_names("a").with_names("b", "c").names == ("a", "b", "c")
    assert first.names == ()


def test_precompiled_leaf_is_compiled_by_its_own_function():
    """A ramp in the tree makes its own node from the compiler and the place."""
    used = compiler()
    leaf = PrecompiledNode(compile=lambda given, at: Constant(value=(given is used, at)))

    assert used.compile({"a": leaf, "b": {"$here": 1}}, "/x").evaluate("S") == {
        "a": (True, "/x/a"),
        "b": "here S",
    }


@pytest.mark.parametrize(
    ("raw", "what", "at", "allowed"),
    [
        ({"$here": 1, "$there": 2}, "an object has more than one operator", "/b/0",
         "one key that begins with $"),
        ({"$heer": 1}, "there is no operator '$heer'; did you mean '$here'?", "/b/0/$heer",
         "$here"),
        ({"$here": 1, "fare": 2}, "$here has no option 'fare'; did you mean 'far'?", "/b/0/fare",
         "far, near"),
        (MAX_INTEGER + 1, "an integer is larger than JSON parsers can read exactly", "/b/0",
         "up to 9007199254740991, 2^53 - 1"),
        (-MAX_INTEGER - 1, "an integer is larger than JSON parsers can read exactly", "/b/0",
         "up to 9007199254740991, 2^53 - 1"),
    ],
)  # fmt: skip
def test_mistake_is_named_with_its_place_and_what_is_allowed(raw, what, at, allowed):
    """Each error has its message, the pointer of the invalid part, and the allowed values."""
    with pytest.raises(TemplateError) as raised:
        compiler().compile({"b": [raw]}, "")

    assert (raised.value.what, raised.value.at, raised.value.allowed) == (what, at, allowed)
