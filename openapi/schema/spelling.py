"""Other spellings of one value: a number as a text, a date as part of a time, JSON in a text."""

import re
from collections.abc import Iterator

from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.types import JSON

_TIME = re.compile(
    r"(?P<year>[0-9]{4})(?P<dash>[-/])(?P<month>[0-9]{2})(?P=dash)(?P<day>[0-9]{2})"
    r"(?:[Tt ](?P<minute>[0-9]{2}:[0-9]{2})(?P<second>:[0-9]{2})?(?P<fraction>\.[0-9]+)?"
    r" ?(?P<offset>[Zz]|[-+][0-9]{2}:?[0-9]{2})?)?"
)
_UTC = ("Z", "+00:00")
_NO_OFFSET = ("Z", "+0000", "-0000")
_BOOLEANS = {"true": True, "false": False}


def spellings(value: JSON) -> Iterator[JSON]:
    """Yield what else may be meant by a scalar, the nearest spelling first.

    A number or a boolean is also its text, and a text the number, boolean, object or list that it
    is in JSON; a time is also the same time written in another way, or its date.

    >>> [*spellings("12")], [*spellings(True)], [*spellings("2020-02-01 09:30:00")][:2]
    ([12], ['true'], ['2020-02-01T09:30:00Z', '2020-02-01T09:30:00+00:00'])
    """
    if isinstance(value, bool | int | float):
        yield dump_json(value).decode()
    elif isinstance(value, str):
        yield from _of_text(value.strip())


def _of_text(text: str) -> Iterator[JSON]:
    if text.casefold() in _BOOLEANS:
        yield _BOOLEANS[text.casefold()]
        return
    match = _TIME.fullmatch(text)
    if match is not None:
        yield from _times(match)
        return
    try:
        found = parse_json(text.encode("utf-8", "replace"))
    except JsonError:
        return
    if found is not None and not isinstance(found, str):
        yield found


def _times(match: re.Match[str]) -> Iterator[str]:
    """Yield the spellings of a date or a time, those that say most first.

    Programs that convert YAML read its dates, and write them as times in UTC.
    """
    date = f"{match['year']}-{match['month']}-{match['day']}"
    time = (match["minute"] or "00:00") + (match["second"] or ":00")
    offset = (match["offset"] or "Z").upper().replace(":", "")
    offsets = _UTC if offset in _NO_OFFSET else (f"{offset[:3]}:{offset[3:]}",)
    for fraction in dict.fromkeys((match["fraction"] or "", "")):
        yield from (f"{date}T{time}{fraction}{each}" for each in offsets)
    yield f"{date}T{time}"
    yield f"{date} {time}"
    yield date
