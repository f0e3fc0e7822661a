"""Bodies that vary with a seed, are valid against their schema, and keep every rule.

Rules relate several values, so that generated ones rarely keep them all. Then a body that keeps
them is changed part by part, and each change that breaks a rule is taken back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from mock_server.faults.search.schema_places import Index, location_at
from openapi.contract import Schema
from openapi.json.formats import is_date_time, is_uuid
from openapi.json.pointers import join, replaced, resolve
from openapi.json.types import JSON, is_integer
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

MAX_JUDGED = 150  # bodies that are judged by the rules while one is looked for

_FRESH = 3
_MAX_PARTS = 300
_MAX_LISTS = 10
_MOST_ITEMS = 5
_MAX_SECONDS = 30 * 24 * 3600
_TIME = len("2000-01-01T00:00:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is looked for."""

    schema: Schema  # the schema of the body
    index: Index  # its locations
    starts: Sequence[JSON]  # bodies to start from; those that keep all rules are best
    broken: Callable[[JSON], int]  # returns how many rules a valid body breaks
    has_rules: bool  # whether there are any rules


def varied_body(task: Task, seed: int) -> JSON:
    """Return a body that is valid and keeps every rule.

    Raises:
        ValueError: None was found within the bounds.
    """
    found: list[JSON] = []
    for attempt in range(_FRESH if task.has_rules else 1):
        try:
            body = generate_example(
                task.schema, seed=seed + attempt, is_varied=True, fills_maps=True
            )
        except ValueError:
            break
        if not task.has_rules or not task.broken(body):
            return body
        found.append(body)
    random = Random(seed)  # noqa: S311 - nothing secret
    search = _Search(task, random, _start(task, found, random))
    search.run()
    if search.broken:
        message = "no generated values keep every rule"
        raise ValueError(message)
    return search.body


def _start(task: Task, generated: Sequence[JSON], random: Random) -> JSON:
    """Return the body to start from: any that keeps all rules, else the best one."""
    is_valid = validator_for(task.schema).is_valid
    counted = [(task.broken(each), each) for each in task.starts if is_valid(each)]
    healthy = [each for count, each in counted if not count]
    if healthy:
        return random.choice(healthy)
    counted += [(task.broken(each), each) for each in generated]
    if not counted:
        message = "no value can be generated for the schema"
        raise ValueError(message)
    return min(counted, key=lambda pair: pair[0])[1]


