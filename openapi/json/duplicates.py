"""Which items of a list are the same: found by comparing their canonical texts, once each.

Comparing each item with every other takes hours for a list of some thousands; a table of texts
takes one look at each. Texts are used, and no numbers, since Python's hashes of numbers are known
in advance, and a list could be made whose numbers all get the same one.
"""

from collections.abc import Sequence
from json import JSONEncoder
from typing import Any

JSON = Any

_encode = JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def first_duplicate(items: Sequence[JSON]) -> tuple[int, int] | None:
    """Return the places of the first item that came before, the earlier one first; else None.

    >>> first_duplicate([{"a": 1}, True, 1, {"a": 1.0}])
    (0, 3)
    """
    seen: dict[str, int] = {}
    for place, item in enumerate(items):
        earlier = seen.setdefault(canonical_text(item), place)
        if earlier != place:
            return earlier, place
    return None


def canonical_text(value: JSON) -> str:
    """Return a text that two JSON values share only if JSON Schema calls them equal.

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
