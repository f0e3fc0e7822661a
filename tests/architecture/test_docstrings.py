"""Every test says what it promises, and stands where one looks for it."""

import ast

import pytest

from tests.architecture.files import PACKAGES, ROOT, name_of, parse

TEST_FILES = sorted((ROOT / "tests").rglob("test_*.py"))
MIRRORED_FILES = [
    path for path in TEST_FILES if path.relative_to(ROOT / "tests").parts[0] in PACKAGES
]


@pytest.mark.parametrize("path", TEST_FILES, ids=name_of)
def test_every_test_states_its_promise(path):
    """Every test, and every file of tests, has a docstring whose first line is a sentence."""
    tree = parse(path)
    nodes = [tree, *(node for node in ast.walk(tree) if is_test(node))]
    mute = [getattr(node, "name", "the file") for node in nodes if not is_sentence(node)]

    assert mute == []


@pytest.mark.parametrize("path", MIRRORED_FILES, ids=name_of)
def test_every_unit_test_mirrors_a_module(path):
    """`tests/openapi/test_routing.py` tests `openapi/routing.py`, and so on."""
    module = ROOT / path.relative_to(ROOT / "tests").with_name(path.name.removeprefix("test_"))
    package = module.with_suffix("") / "__init__.py"

    assert module.exists() or package.exists(), f"{name_of(module)} does not exist"


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
