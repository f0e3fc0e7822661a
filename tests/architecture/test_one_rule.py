"""Each concept has one rule, written in one place."""

import ast
import re

import pytest

from tests.architecture.files import holders, name_of, nodes, package_modules

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
    ],
)
def test_a_second_rule_would_be_found(is_meant, line):
    """The tests of this file see what they look for."""
    assert any(map(is_meant, ast.walk(ast.parse(line))))


BRANCHES_AND_MEMBERS = {
    "allOf",
    "anyOf",
    "oneOf",
    "properties",
    "items",
    "prefixItems",
    "patternProperties",
}
READERS_OF_SCHEMAS = (
    "openapi/loading/",  # reads documents before they are contracts, and changes them
    "openapi/parameters/shape.py",  # makes one schema of the branches beside null
    "openapi/schema/generation/",  # reads schemas that it has merged itself
    "openapi/schema/validators.py",  # implements these keywords
    "openapi/schema/violations.py",  # reads the errors of jsonschema
    "openapi/schema/walk.py",
)
FOLLOWERS = (
    *READERS_OF_SCHEMAS,
    "openapi/json/pointers.py",
    "openapi/schema/discriminators.py",  # the names in a discriminator, which are no schemas
    "openapi/schema/rewriting.py",  # a value that is itself a reference
)
OTHER_READERS = {
    "mock_server/answers/stateful/recognition/shapes.py",  # what it has inferred from values
}
KEYED_BY_IDENTITY = {
    "mock_server/answers/stateful/answers.py",  # records, which are JSON values
    "openapi/rules/evaluation.py",  # parts of bodies, which are JSON values
    "openapi/schema/conversion.py",
    "openapi/schema/generation/alternatives.py",
    "openapi/schema/generation/generator.py",
    "openapi/schema/generation/merging.py",
    "openapi/schema/validators.py",
}
"""What has raw schemas and other JSON values as keys: a dictionary has no hash of its own."""


def is_look_at_branch_or_member(node):
    """Whether a node reads, by its keyword, a schema that is inside another one."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        key = node.slice
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        key = node.args[0] if node.func.attr == "get" and node.args else None
    else:
        return False
    return isinstance(key, ast.Constant) and key.value in BRANCHES_AND_MEMBERS


def is_call_of(name):
    """Return whether a node calls a function of a name, as a condition."""

    def is_meant(node):
        return isinstance(node, ast.Call) and ast.unparse(node.func) == name

    return is_meant


def is_weak_table(node):
    """Whether a node is a table whose keys are compared by identity as long as they live."""
    return isinstance(node, ast.Name) and node.id == "WeakKeyDictionary"


def is_fact(node):
    """Whether a node is a text with a line of an error, as `  found    x`."""
    if isinstance(node, ast.JoinedStr):
        return ast.unparse(node)[2:].startswith("  {name:<8} ")
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text and bool(FACT.search(node.value))


FACT = re.compile(r"^  (?:where|found|allowed|hint|do|try) {2,}", re.MULTILINE)


def is_error_with_hint(node):
    """Whether a node is an exception that stores what is allowed, or what to do, by itself."""
    if not isinstance(node, ast.ClassDef) or not node.name.endswith("Error"):
        return False
    stored = {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)
              and isinstance(inner.ctx, ast.Store)}  # fmt: skip
    return bool(stored & {"allowed", "hint"})


def is_template_of_refusals(node):
    """Whether a node reads the format of errors that a contract states (`x-refusal`)."""
    is_attribute = isinstance(node, ast.Attribute) and node.attr == "refusal"
    return is_attribute and "contract" in ast.unparse(node.value)


def is_crash_report(node):
    """Whether a node reports an internal error."""
    return is_call_of("report_crash")(node)


def test_members_and_branches_of_schemas_are_found_by_the_walk():
    """Which schema a member has is decided once, with references, patterns and `allOf`."""
    texts = [f'"{keyword}"' for keyword in BRANCHES_AND_MEMBERS]
    readers = holders(is_look_at_branch_or_member, *texts)
    others = {path for path in readers if not path.startswith(READERS_OF_SCHEMAS)}

    assert others == OTHER_READERS | WRITERS_OF_SCHEMAS


def test_references_of_schemas_are_followed_by_the_walk():
    """No module of the mock or the checker resolves a `$ref`; few of `openapi` do."""
    found = holders(is_call_of("dereference"), "dereference")

    assert {path for path in found if not path.startswith(FOLLOWERS)} == set()


def test_only_json_values_are_keyed_by_a_wrapper():
    """Contracts, operations and the like have a hash of their own: they equal themselves only."""
    assert holders(is_call_of("IdentityKey"), "IdentityKey") == KEYED_BY_IDENTITY
    assert holders(is_weak_table, "WeakKeyDictionary") == {"mock_server/server/turns.py"}


def test_messages_with_facts_are_laid_out_by_one_function():
    """Both commands name place, find, allowed values and advice with the same words."""
    found = holders(is_fact, "  found  ", "  hint  ", "  do  ", "{name:<8}")

    assert found == {"openapi/text/facts.py"}


def test_errors_with_facts_are_one_family():
    """What, where, found, allowed and hint are attributes of one class, which others extend."""
    assert holders(is_error_with_hint, "hint") == {"openapi/errors.py"}


def test_programs_end_by_one_function():
    """Exit codes 2, 70 and 130 and their messages are the same for both commands."""
    assert holders(is_crash_report, "report_crash") == {
        "openapi/command_line/running.py",
        "mock_server/server/workers/forking.py",  # a process without a command line
    }
    assert holders(is_call_of("run_program"), "run_program") == {
        "mock_server/cli/main.py",
        "contracts/cli/main.py",
    }


def test_errors_of_an_api_are_worded_in_one_place():
    """Whether `x-refusal`, the documented example or a text of our own is answered."""
    assert holders(is_template_of_refusals, "contract.refusal") == {
        "mock_server/http/error_responses.py",
        "openapi/loading/operations/underivable_answers.py",  # asks whether there is one
    }


def test_key_of_a_resource_is_read_by_one_rule():
    """`1.0` and `true` are no keys, in rules, pages, polls and records."""
    assert holders(is_call_of("resource_key"), "resource_key") == {
        "contracts/observations/paging/guessed_pages.py",
        "contracts/observations/paging/pages.py",
        "contracts/observations/resources.py",
        "mock_server/answers/stateful/recognition/resources.py",
        "openapi/rules/targets.py",
    }


@pytest.mark.parametrize(
    ("is_meant", "line"),
    [
        (is_look_at_branch_or_member, "shape.definition.get('items')"),
        (is_look_at_branch_or_member, "part['oneOf'][0]"),
        (is_look_at_branch_or_member, "node['properties']"),
        (is_weak_table, "KNOWN = WeakKeyDictionary()"),
        (is_fact, "x = f'wrong\\n  found    {name}'"),
        (is_fact, "line = f'  {name:<8} {text}'"),
        (is_error_with_hint, "class AError(E):\n  def __init__(self, hint):\n    self.hint = hint"),
        (is_template_of_refusals, "self._contract.refusal"),
        (is_crash_report, "report_crash(error, program='x')"),
    ],
)
def test_another_second_rule_would_be_found(is_meant, line):
    """The tests of this file see what they look for."""
    assert any(map(is_meant, ast.walk(ast.parse(line))))
