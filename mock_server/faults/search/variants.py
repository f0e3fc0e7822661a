"""Variants: other values for a scalar of a body, most of them likely mistakes."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from mock_server.faults.search.expression_hints import ExpressionHints
from mock_server.faults.search.schema_places import SchemaLocation
from openapi.json.formats import is_date, is_date_time
from openapi.json.types import JSON, is_integer
from openapi.schema.types import takes_null

_DISTANT_TIMES = ("2999-01-01T00:00:00Z", "1970-01-01T00:00:00Z")
_SECOND = timedelta(seconds=1)
_DAY = len("2018-07-30")
_DIGITS = re.compile(r"[0-9]{1,18}$")
_LARGE = 1_000_003


def variants(
    value: JSON, place: SchemaLocation | None, siblings: Sequence[JSON], hints: ExpressionHints
) -> Iterator[JSON]:
    """Yield other scalars for a scalar, with duplicates; `value` itself may be among them.

    `place` is its location in the schema, if that describes it; `siblings` are scalars in the same
    object, and at the same key of sibling items.
    """
    enum = place.keyword("enum") if place is not None else None
    if isinstance(enum, list):
        yield from enum
    match value:
        case bool():
            yield not value
        case int():
            yield from _integers(value, place, siblings, hints)
        case float():
            yield from (value + 1, value - 1, 0.0, value + _LARGE)
        case str():
            yield from _texts(value, siblings, hints)
        case None:
            yield from place.derived if place is not None else ()
    if place is not None and any(map(takes_null, place.parts)):
        yield None


def distinct_copy(item: JSON, number: int) -> JSON:
    """Return a copy of a list item with other numbers: integers and final digits are increased.

    >>> distinct_copy({"code": "KE-0007", "tons": 3}, 2)
    {'code': 'KE-0009', 'tons': 5}
    """
    if not isinstance(item, dict):
        return _other(item, number)
    return {key: _other(value, number) for key, value in item.items()}


def _other(value: JSON, number: int) -> JSON:
    if is_integer(value):
        return value + number
    if isinstance(value, str) and not is_date_time(value) and not is_date(value):
        return _DIGITS.sub(lambda m: f"{int(m[0]) + number:0{len(m[0])}d}", value)
    return value


def _integers(
    value: int, place: SchemaLocation | None, siblings: Sequence[JSON], hints: ExpressionHints
) -> Iterator[JSON]:
    near = [s for s in siblings if is_integer(s)]
    yield from (value - 1, value + 1)
    yield from (near_value + by for near_value in near for by in (0, 1))
    yield from (number + by for number in hints.numbers for by in (0, 1, -1))
    yield from (0, value + _LARGE)
    bounds = [place.keyword(keyword) for keyword in ("minimum", "maximum")] if place else []
    yield from (bound for bound in bounds if bound is not None)
    yield str(value)


def _texts(value: str, siblings: Sequence[JSON], hints: ExpressionHints) -> Iterator[JSON]:
    if is_date_time(value):
        yield from _times(value, [s for s in siblings if isinstance(s, str)])
        yield value[:_DAY]
    else:
        yield from (sibling for sibling in siblings if isinstance(sibling, str))
        yield from hints.texts
    number = _DIGITS.fullmatch(value)
    if number:
        yield from (str(int(value) + 1), int(value))
    yield from ("text", "")


def _times(value: str, siblings: list[str]) -> Iterator[str]:
    yield from (shift_time(value, -_SECOND), shift_time(value, _SECOND))
    for sibling in siblings:
        if is_date_time(sibling):
            yield from (shift_time(sibling, -_SECOND), shift_time(sibling, _SECOND), sibling)
    yield from _DISTANT_TIMES


def shift_time(text: str, by: timedelta) -> str:
    """Return an RFC 3339 time shifted by a duration, in UTC; the same text if it cannot be."""
    try:
        moment = datetime.fromisoformat(text.upper()).astimezone(UTC) + by
    except (ValueError, OverflowError):
        return text
    digits = "microseconds" if moment.microsecond else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=digits) + "Z"
