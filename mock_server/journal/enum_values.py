"""Where a schema has `enum` values, and which of them a given body has."""

from collections.abc import Iterator
from typing import NamedTuple

from openapi.contract import Schema
from openapi.json.parsing import dump_json
from openapi.json.types import JSON
from openapi.schema.walk import walk

MAX_PLACES = 500

ANY = "*"  # a step to every item of an array, or every value of a map


class EnumLocation(NamedTuple):
    """A location in a body with a list of allowed values."""

    path: tuple[str, ...]  # keys from the body's root, or `ANY`
    values: tuple[str, ...]  # the allowed values as JSON text; strings without their quotes

    @property
    def at(self) -> str:
        """The location as text, such as `/jobs/*/state`."""
        return "".join(f"/{step}" for step in self.path)


def enum_locations(schema: Schema) -> tuple[EnumLocation, ...]:
    """Return every location with a list of values, merged if several schemas apply to it."""
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for steps, inner in walk(schema):
        enum = inner.definition.get("enum")
        path = tuple(step if type(step) is str else ANY for step in steps)
        if isinstance(enum, list) and (path in found or len(found) < MAX_PLACES):
            found.setdefault(path, {}).update(dict.fromkeys(map(_text_of, enum)))
    return tuple(EnumLocation(path=path, values=tuple(values)) for path, values in found.items())


def observed_values(location: EnumLocation, body: JSON) -> frozenset[str]:
    """Return which of the allowed values a body has at a location."""
    found = (_text_of(value) for value in _at(body, location.path))
    return frozenset(found).intersection(location.values)


def _text_of(value: JSON) -> str:
    return value if isinstance(value, str) else dump_json(value).decode()


def _at(value: JSON, path: tuple[str, ...]) -> Iterator[JSON]:
    if not path:
        if not isinstance(value, dict | list):
            yield value
        return
    step, rest = path[0], path[1:]
    if step != ANY:
        if isinstance(value, dict) and step in value:
            yield from _at(value[step], rest)
        return
    children = value.values() if isinstance(value, dict) else value
    for child in children if isinstance(value, dict | list) else ():
        yield from _at(child, rest)
