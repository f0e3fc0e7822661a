"""Texts by format, pattern, name and length."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from itertools import count as numbers_from
from itertools import islice
from random import Random

from openapi.json.formats import format_of
from openapi.json.types import JSON
from openapi.schema.generation.bounds import MAX_TEXT
from openapi.schema.generation.merging import every
from openapi.schema.generation.patterns.texts import texts_like
from openapi.schema.generation.places import Place
from openapi.schema.walk import is_like

_TEXT = "text"
_OF_FORMAT: Mapping[str, str] = {
    "date": "2000-01-{0:02}",
    "date-time": "2000-01-{0:02}T00:00:00Z",
    "time": "00:00:{0:02}Z",
    "duration": "P{0}D",
    "email": "user{1}@example.com",
    "idn-email": "user{1}@example.com",
    "hostname": "host{1}.example.com",
    "idn-hostname": "host{1}.example.com",
    "ipv4": "192.0.2.{0}",
    "ipv6": "2001:db8::{0:x}",
    "uri": "https://example.com/{1}",
    "url": "https://example.com/{1}",
    "iri": "https://example.com/{1}",
    "uri-reference": "/{0}",
    "iri-reference": "/{0}",
    "uri-template": "/{{id}}/{0}",
    "json-pointer": "/{0}",
    "relative-json-pointer": "{0}",
    "regex": "^[a-z]{{{0}}}$",
    "uuid": "00000000-0000-4000-8000-{2:012}",
    "byte": "{3}",
    "base64": "{3}",
    "decimal": "{0}.0",
    # Protocol Buffers write long numbers as texts (ProtoJSON).
    **dict.fromkeys(("int32", "int64", "uint32", "uint64"), "1{1}"),
    **dict.fromkeys(("float", "double"), "{0}.5"),
    "google-duration": "{0}s",
}
_EXTENSIBLE = frozenset({"uri", "url", "iri", "uri-reference", "iri-reference", "json-pointer"})
"""Formats whose texts may have any letters at their end."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_TEXTS = 120
_DAYS_OF_MONTH = 28


def texts(
    schema: Mapping[str, JSON], preferred: Iterable[JSON], place: Place, seed: int
) -> Iterator[str]:
    """Yield texts for a schema, the most realistic ones first.

    The schema's `allOf` is merged. `preferred` texts come before those made from the pattern; each
    item of a list (`place`) has another one.
    """
    number, count = place.number, place.variety
    least, most = schema.get("minLength", 0), schema.get("maxLength", MAX_TEXT)
    form = format_of(schema)
    formatted = _OF_FORMAT.get(form)
    if formatted is not None:
        made = [_in_format(formatted, place) for place in range(number, number + count)]
        yield from made
        if form in _EXTENSIBLE and least <= MAX_TEXT:
            yield from (text.ljust(least, "a") for text in made if len(text) < least)
    patterns = [each for each in every(schema, "pattern") if isinstance(each, str)]
    named = (each for each in preferred if isinstance(each, str) and least <= len(each) <= most)
    # A hundred ids that are not like the pattern would each be validated.
    yield from (each for each in named if all(is_like(each, pattern) for pattern in patterns))
    for pattern in patterns:
        # A literal pattern is its own example.
        yield pattern.removeprefix("^").removesuffix("$")
        yield from islice(_like(pattern, least, most, place.random(seed)), _TEXTS + 5 * count)
    yield from _plain(int(least), int(most), number, count)


def text_in_format(name: str, number: int) -> str | None:
    """Return the text of a format with a number from 0; None for an unknown format."""
    template = _OF_FORMAT.get(name)
    return None if template is None else _in_format(template, number)


def may_be_in_format(value: JSON, schema: Mapping[str, JSON]) -> bool:
    """Whether a value may have the format of a schema: a time is never a number that became a text.

    The validators judge a few formats only.
    """
    usual = text_in_format(format_of(schema), 0)
    return usual is None or not _is_number(value) or _is_number(usual)


def _is_number(value: JSON) -> bool:
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def _like(pattern: str, least: int, most: int, random: Random) -> Iterator[str]:
    """Yield texts of a pattern, again and again: each round makes other choices."""
    for _ in numbers_from():
        is_empty = True
        for text in texts_like(pattern, least, min(most, MAX_TEXT), random):
            is_empty = False
            yield text
        if is_empty:
            return


def _in_format(template: str, place: int) -> str:
    """Return the text of a template with a place: from 1 as {0}, empty at first as {1}, or {2}.

    {3} is another text with that place in Base64.
    """
    encoded = b64encode(f"{_TEXT}{place or ''}".encode()).decode("ascii")
    return template.format(place % _DAYS_OF_MONTH + 1, place or "", place, encoded)


def _plain(least: int, most: int, number: int, count: int) -> Iterator[str]:
    for place in range(number, number + count):
        text = f"{_TEXT}{place or ''}".ljust(min(least, MAX_TEXT), "x")
        if len(text) <= most:
            yield text
        elif most >= len(str(place)):
            yield f"{_TEXT}{place or ''}"[:most] if place == number == 0 else _short(place, most)
    if least == 0:
        yield ""


def _short(place: int, most: int) -> str:
    """Return a text of a few characters: the number, with letters in front to fill it."""
    return f"{_TEXT[: most - len(str(place))]}{place}"[-most:] if most else ""
