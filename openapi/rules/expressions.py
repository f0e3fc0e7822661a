"""CEL expressions, compiled once and evaluated in a context; the only module that imports CEL."""

import logging
import warnings
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from openapi.json.formats import is_date_time
from openapi.json.types import JSON
from openapi.process.imports import install_line, is_installed, without_module
from openapi.rules.cost import refuse_costly

# A leap second is valid in RFC 3339; users need no warning that Python's datetime has none.
warnings.filterwarnings("ignore", message="ignored leap-second")

EVALUATION_ERRORS = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, Warning)
"""Everything that CEL raises, and warnings, which Python can be configured to raise."""


def _is_unique(items: list[JSON]) -> bool:
    return len(set(map(_hashable, items))) == len(items)


def _distinct(items: list[JSON]) -> list[JSON]:
    found: dict[JSON, JSON] = {}
    for item in items:
        found.setdefault(_hashable(item), item)
    return [*found.values()]


def _hashable(value: JSON) -> JSON:
    """Return a hashable value that is equal for equal JSON values only."""
    if isinstance(value, dict):
        return frozenset((key, _hashable(child)) for key, child in value.items())
    if isinstance(value, list):
        return ("[]", *map(_hashable, value))
    # In Python 1 == True; in JSON it is not.
    return ("bool", value) if isinstance(value, bool) else value


def _pairs(old: list[JSON], new: list[JSON], key: str) -> list[JSON]:
    later = {_hashable(item[key]): item for item in reversed(new)}
    return [{"old": item, "new": later.get(_hashable(item[key]))} for item in old]


FUNCTIONS: Mapping[str, Callable[..., JSON]] = {
    "distinct": _distinct,
    "isDateTime": lambda text: isinstance(text, str) and is_date_time(text),
    "isUnique": _is_unique,
    "pairs": _pairs,
    "sort": sorted,
    "sum": sum,
    "values": lambda mapping: list(mapping.values()),
}
"""Functions of rules beside CEL's own."""


RULES_MISSING = f"rules are not evaluated: CEL is not installed ({install_line('rules')})"
"""Why no rule is judged in an installation without the extra `rules`."""


@cache
def can_evaluate() -> bool:
    """Whether CEL is installed; it comes with the extra `rules`."""
    return is_installed("cel")


@cache
def _cel() -> ModuleType:
    """Import CEL when the first rule is compiled, without the terminal UI of its package.

    The package imports its own command, with prompt_toolkit, rich and typer; that takes ten times
    longer than the rest, and nothing here needs it.
    """
    if not can_evaluate():
        raise RuntimeError(RULES_MISSING)
    with without_module("cel.cli"):
        import cel  # noqa: PLC0415 - a server that judges nothing must not pay for it

    # It logs exceptions of our functions, which are reported as "not exercised" instead.
    logging.getLogger("cel").setLevel(logging.CRITICAL)
    return cel


@lru_cache(maxsize=1024)
def compile_expression(expression: str) -> Any:  # noqa: ANN401 - cel is imported late
    """Compile an expression, once (ValueError: it does not compile)."""
    return _cel().compile(expression)


def create_context(names: Mapping[str, JSON]) -> Any:  # noqa: ANN401 - cel is imported late
    """Return a CEL context with these names, for any number of expressions.

    Its creation takes a hundred times longer than the evaluation of an expression.

    Raises:
        ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, Warning: CEL cannot
            represent a value; see `EVALUATION_ERRORS`.
    """
    return _cel().Context(names, dict(FUNCTIONS))


def evaluate_in(expression: str, context: Any) -> JSON:  # noqa: ANN401 - cel is imported late
    """Return the value of an expression in a context of `create_context`.

    Raises:
        ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, Warning: It has no
            value; see `EVALUATION_ERRORS`.
    """
    return compile_expression(expression).execute(context)


def evaluate(expression: str, names: Mapping[str, JSON]) -> JSON:
    """Return the value of an expression over these names, unless it may take too many steps.

    Raises:
        ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, Warning: It has no
            value; see `EVALUATION_ERRORS`.
    """
    refuse_costly(expression, names)
    return evaluate_in(expression, create_context(names))


def summarize_error(error: BaseException) -> str:
    """Return the first sentence of an error's message."""
    text = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return text.partition(". ")[0]
