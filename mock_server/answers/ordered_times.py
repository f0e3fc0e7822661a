"""Puts the times of generated records in their order: created, started, finished, updated.

Each time is generated alone, so a record may seem to end before it begins. The names of members say
which time is the earlier one; the times of an object change places with each other.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from mock_server.answers.echo import Edit, with_edits
from mock_server.http.bodies.member_names import time_rank
from openapi.json.formats import is_date, is_date_time
from openapi.json.types import JSON

MAX_CHANGED = 100  # objects of one body whose times change places


def with_times_in_order(value: JSON, is_valid: Callable[[JSON], bool]) -> JSON:
    """Return a value in which no record is changed before it is created, as far as it is valid.

    `value` itself is not changed.
    """
    return with_edits(value, [*islice(_edits(value, ()), MAX_CHANGED)], is_valid)


def _edits(value: JSON, place: tuple[str | int, ...]) -> Iterator[Edit]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _edits(item, (*place, index))
    elif isinstance(value, dict):
        changed = dict(value)
        # A time takes the place of one that is written alike.
        for is_alike in (is_date_time, is_date):
            names = [name for name, each in value.items() if _is_ranked(name, each, is_alike)]
            times = sorted((value[name] for name in names), key=datetime.fromisoformat)
            changed |= zip(sorted(names, key=time_rank), times, strict=True)
        if changed != value:
            yield place, changed
        for name, child in value.items():
            yield from _edits(child, (*place, name))


def _is_ranked(name: str, value: JSON, is_alike: Callable[[str], bool]) -> bool:
    if not isinstance(value, str) or not is_alike(value) or time_rank(name) < 0:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:  # a leap second, which cannot be compared
        return False
    return True
