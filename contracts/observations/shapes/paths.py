"""Path templates from the paths of requests: which segments are ids.

A segment becomes a parameter only with evidence from several places: it differs between requests,
or the answer names it. One number alone (`/api/2/…`) stays as it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from urllib.parse import unquote

from contracts.observations.shapes.shape import EMPTY, Shape, merge, shape_of
from contracts.observations.shapes.typed_texts import typed
from openapi.json.formats import is_date, is_uuid
from openapi.json.types import JSON

MARK = "\0"
"""Takes the place of a segment that looks like an id in the key of a path."""

MAX_VALUES = 20
"""Different values of a segment that are kept."""

LEAST_ALIKE = 8
"""Words in one place from which on they are values of a parameter, if their paths are alike."""

LEAST_NAMED = 2
"""Words in one place that answers name, from which on they are values of a parameter."""

LEAST_KEYS = 3
"""Keys of an object from which on another object with the same keys is of the same kind."""

MAX_SEGMENTS = 40

_ID = re.compile(r"[0-9]{1,20}|[0-9a-fA-F]{12,64}|[0-9A-HJKMNP-TV-Z]{26}")
_TOKEN = re.compile(r"(?:[a-z]{1,12}_)?[A-Za-z0-9]{10,64}")
_VERSION = re.compile(r"v[0-9]+(?:\.[0-9]+)*", re.IGNORECASE)
_WRAPPERS = ("data", "attributes", "result", "item")

PathKey = tuple[str, ...]
"""The segments of a path, with marks in the place of those that look like ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEvidence:
    """What the requests with one path key show about its segments, by their index.

    Attributes:
        values: Different values of the marked segments, at most `MAX_VALUES`.
        shapes: The shape of the values of every segment that may be an id.
        names: The member of an answer that had the segment as its value.
        alike: What the answers look like: methods and the keys of their objects.
        is_accepted: Whether an answer was a success.
    """

    values: Mapping[int, frozenset[str]] = field(default_factory=dict)
    shapes: Mapping[int, Shape] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    alike: frozenset[str] = frozenset()
    is_accepted: bool = False

    def merged(self, other: "PathEvidence") -> "PathEvidence":
        """Return the evidence of both."""
        return PathEvidence(
            values={
                at: frozenset(
                    sorted(self.values.get(at, frozenset()) | other.values.get(at, frozenset()))[
                        :MAX_VALUES
                    ]
                )
                for at in self.values.keys() | other.values.keys()
            },
            shapes={
                at: merge(self.shapes.get(at, EMPTY), other.shapes.get(at, EMPTY))
                for at in self.shapes.keys() | other.shapes.keys()
            },
            names={
                at: min(filter(None, (self.names.get(at), other.names.get(at))))
                for at in self.names.keys() | other.names.keys()
            },
            alike=self.alike | other.alike,
            is_accepted=self.is_accepted or other.is_accepted,
        )


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

    Args:
        path: The raw path.
        method: The method.
        body: The value of the answer's body; None without one.
        exchange: The number of the exchange.
        is_accepted: Whether the answer was a success.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A path with parameters.

    Attributes:
        path: Such as `/users/{user_id}`.
        shapes: The shape of the values of each parameter, by its name.
    """

    path: str
    shapes: Mapping[str, Shape]


def templates(found: Mapping[PathKey, PathEvidence]) -> Mapping[PathKey, Template]:
    """Return the template of each path key; equal templates are those of one path.

    Args:
        found: All path keys of a server with their evidence.
    """
    settled: dict[PathKey, list[str]] = {key: [] for key in found}
    for at in range(max(map(len, found), default=0)):
        groups: dict[tuple[str, ...], list[PathKey]] = {}
        for key in found:
            if len(key) > at:
                groups.setdefault(tuple(settled[key]), []).append(key)
        for above, keys in groups.items():
            for key, segment in _settle(at, above, keys, found).items():
                settled[key].append(segment)
    by_path: dict[tuple[str, ...], list[PathKey]] = {}
    for key, parts in settled.items():
        by_path.setdefault(tuple(parts), []).append(key)
    return {
        key: _template(parts, [found[each] for each in keys])
        for parts, keys in by_path.items()
        for key in keys
    }


def _settle(
    at: int,
    above: Sequence[str],
    keys: Sequence[PathKey],
    found: Mapping[PathKey, PathEvidence],
) -> Mapping[PathKey, str]:
    """Return the segment of each key at one place: as it is, or the mark of a parameter."""
    marked = [key for key in keys if key[at] == MARK]
    words: dict[str, list[PathKey]] = {}
    for key in keys:
        if key[at] != MARK:
            words.setdefault(key[at], []).append(key)
    slugs = _slugs(at, words, found) if above else frozenset()
    values = frozenset().union(*(found[key].values.get(at, frozenset()) for key in marked))
    is_varied = len(values) >= LEAST_NAMED or bool(slugs)
    is_named = any(at in found[key].names for key in marked)
    is_parameter = bool(above) and (is_varied or is_named)
    settled = {}
    for key in keys:
        if key[at] == MARK:
            settled[key] = MARK if is_parameter else next(iter(found[key].values[at]), "")
        else:
            # A word that only errors answer is a value that does not exist, or a wrong one.
            is_wrong = is_parameter and not any(found[k].is_accepted for k in words[key[at]])
            settled[key] = MARK if key[at] in slugs or is_wrong else key[at]
    return settled


def _slugs(
    at: int, words: Mapping[str, Sequence[PathKey]], found: Mapping[PathKey, PathEvidence]
) -> frozenset[str]:
    """Return the words in one place that are values of a parameter."""
    named: dict[str, set[str]] = {}
    alike: dict[frozenset[str], set[str]] = {}
    for word, keys in words.items():
        for key in keys:
            if at in found[key].names:
                named.setdefault(found[key].names[at], set()).add(word)
        own = [found[key].alike for key in keys if len(key) == at + 1]
        if own and own[0]:
            alike.setdefault(own[0], set()).add(word)
    slugs = [group for group in named.values() if len(group) >= LEAST_NAMED]
    slugs += [group for group in alike.values() if len(group) >= LEAST_ALIKE]
    return frozenset().union(*slugs)


def _template(parts: Sequence[str], evidence: Iterable[PathEvidence]) -> Template:
    known = list(evidence)
    accepted = [each for each in known if each.is_accepted]
    every = reduce(PathEvidence.merged, accepted or known)
    names: list[str] = []
    shapes: dict[str, Shape] = {}
    for at, part in enumerate(parts):
        if part != MARK:
            names.append(_literal(part))
            continue
        name = _unused(_name(parts[at - 1] if at else "", every.names.get(at, "")), shapes)
        shapes[name] = every.shapes.get(at, EMPTY)
        names.append(f"{{{name}}}")
    return Template(path="/" + "/".join(names), shapes=shapes)


def _literal(part: str) -> str:
    """Return a segment as a template has it: braces would begin a parameter."""
    return part.replace("{", "%7B").replace("}", "%7D")


def _name(before: str, member: str) -> str:
    """Return the name of a parameter: of the resource, and of the member that has its value."""
    resource = re.sub(r"[^A-Za-z0-9]+", "_", "" if before == MARK else before).strip("_").lower()
    if resource.endswith("ies"):
        resource = f"{resource[:-3]}y"
    elif resource.endswith("s") and not resource.endswith("ss"):
        resource = resource[:-1]
    own = re.sub(r"[^A-Za-z0-9]+", "_", member).strip("_").lower() or "id"
    if not resource or own.startswith(resource):
        return own
    return f"{resource}_{own}"


def _unused(name: str, names: Iterable[str]) -> str:
    taken = set(names)
    numbered = (name if number == 1 else f"{name}_{number}" for number in range(1, 100))
    return next((each for each in numbered if each not in taken), name)
