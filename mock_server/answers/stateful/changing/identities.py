"""New identities: of the documented type and format, and like those of the examples."""

import re
import string
from collections.abc import Container, Iterable
from random import Random
from urllib.parse import quote
from uuid import UUID

from openapi.contract import Schema
from openapi.json.formats import format_of, is_uuid
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.schema.types import types_of
from openapi.schema.validation import validator_for
from openapi.schema.walk import applicable

_TRIES = 50
_MAX_DEPTH = 5  # of a value whose addresses are looked for
_DIGITS = re.compile(r"(.*?)([0-9]{1,15})", re.DOTALL)
_HEX = re.compile(r"[0-9a-f]{8,64}")
_LONGEST_WORD = 12  # characters; longer texts with digits are opaque: `cus_9s6XKzkNRiZ8i3`


def fits(schema: Schema, value: JSON) -> bool:
    """Whether a value is valid where it is written as text, such as in a path."""
    is_valid = validator_for(schema).is_valid
    is_number = isinstance(value, str) and value.isdecimal() and value.isascii()
    return is_valid(value) or is_valid(str(value)) or (is_number and is_valid(int(value)))


def new_identity(
    schemas: Iterable[Schema], like: JSON, taken: Container[str], *, number: int, seed: str
) -> JSON:
    """Return an identity that no record has yet; the same arguments give the same one.

    It is valid against every schema, the first of which decides on its type, and looks like the
    identity of an example; `number` counts those made before, and `seed` distinguishes collections
    and servers.

    Raises:
        ValueError: None was found.
    """
    known = [*schemas]
    random = Random(f"{seed} {number}")  # noqa: S311 - nothing secret

    def is_usable(value: JSON) -> bool:
        is_free = str(value) not in taken and str(value) != ""
        is_typed = not known or validator_for(known[0]).is_valid(value)
        return is_free and is_typed and all(fits(each, value) for each in known)

    for candidate in _candidates(known, like, number, random):
        if is_usable(candidate):
            return candidate
    for attempt in range(_TRIES if known else 0):
        made = generate_example(known[0], seed=number * _TRIES + attempt, is_varied=True)
        if isinstance(made, str | int) and is_usable(made):
            return made
    message = "no identity is left for a further record"
    raise ValueError(message)


def readdressed(value: JSON, words: Iterable[str], old: str, new: str) -> JSON:
    """Return a value in which addresses of one record are those of another one.

    An address has one of the words, such as `pets`, and the old identity after it.

    >>> readdressed({"self": "/owners/1/pets/1/notes"}, ["pets"], "1", "7")
    {'self': '/owners/1/pets/7/notes'}
    """
    known, before, after = frozenset(words), quote(old, safe=""), quote(new, safe="")

    def text_with(text: str) -> str:
        parts = text.split("/")
        # An address begins with a slash or a host, so its first word is after the first slash.
        for index in range(2, len(parts)):
            segment = parts[index].partition("?")[0].partition("#")[0]
            if segment == before and parts[index - 1] in known:
                parts[index] = after + parts[index][len(segment) :]
        return "/".join(parts)

    def changed(part: JSON, depth: int = 0) -> JSON:
        if isinstance(part, str):
            return text_with(part)
        if depth < _MAX_DEPTH and isinstance(part, dict):
            return {name: changed(each, depth + 1) for name, each in part.items()}
        if depth < _MAX_DEPTH and isinstance(part, list):
            return [changed(each, depth + 1) for each in part]
        return part

    return changed(value)


def _candidates(schemas: list[Schema], like: JSON, number: int, random: Random) -> Iterable[JSON]:
    kinds = {
        kind
        for each in schemas[:1]
        for part in applicable(each)
        for kind in types_of(part.definition)
    }
    if "integer" in kinds or "number" in kinds or (isinstance(like, int) and "string" not in kinds):
        yield from range(number + 1, number + 1 + _TRIES)
        return
    formats = {format_of(part.definition) for each in schemas[:1] for part in applicable(each)}
    text = like if isinstance(like, str) else ""
    if "uuid" in formats or is_uuid(text):
        for _ in range(_TRIES):
            yield str(UUID(int=random.getrandbits(128), version=4))
    yield from _texts_like(text, number, random)


def _texts_like(text: str, number: int, random: Random) -> Iterable[str]:
    """Yield texts of the same kind: a number, a word with a number, or letters at random."""
    ending = _DIGITS.fullmatch(text)
    if text.isdigit():  # before the letters of a hexadecimal text, which may be digits only
        width = len(text) if text.startswith("0") else 1
        for each in range(number + 1, number + 1 + _TRIES):
            yield f"{each:0{width}}"
    is_hex = _HEX.fullmatch(text) is not None and any(map(str.isdigit, text))
    is_mixed = len(text) > _LONGEST_WORD and any(map(str.isdigit, text))
    if is_hex or is_mixed:
        for _ in range(_TRIES):
            yield _varied(text, random, "0123456789abcdef" if is_hex else "")
    if ending is not None and not is_mixed:
        width = len(ending[2])
        for each in range(number + 1, number + 1 + _TRIES):
            yield f"{ending[1]}{each:0{width}}"
    for each in range(number + 1, number + 1 + _TRIES):
        yield f"{text}-{each}" if text else str(each)


def _varied(text: str, random: Random, alphabet: str) -> str:
    """Return a text whose letters and digits are others, except those before an underscore."""
    kept = "" if alphabet else text[: text.rfind("_") + 1]
    return kept + "".join(_other(char, random, alphabet) for char in text[len(kept) :])


def _other(char: str, random: Random, alphabet: str) -> str:
    if alphabet:
        return random.choice(alphabet)
    if char.isdigit():
        return random.choice(string.digits)
    if char.isascii() and char.isalpha():
        letters = string.ascii_uppercase if char.isupper() else string.ascii_lowercase
        return random.choice(letters)
    return char
