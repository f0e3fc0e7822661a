"""Puts the reason of a refusal into an error body that was made from its schema.

A derived error body has placeholders, `{"detail": [{"loc": ["text"], "msg": "text"}]}`, which do
not say what is wrong with the request. A member that is named like a message takes the reason.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from openapi.json.pointers import join, replaced, tokens
from openapi.json.types import JSON

_MESSAGES = (
    "message",
    "msg",
    "errormessage",
    "errordescription",
    "detail",
    "details",
    "reason",
    "description",
    "error",
    "text",
    "title",
)
"""Names of members with a sentence for people, letters only; the first found is used."""

_MAX_LEVELS = 5


class _Place(NamedTuple):
    rank: int
    level: int
    pointer: str


def with_reason(value: JSON, reason: str, is_valid: Callable[[JSON], bool]) -> JSON:
    """Return an error body with the reason in it, or `value` itself if it has no place for one.

    A list above that place is cut to one item, since there is one message. What would make the
    body invalid is not done.
    """
    place = min(_places(value, "", 0), default=None)
    if place is None:
        return value
    filled = replaced(value, place.pointer, reason)
    candidates = (_cut(filled, tokens(place.pointer)), filled)
    return next((body for body in candidates if is_valid(body)), value)


def message_member(value: JSON) -> str:
    """Return the member of an error body that is named like a message, of any type; else empty.

    >>> message_member({"detail": [{"msg": "text"}], "code": 1})
    'detail'
    """
    letters = {name: _letters(name) for name in value} if isinstance(value, dict) else {}
    named = [name for name in letters if letters[name] in _MESSAGES]
    return min(named, key=lambda name: _MESSAGES.index(letters[name]), default="")


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name)).lower()


def _places(value: JSON, pointer: str, level: int) -> Iterator[_Place]:
    """Yield the texts that are named like a message; of a list, those of its first item."""
    if level > _MAX_LEVELS:
        return
    if isinstance(value, list) and value:
        yield from _places(value[0], f"{pointer}/0", level + 1)
    if not isinstance(value, dict):
        return
    for name, member in value.items():
        below = join(pointer, name)
        letters = _letters(name)
        if isinstance(member, str) and letters in _MESSAGES:
            yield _Place(_MESSAGES.index(letters), level, below)
        yield from _places(member, below, level + 1)


def _cut(value: JSON, path: Sequence[str]) -> JSON:
    """Return `value` with only the first item in each list on the way along `path`."""
    if not path:
        return value
    if isinstance(value, list):
        return [_cut(value[0], path[1:])]
    if isinstance(value, dict):
        return value | {path[0]: _cut(value[path[0]], path[1:])}
    return value
