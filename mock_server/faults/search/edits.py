"""Edits: single changes of a body with which a search tries to break a rule.

Only values are edited whose keys are in the rule's expression, or that are inside such values.
Likely mistakes come first. Whether an edit breaks the rule is not tested here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mock_server.faults.search.expression_hints import ExpressionHints
from mock_server.faults.search.schema_mutations import DELETED, Removal, with_value
from mock_server.faults.search.schema_places import OTHER_KEY, Index, SchemaLocation, location_at
from mock_server.faults.search.variants import distinct_copy, variants
from openapi.contract import PathWildcard
from openapi.json.pointers import exists, join, replaced, resolve, tokens
from openapi.json.types import JSON

MAX_ITEMS = 120  # largest number of items of a lengthened list

_OF_EACH_TYPE: tuple[JSON, ...] = ({}, [], "text", 5, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change of a body."""

    pointer: str  # JSON pointer of the changed value
    value: JSON | Removal  # the new value; `DELETED` to remove the old one
    is_direct: bool  # whether the key itself is in the rule's expression, not only one above it

    def apply(self, body: JSON) -> JSON:
        """Return the changed body (KeyError: the body has no value at the pointer)."""
        return with_value(body, self.pointer, self.value)


def edits(body: JSON, start: str, index: Index, hints: ExpressionHints) -> tuple[Edit, ...]:
    """Return the edits of the value at `start`, without duplicates, the direct ones first."""
    found = EditGenerator(body, start, index, hints)
    unique: dict[str, Edit] = {}
    for edit in found.all():
        unique.setdefault(repr((edit.pointer, edit.value)), edit)
    return tuple(sorted(unique.values(), key=lambda edit: not edit.is_direct))


class EditGenerator:
    """Generates the edits of one body, below one pointer."""

    def __init__(self, body: JSON, start: str, index: Index, hints: ExpressionHints) -> None:
        self._body = body
        self._start = start
        self._index = index
        self._hints = hints
        self._depth = len(tokens(start))

    def all(self) -> Iterator[Edit]:
        """Yield every edit, with duplicates."""
        for pointer in _pointers(resolve(self._body, self._start), self._start):
            if not self._is_unrelated(pointer):
                yield from self._at(pointer)

    def _at(self, pointer: str) -> Iterator[Edit]:
        value = resolve(self._body, pointer)
        place = location_at(self._body, pointer, self._index)
        match value:
            case dict():
                yield from self._of_object(pointer, value, place)
            case list():
                yield from self._of_list(pointer, value, place)
            case _:
                siblings = _siblings(self._body, pointer)
                for other in variants(value, place, siblings, self._hints):
                    yield self._edit(pointer, other)
        if pointer == self._start and not (place and place.keyword("type")):
            yield from (self._edit(pointer, other) for other in _OF_EACH_TYPE)
        holder = resolve(self._body, pointer.rpartition("/")[0])
        if pointer != self._start and isinstance(holder, dict):
            yield self._edit(pointer, DELETED)

    def _of_object(
        self, pointer: str, value: dict[str, JSON], place: SchemaLocation | None
    ) -> Iterator[Edit]:
        steps = place.steps if place is not None else None
        if pointer == self._start or (
            steps is not None and (*steps, PathWildcard.VALUES) in self._index
        ):
            yield self._edit(pointer, {})
        for child in self._index.values() if steps is not None else ():
            if child.parent is place and child.steps[-1] not in value:
                yield from self._of_missing(pointer, value, child)

    def _of_missing(
        self, pointer: str, value: dict[str, JSON], child: SchemaLocation
    ) -> Iterator[Edit]:
        name = child.steps[-1]
        for key in [name] if not isinstance(name, PathWildcard) else self._new_keys(pointer, value):
            for derived in child.derived:
                yield self._edit(join(pointer, key), derived)
                for other in variants(derived, child, [*value.values()], self._hints):
                    yield self._edit(join(pointer, key), other)

    def _new_keys(self, pointer: str, value: dict[str, JSON]) -> list[str]:
        if not self._is_direct(pointer):
            return []
        return [key for key in (OTHER_KEY, *self._hints.texts) if key and key not in value]

    def _of_list(
        self, pointer: str, value: list[JSON], place: SchemaLocation | None
    ) -> Iterator[Edit]:
        yield self._edit(pointer, [])
        if value:
            yield self._edit(pointer, value[:-1])
            yield self._edit(pointer, value[1:])
            yield self._edit(pointer, [*value, value[0]])
        for edited in lengthened(value, place, self._index, self._hints):
            yield self._edit(pointer, edited)
        yield from self._of_all_items(pointer, value, place)

    def _of_all_items(
        self, pointer: str, value: list[JSON], place: SchemaLocation | None
    ) -> Iterator[Edit]:
        """Yield lists whose items all have the same value of an enum at one key."""
        for child in self._index.values() if place is not None else ():
            inner = child.steps[len(place.steps) + 1 :] if place is not None else ()
            if place is None or child.steps[: len(place.steps)] != place.steps or not inner:
                continue
            if (
                any(isinstance(step, PathWildcard) for step in inner)
                or inner[-1] not in self._hints.names
            ):
                continue
            for listed in child.keyword("enum") or ():
                at = join("", *map(str, inner))
                items = [replaced(i, at, listed) if exists(i, at) else i for i in value]
                yield Edit(pointer=pointer, value=items, is_direct=True)

    def _edit(self, pointer: str, value: JSON | Removal) -> Edit:
        return Edit(pointer=pointer, value=value, is_direct=self._is_direct(pointer))

    def _keys(self, pointer: str) -> list[str]:
        return [token for token in tokens(pointer)[self._depth :] if not token.isdigit()]

    def _is_direct(self, pointer: str) -> bool:
        keys = self._keys(pointer)
        return not keys or keys[-1] in self._hints.names

    def _is_unrelated(self, pointer: str) -> bool:
        """Whether no key on the way to a value is in the rule's expression."""
        keys = self._keys(pointer)
        return bool(keys) and not any(key in self._hints.names for key in keys)


