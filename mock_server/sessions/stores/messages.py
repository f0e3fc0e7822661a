"""Messages that inform replicas of a change: the fields themselves, or only their names.

A message is JSON: `{"o": owner, "f": {field: value}}`, or `{"o": owner, "n": [field]}` if the
values are long. Messages come from outside, and are bounded and checked like any input.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_server.errors import MockServerError
from mock_server.sessions.stores.store import MAX_FIELD, MAX_OWNER, Fields
from openapi.json.parsing import JsonError, dump_json, parse_json
from openapi.json.types import JSON

MAX_CARRIED = 32 * 1024  # bytes of the values of one message; longer ones are read from the store

_MAX_FIELDS = 20_000
_MAX_MESSAGE = 1024 * 1024


class MessageError(MockServerError):
    """The bytes are no message of a replica."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One change."""

    owner: str  # whose fields have changed
    fields: Fields = field(default_factory=dict)  # the new values; empty if they have to be read
    names: tuple[str, ...] = ()  # those of the fields to read; empty if it has the values


def message_of(owner: str, fields: Fields) -> bytes:
    """Return the message about new values, each of which is UTF-8."""
    size = sum(len(name) + len(value) for name, value in fields.items())
    if size > MAX_CARRIED:
        return dump_json({"o": owner, "n": list(fields)})
    values = {name: value.decode("utf-8", "replace") for name, value in fields.items()}
    return dump_json({"o": owner, "f": values})


def parse_message(data: bytes) -> Message:
    """Return the message in bytes (MessageError: they are none)."""
    try:
        tree = parse_json(data, max_depth=4, max_bytes=_MAX_MESSAGE)
    except JsonError as error:
        raise MessageError(error.reason) from error
    if not isinstance(tree, dict):
        raise MessageError("no object")
    owner: JSON = tree.get("o")
    values, names = tree.get("f", {}), tree.get("n", [])
    if not _is_text(owner, MAX_OWNER) or not isinstance(values, dict) or not _is_list(names):
        raise MessageError("no owner, values or names")
    if not all(_is_text(each, MAX_FIELD) for each in (*values, *names)):
        raise MessageError("the name of a field that is too long")
    return Message(owner=owner, fields=_bytes(values), names=tuple(names))


def _bytes(values: Mapping[str, JSON]) -> Fields:
    if not all(isinstance(each, str) for each in values.values()):
        raise MessageError("a value that is no text")
    return {name: each.encode() for name, each in values.items()}


def _is_list(value: JSON) -> bool:
    return isinstance(value, list) and len(value) <= _MAX_FIELDS


def _is_text(value: JSON, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest
