"""Where a body can show one of a few documented values, and which ones a given body shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openapi.contract import Schema
from openapi.json.parsing import dump_json
from openapi.json.references import dereference
from openapi.json.types import JSON

MAX_DEPTH = 20
MAX_PLACES = 500

ANY = "*"
"""Step to every item of an array, or every value of a map."""

_COMBINED = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumLocation:
    """A place with a list of values.

    Attributes:
        path: Keys from the body, or `ANY`.
        values: What may stand there, each as JSON text.
    """

    path: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def at(self) -> str:
        """The place as a person writes it: `/jobs/*/state`."""
        return "".join(f"/{step}" for step in self.path)


def enum_locations(schema: Schema) -> tuple[EnumLocation, ...]:
    """Return every place of a body that has a list of values, merged where several speak of it."""
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for path, values in _walk(schema.root, schema.definition, (), 0):
        if path in found or len(found) < MAX_PLACES:
            found.setdefault(path, {}).update(dict.fromkeys(values))
    return tuple(EnumLocation(path=path, values=tuple(values)) for path, values in found.items())


def observed_values(place: EnumLocation, body: JSON) -> frozenset[str]:
    """Return which of the documented values a body shows at a place."""
    return frozenset(text_of(value) for value in _at(body, place.path)).intersection(place.values)


def text_of(value: JSON) -> str:
    """Return a value as JSON text; a text stands without its quotes."""
    return value if isinstance(value, str) else dump_json(value).decode()


def _walk(
    root: Mapping[str, JSON], schema: JSON, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return
    schema, _ = dereference(root, schema)
    if isinstance(schema.get("enum"), list):
        yield path, [text_of(value) for value in schema["enum"]]
    for keyword in _COMBINED:
        for branch in schema.get(keyword, ()):
            yield from _walk(root, branch, path, depth + 1)
    for key, child in schema.get("properties", {}).items():
        yield from _walk(root, child, (*path, key), depth + 1)
    for keyword in ("items", "additionalProperties"):
        yield from _walk(root, schema.get(keyword), (*path, ANY), depth + 1)


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
