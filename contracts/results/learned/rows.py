"""The objects of answers as rows of comparable values, from which rules are mined."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from openapi.json.formats import is_date_time
from openapi.json.types import JSON
from openapi.text.secret_names import is_secret_name

MAX_ROWS = 1000  # different objects of one place that are compared; further ones are not

MAX_OBJECTS = 60  # objects of one place in one answer that are compared

MAX_PLACES = 40
MAX_MEMBERS = 40
MAX_DEPTH = 6
MAX_WORD = 40

Value = int | float | str | bool | datetime | None
Row = tuple[tuple[str, Value], ...]
"""Names and values of the members of one object; `#items` is the length of the list `items`."""

LENGTH = "#"
"""Comes before the name of a list whose length is the value."""


@dataclass(slots=True)
class ObservedRows:
    """The objects that were seen in one place."""

    # Different ones, with the number of the first exchange of each.
    rows: dict[Row, int] = field(default_factory=dict)
    answers: int = 0  # how many answers had one
    is_whole: bool = True  # whether every object was kept

    def add(self, row: Row, exchange: int) -> None:
        """Take an object."""
        if row in self.rows or len(self.rows) < MAX_ROWS:
            self.rows.setdefault(row, exchange)
        else:
            self.is_whole = False

    def take(self, other: "ObservedRows") -> None:
        """Take the objects that were seen in the same place elsewhere."""
        self.answers += other.answers
        self.is_whole = self.is_whole and other.is_whole
        for row, exchange in other.rows.items():
            self.add(row, exchange)


def rows_of(body: JSON) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Yield the objects of an answer by their place: keys, and `*` for the items of lists."""
    places: dict[tuple[str, ...], list[Row]] = {}
    waiting: list[tuple[tuple[str, ...], JSON]] = [((), body)]
    while waiting:
        place, value = waiting.pop(0)
        if isinstance(value, Mapping):
            found = places.setdefault(place, []) if len(places) < MAX_PLACES else None
            found = places.get(place, found)
            if found is not None and len(found) < MAX_OBJECTS:
                found.append(row_of(value))
        if len(place) >= MAX_DEPTH or len(waiting) > MAX_PLACES * MAX_OBJECTS:
            continue
        if isinstance(value, Mapping):
            inner = [(k, v) for k, v in value.items() if isinstance(v, Mapping | list)]
            waiting += [((*place, str(key)), child) for key, child in inner[:MAX_MEMBERS]]
        elif isinstance(value, list):
            waiting += [((*place, "*"), child) for child in value[:MAX_OBJECTS]]
    yield from places.items()


def row_of(value: Mapping[str, JSON]) -> Row:
    """Return the members of an object that rules can compare."""
    found: list[tuple[str, Value]] = []
    for name, child in list(value.items())[:MAX_MEMBERS]:
        if isinstance(child, list):
            found.append((f"{LENGTH}{name}", len(child)))
        elif not isinstance(child, Mapping) and not is_secret_name(name):
            found.append((str(name), _comparable(child)))
    return tuple(sorted(found, key=lambda pair: pair[0]))


def _comparable(value: JSON) -> Value:
    if isinstance(value, str):
        if is_date_time(value):
            return _moment(value)
        return value[:MAX_WORD]
    return value if isinstance(value, int | float | bool) else None


def _moment(text: str) -> Value:
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        # A leap second, or more digits than a moment has.
        return text[:MAX_WORD]
