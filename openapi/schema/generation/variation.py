"""Random choices where a schema leaves something open; each seed makes its own.

What is proposed here is valid for most schemas. The other proposals follow, and the validator
decides, so that a varied value is as valid as any other.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain, islice
from random import Random
from typing import TypeVar
from uuid import UUID

from openapi.json.formats import format_of
from openapi.json.types import JSON
from openapi.schema.generation.bounds import MAX_TEXT
from openapi.schema.generation.merging import every
from openapi.schema.generation.naming.strings import text_in_format
from openapi.schema.generation.numbers import number_between
from openapi.schema.types import NULL, types_of

T = TypeVar("T")

_WORDS = (
    "amber", "birch", "cedar", "delta", "ember", "fern", "grove", "harbour", "island", "juniper",
    "kite", "lark", "meadow", "north", "olive", "pebble", "quartz", "river", "stone", "thistle",
    "umber", "violet", "willow", "yarrow", "zephyr",
)  # fmt: skip
_FIRST_DAY = date(2000, 1, 1)
_DAYS = 9000
_SHUFFLED = 8
_MOST_ITEMS = 5
_RARELY = 0.1


class Variation:
    """Makes the choices of one value, in the order in which they are asked for."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def texts(self, schema: Mapping[str, JSON], *, has_name: bool) -> Iterator[str]:
        """Yield texts for a merged schema; none if its pattern or name says more about them."""
        random, form = self._random, format_of(schema)
        day = _FIRST_DAY + timedelta(days=random.randrange(_DAYS))
        match form:
            case "date":
                yield day.isoformat()
            case "date-time":
                hour, minute, second = (random.randrange(each) for each in (24, 60, 60))
                yield f"{day.isoformat()}T{hour:02}:{minute:02}:{second:02}Z"
            case "byte" | "base64":
                yield b64encode(random.randbytes(9)).decode("ascii")
            case "uuid":
                yield str(UUID(int=random.getrandbits(128), version=4))
            case _:
                formatted = text_in_format(form, random.randrange(1, 10_000))
                if formatted is not None:
                    yield formatted
                elif not has_name and not any(True for _ in every(schema, "pattern")):
                    yield self._words(schema)

    def numbers(self, schema: Mapping[str, JSON]) -> Iterator[JSON]:
        """Yield a number within the bounds of a merged schema, which has a `type`."""
        found = number_between(schema, self._random)
        if found is not None:
            yield found

    def count(self, usual: int) -> int:
        """Return how many items a list has that usually has so many; short lists stay short."""
        return self._random.randint(1, _MOST_ITEMS) if usual > 1 else usual

    def booleans(self) -> tuple[bool, bool]:
        """Return both values."""
        first = self._random.random() < 0.5  # noqa: PLR2004 - half of them
        return first, not first

    def types(self, schema: Mapping[str, JSON], kinds: Sequence[str]) -> Sequence[str]:
        """Return the types of a merged schema in another order; null comes first rarely."""
        if len(kinds) == 1 or not types_of(schema):
            return kinds
        others = [kind for kind in kinds if kind != NULL]
        self._random.shuffle(others)
        if len(others) == len(kinds):
            return others
        return [NULL, *others] if self._random.random() < _RARELY else [*others, NULL]

    def ordered(self, cases: Iterable[T]) -> Iterator[T]:
        """Yield the cases of a schema, the first few of them in another order."""
        iterator = iter(cases)
        first = [*islice(iterator, _SHUFFLED)]
        self._random.shuffle(first)
        return chain(first, iterator)

    def stated(
        self, schema: Mapping[str, JSON], values: list[JSON], number: int
    ) -> tuple[list[JSON], list[JSON]]:
        """Return the stated values to try before other ones, and those to try after them.

        A value of a `const` or `enum` comes first always, an example that is no object or list
        half of the times. `number` is the place in a list: no item repeats an example.
        """
        is_closed = any(True for key in ("const", "enum") for _ in every(schema, key))
        is_first = number < len(values) and self._random.random() < 0.5  # noqa: PLR2004 - half
        first = [v for v in values if is_closed or (is_first and not isinstance(v, dict | list))]
        if is_closed:
            self._random.shuffle(first)
        return first, [] if is_closed else values

    def _words(self, schema: Mapping[str, JSON]) -> str:
        least, most = schema.get("minLength", 0), schema.get("maxLength", MAX_TEXT)
        text = " ".join(self._random.choices(_WORDS, k=self._random.randint(1, 3)))
        while len(text) < min(least, MAX_TEXT):
            text = f"{text} {self._random.choice(_WORDS)}"
        return text if least <= len(text) <= most else text[: int(max(least, min(most, 8)))]
