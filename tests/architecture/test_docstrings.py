"""Every test is in the file for its module, and docstrings name what exists.

That every test has a docstring whose first line is a sentence is checked by ruff (D1, D415).
"""

import ast
import builtins
import re

from tests.architecture.files import PACKAGES, ROOT, name_of, package_modules, parse, statements

TESTS = ROOT / "tests"
MIRRORED_FILES = [path for name in PACKAGES for path in sorted((TESTS / name).rglob("test_*.py"))]

TEST = re.compile(r"^ *(async )?def test_", re.MULTILINE)

NO_TEST_FILE = frozenset({"__init__.py"})
"""Modules without a test file of their own: they hold a docstring and names to import."""


def test_every_unit_test_mirrors_a_module():
    """`tests/openapi/test_errors.py` tests `openapi/errors.py`, and so on."""
    without_module = [
        name_of(path)
        for path in MIRRORED_FILES
        if not (ROOT / path.relative_to(TESTS).with_name(path.name.removeprefix("test_"))).exists()
    ]

    assert not without_module, "\n".join(without_module)


def test_every_module_has_its_test_file():
    """`openapi/errors.py` is tested by `tests/openapi/test_errors.py`, and so on."""
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
    return path.exists() and bool(TEST.search(path.read_text(encoding="utf-8")))


def test_docstrings_name_exceptions_that_exist():
    """Each exception under `Raises:` exists."""
    trees = {path: parse(path) for path in package_modules()}
    known = {node.name for tree in trees.values() for node in classes_of(tree)}
    unknown = [
        f"{name_of(path)}: {name}"
        for path, tree in trees.items()
        for node in statements(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for name in entries_of(node, "Raises")
        if "." not in name and name not in known | imported_by(tree) and not hasattr(builtins, name)
    ]

    assert unknown == []


def test_docstrings_name_attributes_that_exist():
    """Each entry of `Attributes:` is a field, a property or set on `self`."""
    unknown = [
        f"{name_of(path)}: {node.name}.{name}"
        for path in package_modules()
        for node in classes_of(parse(path))
        for name in entries_of(node, "Attributes")
        if attributes_of(node) and name not in attributes_of(node)
    ]

    assert unknown == []


def classes_of(tree: ast.Module) -> list[ast.ClassDef]:
    """Return the classes of a module."""
    return [node for node in statements(tree) if isinstance(node, ast.ClassDef)]


def imported_by(tree: ast.Module) -> set[str]:
    """Return the names that a module imports from others."""
    imports = [node for node in statements(tree) if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in imports for alias in node.names}


def entries_of(node: ast.AST, section: str) -> list[str]:
    """Return the names that a section of a docstring explains."""
    found = re.search(
        rf"^{section}:\n((?:    .*\n?|\n)+)", ast.get_docstring(node) or "", re.MULTILINE
    )
    return re.findall(r"^    ([A-Za-z_][\w.]*):", found[1], re.MULTILINE) if found else []


def attributes_of(node: ast.ClassDef) -> set[str]:
    """Return the fields and methods of a class, and what is assigned in it."""
    names = set()
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                names.add(name)
            case ast.FunctionDef(name=name):
                names.add(name)
    return names
