"""Tags: members such as `type` whose text may decide which other members an object has.

Which of them do is decided when everything was seen (`contracts/results/learned/unions.py`); here
the objects are only kept apart by their texts.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from contracts.observations.shapes.texts import MAX_TEXT
from openapi.json.types import JSON

MAX_TAGS = 2  # tags of one object; further ones are left out

MAX_KINDS = 12  # different texts of a tag; one with more is no tag

_LAST_WORDS = (
    *("typename", "type", "kind", "object", "event", "class", "method", "variant", "action"),
    *("operation", "op", "mode", "category"),
)
"""Last words of the names of tags, the most usual first."""

_PARTS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")


def tags_of(value: Mapping[str, JSON]) -> dict[str, str]:
    """Return the tags of one object, with their texts.

    >>> tags_of({"id": 7, "type": "card", "eventType": "paid", "kind": 3})
    {'type': 'card', 'eventType': 'paid'}
    """
    ranked = sorted(
        (rank, len(name), name)
        for name, text in value.items()
        if isinstance(text, str) and (rank := _rank(name)) >= 0 and 0 < len(text) <= MAX_TEXT
    )
    return {name: str(value[name]) for _, _, name in ranked[:MAX_TAGS]}


@lru_cache(maxsize=8192)
def _rank(name: str) -> int:
    last = _PARTS.split(name)[-1].lower()
    return _LAST_WORDS.index(last) if last in _LAST_WORDS else -1
