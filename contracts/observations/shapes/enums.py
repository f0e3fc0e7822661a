"""Whether the texts in one place are a closed set of words."""

import re

from contracts.observations.shapes.shape import STRING, Shape
from openapi.text.secret_names import is_secret_name

LEAST_SEEN = 12  # texts from which on few different ones are a closed set
LEAST_EACH = 4  # how often each word of a closed set must come on average
LEAST_WORDS = 2  # different words from which on they are a set: one word says little
MAX_WORDS = 8  # different words of a closed set that was seen

_WORD = re.compile(r"[a-z][a-z0-9]*(?:[_.:/-][a-z0-9]+)*|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_FREE = frozenset(
    {"id", "key", "slug", "name", "title", "text", "label", "description", "comment", "message"}
    | {"email", "user", "username", "login", "owner", "author", "city", "street", "path", "url"}
    | {"host", "hostname", "file", "filename", "version", "hash", "etag", "cursor", "note", "ref"}
)
"""Last words of names whose values are free, however few were seen."""

_PARTS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")


def closed_set(shape: Shape, name: str) -> frozenset[str] | None:
    """Return the words of a place, if they are a closed set; None if they are free texts.

    `name` is the key of the place.
    """
    texts = shape.texts if shape.of_type(STRING) else None
    if texts is None or not texts.values or texts.formats or is_secret_name(name):
        return None
    words, count = frozenset(texts.values), sum(texts.values.values())
    is_enough = count >= max(LEAST_SEEN, LEAST_EACH * len(words))
    if not is_enough or not LEAST_WORDS <= len(words) <= MAX_WORDS:
        return None
    last = _PARTS.split(name)[-1].lower()
    if last in _FREE or last.endswith("name") or not all(map(_WORD.fullmatch, words)):
        return None
    return words
