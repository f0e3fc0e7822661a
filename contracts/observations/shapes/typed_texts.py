"""The values that texts in paths, queries and forms represent: numbers, booleans, or texts."""

import re

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}")


def typed(text: str) -> str | int | float | bool:
    """Return the value of a text; what a number would lose, such as leading zeros, is a text.

    >>> [typed(text) for text in ("7", "007", "1.5", "true", "blue")]
    [7, '007', 1.5, True, 'blue']
    """
    if text in {"true", "false"}:
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
