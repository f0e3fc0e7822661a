"""What requests show about the segments of their paths: which look like ids, and how they vary."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from contracts.observations.shapes.merging import joined
from contracts.observations.shapes.shape import Shape, merge, shape_of
from contracts.observations.shapes.texts import typed
from openapi.json.formats import is_date, is_uuid
from openapi.json.types import JSON

MARK = "\0"  # takes the place of a segment that looks like an id in the key of a path
MAX_VALUES = 20  # different values of a segment that are kept

LEAST_KEYS = 3
"""Keys of an object from which on another object with the same keys is of the same kind."""

MAX_SEGMENTS = 40

_ID = re.compile(r"[0-9]{1,20}|[0-9a-fA-F]{12,64}|[0-9A-HJKMNP-TV-Z]{26}")
_TOKEN = re.compile(r"(?:[a-z]{1,12}_)?[A-Za-z0-9]{10,64}")
_VERSION = re.compile(r"v[0-9]+(?:\.[0-9]+)*", re.IGNORECASE)
_WRAPPERS = ("data", "result", "item")

PathKey = tuple[str, ...]
"""The segments of a path, with marks in the place of those that look like ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEvidence:
    """What the requests with one path key show about its segments, by their index."""

    # Different values of the marked segments, at most `MAX_VALUES`.
    values: Mapping[int, frozenset[str]] = field(default_factory=dict)
    # The shape of the values of every segment that may be an id.
    shapes: Mapping[int, Shape] = field(default_factory=dict)
    # The member of an answer that had the segment as its value.
    names: Mapping[int, str] = field(default_factory=dict)
    # What the answers look like: methods and the keys of their objects.
    alike: frozenset[str] = frozenset()
    is_accepted: bool = False  # whether an answer was a success

    def merged(self, other: "PathEvidence") -> "PathEvidence":
        """Return the evidence of both."""
        return PathEvidence(
            values=joined(self.values, other.values, _first_of),
            shapes=joined(self.shapes, other.shapes, merge),
            names=joined(self.names, other.names, min),
            alike=self.alike | other.alike,
            is_accepted=self.is_accepted or other.is_accepted,
        )


def _first_of(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    return frozenset(sorted(one | other)[:MAX_VALUES])


def segments_of(path: str) -> tuple[str, ...]:
    """Return the decoded segments of a raw path; a slash in a value stays encoded."""
    parts = path.removeprefix("/").split("/")[:MAX_SEGMENTS]
    return tuple(unquote(part, errors="replace").replace("/", "%2F") for part in parts)


def looks_like_id(segment: str) -> bool:
    """Whether a segment has the form of an id: a number, a UUID, a long token, a date.

    >>> [looks_like_id(text) for text in ("7", "cus_9s6XKzkNRiz8i3", "v2", "orders", "2024-05-01")]
    [True, True, False, False, True]
    """
    if _VERSION.fullmatch(segment):
        return False
    if _ID.fullmatch(segment) or is_uuid(segment) or is_date(segment):
        return True
    is_mixed = sum(c.isdigit() for c in segment) > 1 and any(c.isalpha() for c in segment)
    return is_mixed and _TOKEN.fullmatch(segment) is not None


def path_evidence(
    path: str, method: str, body: JSON, exchange: int, *, is_accepted: bool = True
) -> tuple[PathKey, PathEvidence]:
    """Return the key of a path, and what the request shows about its segments.

    `exchange` is the number of the exchange; its answer had the body, None without one, and was
    accepted if it was a success.
    """
    segments = segments_of(path)
    named = _named(body)
    marked = [at for at, each in enumerate(segments) if looks_like_id(each)]
    named_at = {at: named[each] for at, each in enumerate(segments) if each in named}
    evidence = PathEvidence(
        values={at: frozenset({segments[at]}) for at in marked},
        shapes={at: shape_of(typed(each), exchange) for at, each in enumerate(segments)},
        names=named_at,
        alike=_likeness(method, body),
        is_accepted=is_accepted,
    )
    key = tuple(MARK if at in marked else each for at, each in enumerate(segments))
    return key, evidence


def _likeness(method: str, body: JSON) -> frozenset[str]:
    """Return what makes the answer of one resource like that of another; empty for lists."""
    if not isinstance(body, Mapping) or len(body) < LEAST_KEYS:
        return frozenset()
    if any(isinstance(value, list | Mapping) and value for value in body.values()):
        return frozenset()
    return frozenset({f"{method} {sorted(map(str, body))[:50]}"})


def _named(body: JSON) -> Mapping[str, str]:
    """Return the members of an answer's object by the text of their value."""
    found: dict[str, str] = {}
    for _ in range(3):
        if not isinstance(body, Mapping):
            break
        for name, value in list(body.items())[:100]:
            if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                found.setdefault(str(value), str(name))
        body = next((body[name] for name in _WRAPPERS if isinstance(body.get(name), Mapping)), None)
    return found
