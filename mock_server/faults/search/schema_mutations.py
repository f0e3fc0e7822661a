"""Mutations: the ways in which one value of a body can be what its schema forbids.

Each family offers values, the likeliest mistakes of real servers first. Whether the schema forbids
one is for the validator to say; a family that has nothing forbidden to offer is left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mock_server.faults.search.schema_places import OTHER_KEY, SchemaLocation, value_at
from openapi.contract import PathWildcard, Schema
from openapi.json.pointers import removed, replaced, resolve
from openapi.json.types import JSON
from openapi.schema.validation import validator_for

_INT64 = 2**63
_OF_OTHER_TYPES: tuple[JSON, ...] = ("text", 7, True, [], {}, 0.5)
_ALMOST = {
    "date-time": "2018-07-30 11:23",
    "date": "30.07.2018",
    "uuid": "00000000-0000-0000-0000",
    "email": "somebody",
    "ipv4": "192.0.2",
    "ipv6": "2001:db8",
    "uri": "example.com/",
}


@dataclass(frozen=True, slots=True)
class Deletion:
    """Stands for a value that is taken away."""


DELETED = Deletion()

Offer = Callable[[SchemaLocation, JSON], Iterator[JSON]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A way to make a value wrong.

    Attributes:
        family: Name of the way, the first word of a fault's id.
        description: What it does to the value at a place, as a sentence with `{}` for the place.
        offer: Gives wrong values for a place that has this value.
    """

    family: str
    description: str
    offer: Offer

    def apply(self, body: JSON, place: SchemaLocation, schema: Schema) -> JSON | Deletion:
        """Return `body` with a forbidden value at `place`; `DELETED` where there is none.

        Args:
            body: A body that is valid.
            place: Where to make it wrong.
            schema: The schema of the whole body, by which the mistake is verified.
        """
        judge = validator_for(schema)
        reached = value_at(body, place)
        if reached is None:
            return DELETED
        complete, pointer = reached
        if complete is not body and not judge.is_valid(complete):
            return DELETED
        for value in self.offer(place, resolve(complete, pointer)):
            wrong = with_value(complete, pointer, value)
            if not judge.is_valid(wrong):
                return wrong
        return DELETED


def with_value(body: JSON, pointer: str, value: JSON | Deletion) -> JSON:
    """Return `body` with `value` at `pointer`, or without what stands there."""
    return removed(body, pointer) if value is DELETED else replaced(body, pointer, value)


def mutations_for(place: SchemaLocation) -> Iterator[Mutation]:
    """Yield the mutations that could be of use at a place."""
    if place.parent is None:
        yield from (mutation for mutation in MUTATIONS if mutation.family == "unknown-key")
    else:
        yield from MUTATIONS


def _drop(place: SchemaLocation, _: JSON) -> Iterator[JSON]:
    if not isinstance(place.steps[-1], PathWildcard):
        yield DELETED


def _null(_: SchemaLocation, value: JSON) -> Iterator[JSON]:
    if value is not None:
        yield None


def _wrong_type(_: SchemaLocation, value: JSON) -> Iterator[JSON]:
    if isinstance(value, int | float):
        yield "true" if value is True else "false" if value is False else str(value)
    if isinstance(value, list):
        yield {}
    if isinstance(value, dict):
        yield []
    yield from (other for other in _OF_OTHER_TYPES if type(other) is not type(value))


def _out_of_enum(place: SchemaLocation, value: JSON) -> Iterator[JSON]:
    if not isinstance(place.keyword("enum"), list):
        return
    if isinstance(value, str):
        yield "undocumented"
        yield value.swapcase()
    elif isinstance(value, int | float):
        yield max(item for item in place.keyword("enum") if isinstance(item, int | float)) + 1


def _too_long(place: SchemaLocation, value: JSON) -> Iterator[JSON]:
    limit = place.keyword("maxLength")
    if isinstance(value, str | None) and isinstance(limit, int):
        yield (value or "x").ljust(limit + 1, "x")


def _too_short(place: SchemaLocation, value: JSON) -> Iterator[JSON]:
    limit = place.keyword("minLength")
    if isinstance(value, str | None) and isinstance(limit, int) and limit > 0:
        yield (value or "x" * limit)[: limit - 1]


def _bad_format(place: SchemaLocation, value: JSON) -> Iterator[JSON]:
    name = place.keyword("format")
    if isinstance(value, str | None) and isinstance(name, str):
        yield _ALMOST.get(name, "?")
        yield "?"


def _bad_pattern(place: SchemaLocation, value: JSON) -> Iterator[JSON]:
    if isinstance(value, str | None) and place.keyword("pattern") is not None:
        text = value or ""
        yield from (text.lower(), f"{text}?", f"?{text}", "?", "")


def _below_minimum(place: SchemaLocation, value: JSON) -> Iterator[JSON]:
    if value is None or _is_number(value):
        yield from _beyond(place, "minimum", -1)
        yield from _beyond(place, "exclusiveMinimum", 0)
        if place.keyword("format") in ("int32", "int64"):
            yield -_INT64 - 1


def _above_maximum(place: SchemaLocation, value: JSON) -> Iterator[JSON]:
    if value is None or _is_number(value):
        yield from _beyond(place, "maximum", 1)
        yield from _beyond(place, "exclusiveMaximum", 0)
        if place.keyword("format") in ("int32", "int64"):
            yield _INT64


def _beyond(place: SchemaLocation, keyword: str, by: int) -> Iterator[JSON]:
    bound = place.keyword(keyword)
    if _is_number(bound):
        yield bound + by


def _too_many(place: SchemaLocation, value: JSON) -> Iterator[JSON]:
    limit = place.keyword("maxItems")
    if isinstance(value, list) and value and isinstance(limit, int):
        yield [value[i % len(value)] for i in range(limit + 1)]


def _too_few(place: SchemaLocation, value: JSON) -> Iterator[JSON]:
    limit = place.keyword("minItems")
    if isinstance(value, list) and isinstance(limit, int) and limit > 0:
        yield value[: limit - 1]


def _unknown_key(place: SchemaLocation, value: JSON) -> Iterator[JSON]:
    if isinstance(value, Mapping) and any(
        part.get("additionalProperties") is False for part in place.parts
    ):
        yield {**value, OTHER_KEY: "undocumented"}


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


MUTATIONS = (
    Mutation(family="drop", description="{} is missing.", offer=_drop),
    Mutation(family="null", description="{} is null.", offer=_null),
    Mutation(family="wrong-type", description="{} is of another type.", offer=_wrong_type),
    Mutation(
        family="out-of-enum", description="{} has a value that is not listed.", offer=_out_of_enum
    ),
    Mutation(family="too-long", description="{} is one character too long.", offer=_too_long),
    Mutation(family="too-short", description="{} is one character too short.", offer=_too_short),
    Mutation(family="bad-format", description="{} is not in its format.", offer=_bad_format),
    Mutation(
        family="bad-pattern", description="{} is not as its pattern asks.", offer=_bad_pattern
    ),
    Mutation(family="below-minimum", description="{} is too small.", offer=_below_minimum),
    Mutation(family="above-maximum", description="{} is too large.", offer=_above_maximum),
    Mutation(family="too-many", description="{} has one item too many.", offer=_too_many),
    Mutation(family="too-few", description="{} has one item too few.", offer=_too_few),
    Mutation(
        family="unknown-key", description="{} has a key that is not allowed.", offer=_unknown_key
    ),
)
"""Every way, in the order in which they are listed."""