def lengthened(
    value: list[JSON], place: SchemaLocation | None, index: Index, hints: ExpressionHints
) -> Iterator[list[JSON]]:
    """Yield longer lists with distinct copies of the first item, or of a generated one.

    Their lengths are one more, 2, and one more than each number in the rule's expression.
    """
    items = [child for child in index.values() if child.parent is place and place is not None]
    first = [*value[:1], *(made for child in items for made in child.derived)]
    sizes = (len(value) + 1, 2, *(number + 1 for number in hints.numbers))
    for size in dict.fromkeys(sizes):
        if first and len(value) < size <= MAX_ITEMS:
            more = [distinct_copy(first[0], i) for i in range(max(len(value), 1), size)]
            yield [*(value or first[:1]), *more][:size]


def _pointers(value: JSON, pointer: str) -> Iterator[str]:
    yield pointer
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _pointers(child, join(pointer, key))
    elif isinstance(value, list):
        # Two items and the last one represent all items, so that a long list stays cheap.
        for i in sorted({0, 1, len(value) - 1} & set(range(len(value)))):
            yield from _pointers(value[i], join(pointer, i))


def _siblings(body: JSON, pointer: str) -> list[JSON]:
    """Return the scalars in the same object or list, and at the same key of sibling items."""
    if not pointer:
        return []
    above, _, key = pointer.rpartition("/")
    holder = resolve(body, above)
    found = [*(holder.values() if isinstance(holder, dict) else holder)]
    upper = above.rpartition("/")[0]
    if above and isinstance(resolve(body, upper), list):
        found += [item.get(key) for item in resolve(body, upper) if isinstance(item, dict)]
    mine = resolve(body, pointer)
    return [value for value in found if value != mine and not isinstance(value, dict | list)]
