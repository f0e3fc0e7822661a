"""Path templates from the paths of requests: which segments are parameters.

A segment becomes a parameter only with evidence from several places: it differs between requests,
or the answer names it. One number alone (`/api/2/…`) stays as it is.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from contracts.observations.shapes.names import singular, unused_name
from contracts.observations.shapes.paths import MARK, PathEvidence, PathKey
from contracts.observations.shapes.shape import EMPTY, Shape

LEAST_ALIKE = 8
"""Words in one place from which on they are values of a parameter, if their paths are alike."""

LEAST_NAMED = 2
"""Words in one place that answers name, from which on they are values of a parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedTemplate:
    """A path with parameters."""

    path: str  # such as `/users/{user_id}`
    shapes: Mapping[str, Shape]  # the shape of the values of each parameter, by its name


def templates(found: Mapping[PathKey, PathEvidence]) -> Mapping[PathKey, ObservedTemplate]:
    """Return the template of each path key; equal templates are those of one path.

    `found` has all path keys of a server with their evidence.
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
    names: dict[tuple[str, ...], str] = {}
    for key, parts in settled.items():
        by_path.setdefault(tuple(parts), []).append(key)
        # A parameter has one name in all paths that begin alike.
        for at, member in found[key].names.items():
            above = tuple(parts[: at + 1])
            names[above] = min(names.get(above, member), member)
    return {
        key: _template(parts, [found[each] for each in keys], names)
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
    values_below = {key[at + 1 :] for key in [*marked, *(k for s in slugs for k in words[s])]}
    settled = {}
    for key in keys:
        if key[at] == MARK:
            settled[key] = MARK if is_parameter else next(iter(found[key].values[at]), "")
        else:
            is_value = is_parameter and _is_value(at, words[key[at]], values_below, found)
            settled[key] = MARK if key[at] in slugs or is_value else key[at]
    return settled


def _is_value(
    at: int,
    keys: Sequence[PathKey],
    below: Container[PathKey],
    found: Mapping[PathKey, PathEvidence],
) -> bool:
    """Whether a word is a value that does not exist, or a wrong one, and no resource of its own.

    Then only errors answer it, and what is below it is below other values, too.
    """
    ends = [key for key in keys if len(key) == at + 1]
    if any(found[key].is_accepted for key in ends):
        return False
    is_unknown = not any(found[key].is_accepted for key in keys)
    return is_unknown or all(key[at + 1 :] in below for key in keys if len(key) > at + 1)


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


def _template(
    parts: tuple[str, ...],
    evidence: Iterable[PathEvidence],
    members: Mapping[tuple[str, ...], str],
) -> ObservedTemplate:
    known = list(evidence)
    accepted = [each for each in known if each.is_accepted]
    every = reduce(PathEvidence.merged, accepted or known)
    names: list[str] = []
    shapes: dict[str, Shape] = {}
    for at, part in enumerate(parts):
        if part != MARK:
            names.append(_literal(part))
            continue
        name = _name(parts[at - 1] if at else "", members.get(parts[: at + 1], ""))
        name = unused_name(name, shapes)
        shapes[name] = every.shapes.get(at, EMPTY)
        names.append(f"{{{name}}}")
    return ObservedTemplate(path="/" + "/".join(names), shapes=shapes)


def _literal(part: str) -> str:
    """Return a segment as a template has it: braces would begin a parameter."""
    return part.replace("{", "%7B").replace("}", "%7D")


def _name(before: str, member: str) -> str:
    """Return the name of a parameter: of the resource, and of the member that has its value."""
    resource = re.sub(r"[^A-Za-z0-9]+", "_", "" if before == MARK else before).strip("_").lower()
    resource = singular(resource)
    own = re.sub(r"[^A-Za-z0-9]+", "_", member).strip("_").lower() or "id"
    if not resource or own.startswith(resource):
        return own
    return f"{resource}_{own}"
