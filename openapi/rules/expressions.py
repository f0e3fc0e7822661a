"""Expressions in CEL: compiled once, answered in a context. The one door to CEL."""

import logging
import warnings
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from openapi.json.formats import is_date_time
from openapi.json.types import JSON
from openapi.rules.cost import refuse_costly

# A leap second is a valid time of RFC 3339; that Python's datetime has none is no news to users.
warnings.filterwarnings("ignore", message="ignored leap-second")

EVALUATION_ERRORS = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, Warning)
"""Everything that CEL raises; and a warning, where the user wants warnings to be errors."""


def _is_unique(items: list[JSON]) -> bool:
    return len(set(map(_hashable, items))) == len(items)


def _distinct(items: list[JSON]) -> list[JSON]:
    found: dict[JSON, JSON] = {}
    for item in items:
        found.setdefault(_hashable(item), item)
    return [*found.values()]


def _hashable(value: JSON) -> JSON:
    """Return something hashable that is equal for equal JSON values, and only for these."""
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
"""What rules may call beside CEL's own functions."""


@cache
def _cel() -> ModuleType:
    """Import CEL when the first rule is compiled: its package imports a terminal UI (120 ms)."""
    import cel  # noqa: PLC0415 - a server that judges nothing must not pay for it

    # It logs what our functions raise; that is an ordinary "not exercised" here, and told as one.
    logging.getLogger("cel").setLevel(logging.CRITICAL)
    return cel


@lru_cache(maxsize=1024)
def compile_expression(expression: str) -> Any:  # noqa: ANN401 - cel is imported late
    """Compile an expression, once.

    Raises:
        ValueError: It does not compile.
    """
    return _cel().compile(expression)


def create_context(names: Mapping[str, JSON]) -> Any:  # noqa: ANN401 - cel is imported late
    """Return names as CEL knows them, for any number of expressions.

    To convert them takes a hundred times longer than to answer an expression.

    Raises:
        ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, Warning: CEL has no such
            values; see `EVALUATION_ERRORS`.
    """
    return _cel().Context(names, dict(FUNCTIONS))


def evaluate_in(expression: str, known: Any) -> JSON:  # noqa: ANN401 - cel is imported late
    """Return what an expression says in a `situation`.

    Raises:
        ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, Warning: It has no
            answer; see `EVALUATION_ERRORS`.
    """
    return compile_expression(expression).execute(known)


def evaluate(expression: str, names: Mapping[str, JSON]) -> JSON:
    """Return what an expression says, where these names are known.

    Raises:
        ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, Warning: It has no
            answer; see `EVALUATION_ERRORS`.
    """
    refuse_costly(expression, names)
    return evaluate_in(expression, create_context(names))


def summarize_error(error: BaseException) -> str:
    """Return what an error says, its first sentence only."""
    text = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return text.partition(". ")[0]
