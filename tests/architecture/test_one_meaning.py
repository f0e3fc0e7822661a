"""Each name has one meaning, and each setting one place where it is written."""

import ast
import re
from collections import Counter
from dataclasses import fields

import pytest

from contracts.run.settings.check import CheckSettings
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.options import options_of
from mock_server.settings import Settings
from tests.architecture.files import holders, name_of, nodes, package_modules, parse, statements

ONE_NAME_TWO_CLASSES = {
    "Response",  # documented in `openapi`, received in `contracts`: the word of both fields
}


@pytest.mark.parametrize("package", ["mock_server", "contracts"])
def test_no_class_name_has_two_meanings(package):
    """A name has one meaning in a package and in what it imports; private names are a module's."""
    counts = Counter(
        node.name
        for path in package_modules()
        if name_of(path).startswith(("openapi/", f"{package}/"))
        for node in statements(parse(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )

    assert counts["Operation"] == 1
    assert {name for name, count in counts.items() if count > 1} <= ONE_NAME_TWO_CLASSES


FAULT = re.compile(r"(?:^|_)faults?(?:$|_)|(?:^|_|(?<=[a-z]))Faults?(?=[A-Z]|$)")


def is_named_fault(node):
    """Whether a node gives something a name with the word fault."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return bool(FAULT.search(name))
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return bool(FAULT.search(name))
    return False


def test_fault_means_deliberate_misbehaviour_only():
    """What is wrong with a value, a request or an answer is an error, a violation or invalid."""
    named = holders(is_named_fault, "fault", "Fault")
    others = {path for path in named if path.startswith(("openapi/", "contracts/"))}

    assert others == {"contracts/selftest/kill_matrix.py", "contracts/selftest/runner.py"}


def flags_of(node):
    """Return the flags that a call makes an option of Click of."""
    is_option = isinstance(node, ast.Call) and ast.unparse(node.func) == "click.option"
    texts = (
        [each.value for each in node.args if isinstance(each, ast.Constant)] if is_option else []
    )
    return {text for text in texts if text.startswith("--")}


def flags_of_settings():
    """Return the flags that fields of settings declare, by package."""
    own = [field.metadata.get("option") for field in fields(Settings)]
    every = [each for kind in (CheckSettings, FuzzSettings) for each in options_of(kind)]
    return {
        "mock_server": {option.flag for option in own if option is not None},
        "contracts": {flag for option in every for flag in option.flags},
    }


def test_settings_are_options_by_their_fields_only():
    """Flag, variable and help of a setting are written at its field, for every command."""
    declared = flags_of_settings()
    declared["contracts"] -= {"--only"}  # of `selftest`: mutants, which no run has
    written = {
        f"{name_of(path)}: {flag}"
        for path in package_modules()
        if "click.option(" in path.read_text(encoding="utf-8")
        for node in nodes(path)
        for flag in flags_of(node) & declared.get(name_of(path).partition("/")[0], set())
    }

    assert "--port" in declared["mock_server"]
    assert "--profile" in declared["contracts"]
    assert written == set()
