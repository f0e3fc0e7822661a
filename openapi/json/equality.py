"""Equality of JSON values, which is not Python's (there, `true` equals 1), and their identity.

Equal items of a list are found in linear time by their canonical texts: comparing each with every
other takes hours for some thousands. The table is keyed by texts and not by numbers, because
Python's hashes of numbers are predictable: a hostile list could give all the same hash.
"""

from collections.abc import Sequence
from json import JSONEncoder
from typing import Any, final

from openapi.json.types import JSON

_encode = JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@final
class IdentityKey:
    """A key for a value without a hash; two keys are equal if their values are the same object.

    A table that is keyed by `id(value)` is wrong as soon as the value is freed and another one gets
    the same id. These keys keep their value alive, so that cannot happen.
    """

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:  # noqa: ANN401 - of any type
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdentityKey) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def first_duplicate(items: Sequence[JSON]) -> tuple[int, int] | None:
    """Return the indexes of the first two equal items, the earlier one first, or None.

    >>> first_duplicate([{"a": 1}, True, 1, {"a": 1.0}])
    (0, 3)
    """
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        earlier = seen.setdefault(canonical_text(item), index)
        if earlier != index:
            return earlier, index
    return None


def canonical_text(value: JSON) -> str:
    """Return a text that two JSON values share if and only if JSON Schema calls them equal.

    Keys are in order, and a whole number is written the same way with and without a fraction
    (JSON Schema draft 2020-12, 4.2.2).
    """
    return _encode(_plain(value))


def _plain(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def is_same_json(left: JSON, right: JSON) -> bool:
    """Whether two values are equal (JSON Schema Core 2020-12, 4.2.2): 1 equals 1.0, not `true`.

    >>> is_same_json({"a": [1]}, {"a": [1.0]}), is_same_json({"a": [1]}, {"a": [True]})
    (True, False)
    """
    if left != right:
        return False
    pending = [(left, right)]
    while pending:
        one, other = pending.pop()
        if isinstance(one, bool) != isinstance(other, bool):
            return False
        if isinstance(one, dict):
            pending += [(value, other[name]) for name, value in one.items()]
        elif isinstance(one, list | tuple):
            pending += zip(one, other, strict=True)
    return True
