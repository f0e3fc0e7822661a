"""Durations as people type them: in options, in commands to a session, in scenario files.

`30s`, `1m30s`, `240ms`, `-1.5h`, and `30` for thirty seconds. The values are exact fractions, so
that no two machines round differently.
"""

import re
from fractions import Fraction

PATTERN = r"-?(?:(?:[0-9]{1,9}(?:\.[0-9]{1,6})?(?:ms|s|m|h|d))+|[0-9]{1,9}(?:\.[0-9]{1,6})?)"
"""Pattern of a duration, also in the schema of scenario files."""

EXPECTED = "a number with ms, s, m, h or d, such as 30s or 1m30s; without a unit it is in seconds"
"""The allowed texts, for messages."""

_DURATION = re.compile(PATTERN)
_PART = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d|)")
_MILLISECONDS = {"ms": 1, "s": 1000, "": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def parse_duration(text: str) -> Fraction:
    """Return the seconds of a duration; a minus is for the whole duration.

    >>> str(parse_duration("1m30s")), str(parse_duration("-240ms")), str(parse_duration("30"))
    ('90', '-6/25', '30')

    Raises:
        ValueError: It is not a duration.
    """
    if _DURATION.fullmatch(text) is None:
        message = f"{text[:40]!r} is not a duration such as 30s, 1m30s, 240ms or -2h"
        raise ValueError(message)
    parts = (Fraction(number) * _MILLISECONDS[unit] for number, unit in _PART.findall(text))
    total = sum(parts, Fraction(0)) / 1000
    return -total if text.startswith("-") else total


def parse_milliseconds(text: str) -> int:
    """Return the milliseconds of a duration that is a whole number of them.

    >>> parse_milliseconds("1m30s"), parse_milliseconds("-1.5h"), parse_milliseconds("240ms")
    (90000, -5400000, 240)

    Raises:
        ValueError: It is not a duration, or finer than a millisecond.
    """
    total = parse_duration(text) * 1000
    if total.denominator != 1:
        message = f"{text[:40]!r} is finer than a millisecond"
        raise ValueError(message)
    return int(total)


def format_duration(milliseconds: int) -> str:
    """Return milliseconds as short text that `parse_milliseconds` reads.

    >>> format_duration(30_000), format_duration(90_500), format_duration(240), format_duration(0)
    ('30s', '1m30.5s', '240ms', '0s')
    """
    if milliseconds < 0:
        return f"-{format_duration(-milliseconds)}"
    if 0 < milliseconds < _MILLISECONDS["s"]:
        return f"{milliseconds}ms"
    text, rest = "", milliseconds
    for unit in ("d", "h", "m"):
        count, rest = divmod(rest, _MILLISECONDS[unit])
        text += f"{count}{unit}" if count else ""
    return f"{text}{rest / 1000:g}s" if rest or not text else text