class _Search:
    """Changes one body, and keeps the changes that break no further rule."""

    def __init__(self, task: Task, random: Random, body: JSON) -> None:
        self.body = body
        self.broken = task.broken(body)
        self._task = task
        self._random = random
        self._is_valid = validator_for(task.schema).is_valid
        self._left = MAX_JUDGED

    def run(self) -> None:
        """Change lists and then all other values; repair the body while a rule is broken."""
        for pointer in islice(_lists(self.body, ""), _MAX_LISTS):
            self._resize(pointer)
        self._vary()
        for pointer in islice(_lists(self.body, "") if self.broken else (), _MAX_LISTS):
            self._accepts(replaced(self.body, pointer, resolve(self.body, pointer)[:1]))
        while self.broken and self._left > 0:
            self._repair()

    def _vary(self) -> None:
        pointers = [*islice(_scalars(self.body, ""), _MAX_PARTS)]
        self._random.shuffle(pointers)
        changes = {each: self._proposal(each, resolve(self.body, each)) for each in pointers}
        self._accept_most([*changes.items()])
        self._left -= 1  # ends also where there is nothing to change

    def _repair(self) -> None:
        """Change values one by one; half of them become equal to another one.

        Equal values keep most rules about the order of times and the size of numbers.
        """
        pointers = [*islice(_scalars(self.body, ""), _MAX_PARTS)]
        self._random.shuffle(pointers)
        for pointer in pointers:
            if not self.broken or self._left <= 0:
                return
            value = resolve(self.body, pointer)
            others = [resolve(self.body, each) for each in pointers]
            alike = [each for each in others if type(each) is type(value) and each != value]
            is_copied = alike and self._random.random() < 0.5  # noqa: PLR2004 - half of them
            new = self._random.choice(alike) if is_copied else self._proposal(pointer, value)
            self._accepts(replaced(self.body, pointer, new))
        self._left -= 1  # ends also where nothing else is valid

    def _accept_most(self, changes: Sequence[tuple[str, JSON]]) -> None:
        """Make as many changes as can be made together; halves are tried apart."""
        if not changes or self._left <= 0:
            return
        body = self.body
        for pointer, value in changes:
            body = replaced(body, pointer, value)
        if self._accepts(body) or len(changes) == 1:
            return
        middle = len(changes) // 2
        self._accept_most(changes[:middle])
        self._accept_most(changes[middle:])

    def _accepts(self, body: JSON) -> bool:
        if not self._is_valid(body):
            return False
        self._left -= 1
        broken = self._task.broken(body)
        if broken > self.broken:
            return False
        self.body, self.broken = body, broken
        return True

    def _resize(self, pointer: str) -> None:
        """Change the length of a list; further items are copies with other values.

        Copies that differ in everything often break a rule. Then they differ in their numbers and
        identifiers only, and the other values are changed later.
        """
        items = resolve(self.body, pointer)
        count = self._random.randint(1, max(_MOST_ITEMS, len(items)))
        if not items or count == len(items):
            return
        for is_bold in (True, False):
            new = items[:count]
            for number in range(len(items), count):
                source = self._random.randrange(len(items))
                place = join(pointer, source)
                new.append(self._copy(items, source, number, place, is_bold=is_bold))
            if self._accepts(replaced(self.body, pointer, new)):
                return

    def _copy(
        self, items: list[JSON], source: int, number: int, pointer: str, *, is_bold: bool
    ) -> JSON:
        """Return an item with other values; its numbers continue those of the list."""
        copy = items[source]
        for inner in islice(_scalars(copy, ""), _MAX_PARTS):
            value = resolve(copy, inner)
            if is_integer(value):
                last = _last_number(items, inner, value)
                copy = replaced(copy, inner, last + 1 + number - len(items))
            elif is_bold or (isinstance(value, str) and is_uuid(value)):
                copy = replaced(copy, inner, self._proposal(pointer + inner, value))
        return copy

    def _proposal(self, pointer: str, value: JSON) -> JSON:
        """Return another value for a place of the body, which is no object or list."""
        place, random = location_at(self.body, pointer, self._task.index), self._random
        is_open = place is None or not any(map(place.keyword, ("enum", "const")))
        if is_open and isinstance(value, str) and is_date_time(value):
            return _other_time(value, random)
        if is_open and isinstance(value, str) and is_uuid(value):
            return str(UUID(int=random.getrandbits(128), version=4))
        if is_open and is_integer(value):
            return random.randint(0, 2 * abs(value) + 10)
        if is_open and isinstance(value, float):
            return round(random.uniform(0, 2 * abs(value) + 1), 2)
        # Nothing is known about a place below a choice of schemas but the type of its value.
        schema = _like(value) if place is None else place.schema
        try:
            return generate_example(schema, seed=random.getrandbits(32), is_varied=True)
        except ValueError:
            return value


def _like(value: JSON) -> Schema:
    name = "string" if isinstance(value, str) else "null" if value is None else "boolean"
    definition = {"type": name}
    return Schema(definition=definition, pointer="", root=definition)


def _last_number(items: list[JSON], inner: str, value: int) -> int:
    """Return the largest integer at a place of all items."""
    found = [value]
    for item in items:
        try:
            other = resolve(item, inner)
        except KeyError:
            continue
        if is_integer(other):
            found.append(other)
    return max(found)


def _other_time(text: str, random: Random) -> str:
    """Return a time around another one, in the same spelling."""
    try:
        moment = datetime.fromisoformat(text[:_TIME].upper())
        moved = moment + timedelta(seconds=random.randint(-_MAX_SECONDS, _MAX_SECONDS))
    except (ValueError, OverflowError):
        return text
    return moved.isoformat() + text[_TIME:]


def _scalars(value: JSON, pointer: str) -> Iterator[str]:
    """Yield the pointers of everything that is no object or list."""
    if not isinstance(value, dict | list):
        yield pointer
        return
    for key, child in _children(value):
        yield from _scalars(child, join(pointer, key))


def _lists(value: JSON, pointer: str) -> Iterator[str]:
    """Yield the pointers of the lists that are in no other list."""
    if isinstance(value, list):
        yield pointer
    elif isinstance(value, Mapping):
        for key, child in value.items():
            yield from _lists(child, join(pointer, key))


def _children(value: JSON) -> Iterator[tuple[str | int, JSON]]:
    yield from value.items() if isinstance(value, dict) else enumerate(value)
