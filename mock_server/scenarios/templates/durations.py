"""Durations of scenario files, such as `30s`, `1m30s`, `240ms` or `-1.5h`.

They are integers of milliseconds, so that no machine rounds differently.
"""

import re
from fractions import Fraction

PATTERN = r"-?([0-9]{1,9}(\.[0-9]{1,6})?(ms|s|m|h|d))+"
"""Regular expression of a duration, the same as in the schema of scenario files."""

_DURATION = re.compile(PATTERN)
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)")
_MILLISECONDS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def parse_milliseconds(text: str) -> int:
    """Return the milliseconds of a duration.

    >>> parse_milliseconds("1m30s"), parse_milliseconds("-1.5h"), parse_milliseconds("240ms")
    (90000, -5400000, 240)

    Raises:
        ValueError: It is not a duration, or not one of whole milliseconds.
    """
    if _DURATION.fullmatch(text) is None:
        message = f"{text!r} is not a duration such as 30s, 1m30s, 240ms or -2h"
        raise ValueError(message)
    total = sum(
        (Fraction(number) * _MILLISECONDS[unit] for number, unit in _PART.findall(text)),
        Fraction(0),
    )
    if total.denominator != 1:
        message = f"{text!r} is finer than a millisecond"
        raise ValueError(message)
    return -int(total) if text.startswith("-") else int(total)


def format_duration(duration: int) -> str:
    """Return milliseconds as short text.

    >>> format_duration(30_000), format_duration(90_500), format_duration(240), format_duration(0)
    ('30s', '1m30.5s', '240ms', '0s')
    """
    if duration < 0:
        return f"-{format_duration(-duration)}"
    if 0 < duration < _MILLISECONDS["s"]:
        return f"{duration}ms"
    text = ""
    for unit in ("d", "h", "m"):
        count, duration = divmod(duration, _MILLISECONDS[unit])
        text += f"{count}{unit}" if count else ""
    return f"{text}{duration / 1000:g}s" if duration or not text else text
