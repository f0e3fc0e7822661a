"""Mutations: the ways in which one value of a body can violate its schema.

Each family proposes values, the likeliest mistakes of real servers first. The validator decides
whether one is forbidden; a family without a forbidden value does not apply.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mock_server.faults.search.schema_places import OTHER_KEY, SchemaLocation, value_at
from openapi.contract import PathWildcard, Schema
from openapi.json.pointers import removed, replaced, resolve
from openapi.json.types import JSON, is_number
from openapi.schema.validation import validator_for

_INT64 = 2**63
_OF_OTHER_TYPES: tuple[JSON, ...] = ("text", 7, True, [], {}, 0.5)
_ALMOST = {
    "date-time": "2018-07-30 11:23",
    "date": "30.07.2018",
    "uuid": "00000000-0000-0000-0000",
    "email": "name",
    "ipv4": "192.0.2",
    "ipv6": "2001:db8",
    "uri": "example.com/",
}


@dataclass(frozen=True, slots=True)
class Removal:
    """The type of `DELETED`, which represents the removal of a value."""


DELETED = Removal()

Proposals = Callable[[SchemaLocation, JSON], Iterator[JSON]]  # yields wrong values for a location


@dataclass(frozen=True, slots=True)
class Mutation:
    """A way to make a value wrong."""

    family: str  # its name, the first word of a fault's id
    description: str  # the mistake as a sentence, with `{}` for the location
    proposals: Proposals  # yields values, of which some may be allowed

    def apply(self, body: JSON, place: SchemaLocation, schema: Schema) -> JSON | Removal:
        """Return `body` with a forbidden value at `place`; `DELETED` if there is none.

        The schema of the whole body must reject the result.
        """
        validator = validator_for(schema)
        reached = value_at(body, place)
        if reached is None:
            return DELETED
        complete, pointer = reached
        if complete is not body and not validator.is_valid(complete):
            return DELETED
        for value in self.proposals(place, resolve(complete, pointer)):
            wrong = with_value(complete, pointer, value)
            if not validator.is_valid(wrong):
                return wrong
        return DELETED


def with_value(body: JSON, pointer: str, value: JSON | Removal) -> JSON:
    """Return `body` with `value` at `pointer`, or without the value there if it is `DELETED`."""
    return removed(body, pointer) if value is DELETED else replaced(body, pointer, value)


def mutations_for(place: SchemaLocation) -> Iterator[Mutation]:
    """Yield the mutations that may apply at a location; at the body itself only `unknown-key`."""
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
    if value is None or is_number(value):
        yield from _beyond(place, "minimum", -1)
        yield from _beyond(place, "exclusiveMinimum", 0)
        if place.keyword("format") in ("int32", "int64"):
            yield -_INT64 - 1


def _above_maximum(place: SchemaLocation, value: JSON) -> Iterator[JSON]:
    if value is None or is_number(value):
        yield from _beyond(place, "maximum", 1)
        yield from _beyond(place, "exclusiveMaximum", 0)
        if place.keyword("format") in ("int32", "int64"):
            yield _INT64


def _beyond(place: SchemaLocation, keyword: str, by: int) -> Iterator[JSON]:
    bound = place.keyword(keyword)
    if is_number(bound):
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


MUTATIONS = (
    Mutation("drop", "{} is missing.", _drop),
    Mutation("null", "{} is null.", _null),
    Mutation("wrong-type", "{} is of another type.", _wrong_type),
    Mutation("out-of-enum", "{} has a value that is not listed.", _out_of_enum),
    Mutation("too-long", "{} is one character too long.", _too_long),
    Mutation("too-short", "{} is one character too short.", _too_short),
    Mutation("bad-format", "{} is not in its format.", _bad_format),
    Mutation("bad-pattern", "{} is not as its pattern asks.", _bad_pattern),
    Mutation("below-minimum", "{} is too small.", _below_minimum),
    Mutation("above-maximum", "{} is too large.", _above_maximum),
    Mutation("too-many", "{} has one item too many.", _too_many),
    Mutation("too-few", "{} has one item too few.", _too_few),
    Mutation("unknown-key", "{} has a key that is not allowed.", _unknown_key),
)
"""Every mutation, in the order in which faults are listed."""
