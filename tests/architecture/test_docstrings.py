"""Every test says what it promises, and is found beside its module."""

import ast

from tests.architecture.files import PACKAGES, ROOT, name_of, package_modules, parse

TESTS = ROOT / "tests"
TEST_FILES = sorted([*TESTS.rglob("test_*.py"), *TESTS.glob("benchmarks/**/*.py")])
MIRRORED_FILES = [path for path in TEST_FILES if path.relative_to(TESTS).parts[0] in PACKAGES]

NO_TEST_FILE = frozenset({"__init__.py"})
"""Modules without a test file of their own: they hold a docstring and names to import."""


def test_every_test_states_its_promise():
    """Every test, and every file of tests, has a docstring whose first line is a sentence."""
    offenders = [
        f"{name_of(path)}: {getattr(node, 'name', 'the file')}"
        for path in TEST_FILES
        for tree in [parse(path)]
        for node in [tree, *(node for node in ast.walk(tree) if is_test(node))]
        if not is_sentence(node)
    ]

    assert not offenders, "\n".join(offenders)


def test_every_unit_test_mirrors_a_module():
    """`tests/openapi/test_routing.py` tests `openapi/routing.py`, and so on."""
    without_module = [
        name_of(path)
        for path in MIRRORED_FILES
        if not (ROOT / path.relative_to(TESTS).with_name(path.name.removeprefix("test_"))).exists()
    ]

    assert not without_module, "\n".join(without_module)


def test_every_module_has_its_test_file():
    """`openapi/routing.py` is tested by `tests/openapi/test_routing.py`, and so on."""
    without_tests = [
        f"{name_of(module)}: {name_of(mirror)} holds no test"
        for module in package_modules()
        if module.name not in NO_TEST_FILE
        for mirror in [TESTS / module.relative_to(ROOT).with_name(f"test_{module.name}")]
        if not holds_tests(mirror)
    ]

    assert not without_tests, "\n".join(without_tests)


def holds_tests(path):
    """Whether the file exists and has at least one test."""
    return path.exists() and any(is_test(node) for node in ast.walk(parse(path)))


def is_test(node: ast.AST) -> bool:
    """Whether pytest would run it."""
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
        "test_"
    )


def is_sentence(node: ast.AST) -> bool:
    """Whether its docstring begins with a line that ends as a sentence does."""
    assert isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef)
    first_line = (ast.get_docstring(node) or "").split("\n")[0]
    return first_line.endswith((".", "?", "!", ":"))
