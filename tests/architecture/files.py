"""The files of this checkout that are ours, and their content."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("openapi", "mock_server", "contracts", "specimen_entry")

_NOT_OURS = {"__pycache__", "build", "dist", "node_modules", "vendor"}
_HIDDEN_BUT_OURS = {".ci", ".github", ".gitignore", ".pre-commit-config.yaml"}


def shipped_files(folder: Path = ROOT) -> Iterator[Path]:
    """Yield every file of the checkout that is neither made by a tool nor hidden."""
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_OURS or path.name.endswith(".egg-info"):
            continue
        if path.name.startswith(".") and path.name not in _HIDDEN_BUT_OURS:
            continue
        if path.is_dir():
            yield from shipped_files(path)
        else:
            yield path


def name_of(path: Path) -> str:
    """Return the path relative to the root."""
    return path.relative_to(ROOT).as_posix()


def package_modules() -> list[Path]:
    """Return the Python files of the packages."""
    return [path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py"))]


@cache
def parse(path: Path) -> ast.Module:
    """Return the file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return every node of a file's syntax tree, in the order of `ast.walk`."""
    return tuple(ast.walk(parse(path)))


def statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield every statement of a file, inner ones too; a fifth of the nodes of `ast.walk`."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting += getattr(node, field, ())


def holders(is_meant: Callable[[ast.AST], bool], *texts: str) -> set[str]:
    """Return the modules with a node of a kind; only those with one of the texts are parsed."""
    return {
        name_of(path)
        for path in package_modules()
        if any(each in path.read_text(encoding="utf-8") for each in texts)
        and any(map(is_meant, nodes(path)))
    }
