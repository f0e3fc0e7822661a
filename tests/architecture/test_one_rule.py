"""Each concept has one rule, written in one place."""

import ast

import pytest

from tests.architecture.files import name_of, nodes, package_modules

COMBINING = {"allOf", "anyOf", "oneOf"}
WRITERS_OF_SCHEMAS = {
    "contracts/fuzz/schemathesis/configuration.py",
    "contracts/results/learned/schemas.py",
}
"""What changes schemas that it has made itself."""


def is_identity(node):
    """Whether a node asks for the address of an object."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "id"


def is_write(node):
    """Whether a node writes to a standard stream of the process."""
    match node:
        case ast.Attribute(
            attr="write", value=ast.Attribute(attr="stdout" | "stderr", value=ast.Name(id="sys"))
        ):
            return True
    return False


def is_duration(node):
    """Whether a node is a pattern of durations as they are typed, such as `1m30s`."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and "ms|s" in node.value


def is_outcome(node):
    """Whether a node says that a rule was not exercised, as a word."""
    return isinstance(node, ast.Constant) and node.value == "not exercised"


def is_look_into_schema(node):
    """Whether a node reads the branches of a schema from its definition."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        key = node.slice
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        key = node.args[0] if node.func.attr == "get" and node.args else None
    else:
        return False
    return isinstance(key, ast.Constant) and key.value in COMBINING


def is_set_up(node):
    """Whether a node sets up a run of the checker against one server."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "CheckSession"
    )


def places(is_meant, *packages):
    """Return the modules with a node of a kind, in some packages or in all."""
    modules = [path for path in package_modules() if name_of(path).startswith(packages or "")]
    return {name_of(path) for path in modules if any(map(is_meant, nodes(path)))}


def test_no_table_is_keyed_by_the_address_of_a_value():
    """Only the key that keeps its value alive looks at the address, which is used again."""
    assert places(is_identity) == {"openapi/json/equality.py"}


def test_standard_streams_are_written_to_in_one_place():
    """A closed stream and a text that cannot be encoded are met by the same rule everywhere."""
    assert places(is_write) == {
        "openapi/process/standard_streams.py",
        "specimen_entry/commands.py",  # before it is known whether our packages can be imported
    }


def test_durations_are_read_by_one_rule():
    """What `1m30s` means does not depend on where it is typed."""
    assert places(is_duration) == {"openapi/text/durations.py"}


def test_outcomes_are_named_once():
    """What reports a rule that was not exercised takes the word from the outcome."""
    assert places(is_outcome) == {"openapi/rules/outcome.py"}


def test_schemas_are_walked_in_one_place():
    """The mock and the checker ask `openapi.schema.walk` which schemas apply to a value."""
    assert places(is_look_into_schema, "mock_server", "contracts") == WRITERS_OF_SCHEMAS


def test_a_run_is_set_up_in_one_place():
    """Check, fuzz, replay, workers and the plugin begin with the same session."""
    assert places(is_set_up) == {"contracts/run/session.py"}


@pytest.mark.parametrize(
    ("is_meant", "line"),
    [
        (is_identity, "cache[id(value)] = 1"),
        (is_write, "sys.stdout.write('a')"),
        (is_duration, "re.compile('[0-9]+(ms|s|m)')"),
        (is_set_up, "CheckSession(target=target)"),
        (is_outcome, "label == 'not exercised'"),
        (is_look_into_schema, "part.get('allOf', ())"),
        (is_look_into_schema, "part['oneOf'][0]"),
    ],
)
def test_a_second_rule_would_be_found(is_meant, line):
    """The tests of this file see what they look for."""
    assert any(map(is_meant, ast.walk(ast.parse(line))))
