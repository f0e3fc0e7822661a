"""Every regular expression of the packages: its module, pattern and use."""

import ast
import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.architecture.files import ROOT, name_of, nodes, package_modules

MAKING = frozenset({
    "compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A regular expression of ours.

    Attributes:
        module: The file, from the root.
        made_of: Its source text; with the module it identifies the expression.
        pattern: What that is; None where it is put together only when the program runs.
        flags: Those of `re`.
        ways: How it is used: `fullmatch`, `match`, `search`.
    """

    module: str
    made_of: str
    pattern: str | bytes | None
    flags: int
    ways: frozenset[str]

    @property
    def key(self) -> str:
        """Return module and name, as the list of accepted ones has them."""
        return f"{self.module}: {self.made_of}"


@cache
def expressions() -> tuple[Expression, ...]:
    """Return every expression that a module makes with `re`."""
    return tuple(_expressions())


def _expressions() -> Iterator[Expression]:
    for path in package_modules():
        every = nodes(path)
        namespace: dict[str, object] | None = None
        used = _used(every)
        names = {id(n.value): n.targets[0] for n in every if isinstance(n, ast.Assign)}
        for call in filter(_makes_expression, every):
            namespace = _namespace(path) if namespace is None else namespace
            name = names.get(id(call))
            known = used.get(name.id, set()) if isinstance(name, ast.Name) else set()
            ways = {call.func.attr} if call.func.attr != "compile" else known
            flags = [k.value for k in call.keywords if k.arg == "flags"]
            flags += call.args[1:2] if call.func.attr == "compile" else []
            yield Expression(
                module=name_of(path),
                made_of=name.id if isinstance(name, ast.Name) else ast.unparse(call.args[0]),
                pattern=_value(call.args[0], namespace),
                flags=int(_value(flags[0], namespace) or 0) if flags else 0,
                ways=frozenset(_way(each) for each in ways or {"search"}),
            )


def _makes_expression(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in MAKING
    )


def _used(nodes: Sequence[ast.AST]) -> dict[str, set[str]]:
    """Return the methods of `re.Pattern` by the name that they are called on."""
    used: dict[str, set[str]] = {}
    for node in nodes:
        is_method = isinstance(node, ast.Attribute) and node.attr in MAKING
        if is_method and isinstance(node.value, ast.Name):
            used.setdefault(node.value.id, set()).add(node.attr)
    return used


def _way(method: str) -> str:
    return method if method in {"fullmatch", "match"} else "search"


def _namespace(path: Path) -> dict[str, object]:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    return {**vars(importlib.import_module(name)), "re": re}


def _value(node: ast.expr, namespace: dict[str, object]) -> object:
    """Return the value of an expression of the module's own names; None if it needs others."""
    try:
        return eval(compile(ast.Expression(node), "", "eval"), namespace)  # noqa: S307 - ours
    except NameError:
        return None
