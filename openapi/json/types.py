"""The type of a JSON value, and its numbers."""

from typing import Any, TypeGuard

JSON = Any  # a JSON value: None, bool, int, float, str, list or dict with text keys


def is_number(value: JSON) -> TypeGuard[int | float]:
    """Whether a value is a number; to Python true and false are numbers, too.

    >>> [is_number(value) for value in (0, 1.5, True, "1")]
    [True, True, False, False]
    """
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_integer(value: JSON) -> TypeGuard[int]:
    """Whether a value is a number that is written without a fraction.

    >>> [is_integer(value) for value in (0, 1.5, True, "1")]
    [True, False, False, False]
    """
    return isinstance(value, int) and not isinstance(value, bool)
