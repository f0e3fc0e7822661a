"""Puts the times of generated records in their order: created, started, finished, updated.

Each time is generated alone, so a record may seem to end before it begins. The names of members say
which time is the earlier one; the times of an object change places with each other.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from mock_server.answers.echo import Edit, with_edits
from mock_server.http.bodies.member_names import CREATED, UPDATED, plain_name
from openapi.json.formats import is_date, is_date_time
from openapi.json.types import JSON

MAX_CHANGED = 100  # objects of one body whose times change places

_PHASES = (
    ("creat", "insert", "regist", "submit", "queue", "add"),
    ("start", "beg", "open"),
    ("finish", "end", "complet", "stop", "clos"),
    ("updat", "modif", "lastmodif", "lastupdat", "chang"),
    ("expir", "due", "until", "delet"),
)
"""How plain names of members begin, the earliest time first."""


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
            changed |= zip(sorted(names, key=_rank), times, strict=True)
        if changed != value:
            yield place, changed
        for name, child in value.items():
            yield from _edits(child, (*place, name))


def _is_ranked(name: str, value: JSON, is_alike: Callable[[str], bool]) -> bool:
    if not isinstance(value, str) or not is_alike(value) or _rank(name) < 0:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:  # a leap second, which cannot be compared
        return False
    return True


def _rank(name: str) -> int:
    """Return the phase of the time with this name; -1 for another name."""
    plain = plain_name(name)
    if plain in CREATED | UPDATED:
        return 0 if plain in CREATED else 3
    return next((rank for rank, each in enumerate(_PHASES) if plain.startswith(each)), -1)
