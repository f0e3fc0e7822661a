"""Schemas of one object that forbid each other's members.

`additionalProperties: false` knows the `properties` beside it only. So in an `allOf` of two closed
objects each forbids what the other requires, and no value is valid. Published documents mean an
object with the members of both, which is closed to all others.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from openapi.errors import DocumentError
from openapi.json.pointers import dereference, resolve
from openapi.json.rewriting import Change
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.yaml import YamlFile

COMBINED = ("allOf", "anyOf", "oneOf")  # the keywords whose schemas are about the same value

_MAX_LEVELS = 12
_MAX_PARTS = 400
_IDENTIFIERS = frozenset({"$id", "$anchor", "$dynamicAnchor"})


def open_parts(
    file: YamlFile, pointers: Iterable[str], complaints: Complaints
) -> dict[str, Change]:
    """Return the changes after which combined schemas do not forbid members that they require.

    The schemas are in the newest dialect; `pointers` are those that may be combined. Every repair
    is a complaint.
    """
    changes: dict[str, Change] = {}
    known: dict[str, bool] = {}
    for pointer in pointers:
        try:
            schema = resolve(file.tree, pointer)
        except KeyError:
            continue  # inside a nullable schema with alternatives: moved into a branch beside null
        if not _has_closed_part(file.tree, schema, known):
            continue
        found = contradiction_of(file.tree, schema)
        if found is None:
            continue
        names = ", ".join(found.names)
        error = DocumentError(
            f"Schema {pointer} {found.what}",
            where=partial(file.location_with_pointer, pointer),
            found=f"additionalProperties: false without {names}",
            allowed="unevaluatedProperties: false (3.1), or each member in every closed part",
            hint="read as closed to members that no part describes",
        )
        complaints.warn("closed-parts", file, pointer, error)
        changes[pointer] = partial(_opened, file.tree)
    return changes


def _opened(root: JSON, schema: JSON) -> JSON:
    """Open the closed parts of a schema, the schemas inside which may have been opened before."""
    try:
        return _Opening(root).opened(schema, _Members(), _MAX_LEVELS)
    except _TooLargeError:
        return schema


def is_closed(schema: Mapping[str, JSON]) -> bool:
    """Whether a schema allows no members except those that it describes itself."""
    return schema.get("additionalProperties") is False and not schema.get("patternProperties")


def forbids_itself(schema: Mapping[str, JSON]) -> bool:
    """Whether a closed schema requires a member that it does not describe."""
    own = _own_members(schema)
    return is_closed(schema) and not own.required <= own.described


def _has_closed_part(root: JSON, schema: JSON, known: dict[str, bool], levels: int = 0) -> bool:
    """Whether a schema or a part of it is closed; `known` has the answer by reference."""
    if not isinstance(schema, Mapping) or levels > _MAX_LEVELS:
        return False
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if reference not in known:
            known[reference] = False  # a schema that contains itself adds nothing
            with suppress(KeyError, ValueError):
                target = dereference(root, schema)[0]
                known[reference] = _has_closed_part(root, target, known, levels + 1)
        return known[reference]
    return is_closed(schema) or any(
        _has_closed_part(root, part, known, levels + 1) for _, part in _parts(schema)
    )


class Contradiction(NamedTuple):
    """Members that a part of a schema describes and another part forbids."""

    names: tuple[str, ...]  # the forbidden members
    schema: JSON  # the schema in which no part forbids what another part describes
    has_values: bool  # whether none of these members is required: an object without any is valid

    @property
    def what(self) -> str:
        """What is wrong with the schema, as a predicate."""
        if self.has_values:
            return "forbids every member that its parts describe, so that only {} is valid"
        return "requires what a part of it forbids, so that no value is valid"


def contradiction_of(root: JSON, schema: Mapping[str, JSON]) -> Contradiction | None:
    """Return the contradiction of a combined schema; None if it has none."""
    opening = _Opening(root)
    try:
        opened = opening.opened(schema, _Members(), _MAX_LEVELS)
    except _TooLargeError:
        return None
    if not opening.forbidden:
        return None
    names = tuple(sorted(opening.forbidden))
    return Contradiction(names, opened, has_values=not opening.is_impossible)


class _TooLargeError(Exception):
    """A schema has too many parts, or contains itself."""


class _Members(NamedTuple):
    """Members that schemas of one object describe and require."""

    described: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()

    def __or__(self, other: "_Members") -> "_Members":
        return _Members(self.described | other.described, self.required | other.required)


class _Opening:
    """Opens the closed parts of one schema for the members of its other parts.

    Attributes:
        forbidden: The members that were required in one part and forbidden by another one; where
            a part forbids every member, also those that were described only.
        is_impossible: Whether one of them was required.
    """

    def __init__(self, root: JSON) -> None:
        self.forbidden: set[str] = set()
        self.is_impossible = False
        self._root = root
        self._parts = 0

    def opened(self, schema: JSON, outside: _Members, levels: int) -> JSON:
        """Return a schema that allows the members that are described outside of it."""
        found = self._resolved(schema, levels)
        if found is None:
            return schema
        inside = self._members(found, levels)
        parts = dict(self._opened_parts(found, outside, levels))
        if not is_closed(found):
            return {**found, **parts} if parts else schema
        own = found.get("properties")
        own = own if isinstance(own, Mapping) else {}
        every = inside | outside
        missing = sorted((every.described | every.required) - own.keys())
        self.is_impossible |= not every.required.isdisjoint(missing)
        # Without members of its own, a closed part forbids all that the others are there for.
        self.forbidden.update(every.required.intersection(missing) if own else missing)
        return {**found, **parts, "properties": {**own, **{name: {} for name in missing}}}

    def _opened_parts(
        self, schema: Mapping[str, JSON], outside: _Members, levels: int
    ) -> Iterator[tuple[str, JSON]]:
        own = outside | _own_members(schema)
        parts = [*_parts(schema)]
        members = {place: self._members(part, levels - 1) for place, part in parts}
        opened: dict[str, list[JSON]] = {}
        for (keyword, index), part in parts:
            beside = own
            for other, found in members.items():
                # Of alternatives only one is about the value.
                if other != (keyword, index) and (keyword == "allOf" or other[0] != keyword):
                    beside |= found
            opened.setdefault(keyword, []).append(self.opened(part, beside, levels - 1))
        for keyword, found_parts in opened.items():
            if any(new is not old for new, old in zip(found_parts, schema[keyword], strict=True)):
                yield keyword, found_parts

    def _members(self, schema: JSON, levels: int) -> _Members:
        found = self._resolved(schema, levels)
        if found is None:
            return _Members()
        members = _own_members(found)
        for _, part in _parts(found):
            members |= self._members(part, levels - 1)
        return members

    def _resolved(self, schema: JSON, levels: int) -> Mapping[str, JSON] | None:
        self._parts += 1
        if not levels or self._parts > _MAX_PARTS:
            raise _TooLargeError
        try:
            found, _ = dereference(self._root, schema)
        except (KeyError, ValueError):
            return None
        if not isinstance(found, Mapping) or found.keys() & _IDENTIFIERS:
            return None
        return found


def _parts(schema: Mapping[str, JSON]) -> Iterator[tuple[tuple[str, int], JSON]]:
    for keyword in COMBINED:
        branches = schema.get(keyword)
        for index, branch in enumerate(branches if isinstance(branches, list) else ()):
            yield (keyword, index), branch


def _own_members(schema: Mapping[str, JSON]) -> _Members:
    described, required = schema.get("properties"), schema.get("required")
    return _Members(
        frozenset(described) if isinstance(described, Mapping) else frozenset(),
        frozenset(_texts(required)) if isinstance(required, list) else frozenset(),
    )


def _texts(values: Iterable[JSON]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))
