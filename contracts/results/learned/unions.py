"""Unions: objects that are of several kinds, which a tag such as `type` distinguishes.

A union is proposed if two kinds were seen often enough, and one of them always has what the other
never has. Each kind is described by everything that was seen of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from contracts.observations.shapes.shape import (
    EMPTY,
    INTEGER,
    NULL,
    NUMBER,
    OBJECT,
    Shape,
    kinds_of,
    merge,
)

LEAST_EACH = 4
"""Objects, in answers that repeat no earlier one, which two kinds must have that differ."""

MAX_KINDS = 8  # kinds of one union


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectKind:
    """Objects of one kind."""

    texts: tuple[str, ...]  # what their tag says; kinds that do not differ are one
    shape: Shape  # what they have in common
    support: int  # how many there were, in answers that repeat no earlier one


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """Objects of several kinds."""

    tag: str  # the member that distinguishes them
    kinds: tuple[ObjectKind, ...]  # the most frequent first
    shared: frozenset[str]  # names of the members that are alike in all kinds


def union_of(shape: Shape) -> Union | None:
    """Return the union that the objects in one place are; None if they are of one kind."""
    if not {*shape.types} <= {OBJECT, NULL}:
        return None
    unions = [
        Union(tag=tag, kinds=kinds, shared=_shared(tag, kinds))
        for tag in shape.tags
        if (kinds := _kinds(shape, tag)) and _is_supported(kinds)
    ]
    return max(unions, key=lambda each: (len(each.kinds), -len(each.tag), each.tag), default=None)


def _kinds(shape: Shape, tag: str) -> tuple[ObjectKind, ...]:
    """Return the kinds that a tag distinguishes: texts whose objects do not differ are of one."""
    texts = shape.members[tag].texts
    counts = (texts and texts.values) or {}
    found = kinds_of(shape, tag)
    kinds: list[ObjectKind] = []
    for text in sorted(found, key=lambda each: (-counts.get(each, 0), each)):
        own = ObjectKind(texts=(text,), shape=found[text], support=counts.get(text, 0))
        alike = next((k for k, each in enumerate(kinds) if not differ(each.shape, own.shape)), None)
        if alike is None:
            kinds.append(own)
        else:
            kinds[alike] = _joined(kinds[alike], own)
    return tuple(kinds) if 1 < len(kinds) <= MAX_KINDS else ()


def _joined(one: ObjectKind, other: ObjectKind) -> ObjectKind:
    return ObjectKind(
        texts=(*one.texts, *other.texts),
        shape=merge(one.shape, other.shape),
        support=one.support + other.support,
    )


def _is_supported(kinds: tuple[ObjectKind, ...]) -> bool:
    frequent = [each.shape for each in kinds if each.support >= LEAST_EACH]
    return any(differ(one, other, LEAST_EACH) for one, other in combinations(frequent, 2))


def _shared(tag: str, kinds: tuple[ObjectKind, ...]) -> frozenset[str]:
    first, *others = (each.shape for each in kinds)
    return frozenset(
        name
        for name, member in first.members.items()
        if name != tag
        and all(name in other.members for other in others)
        and not any(
            differ(one.members[name], two.members[name])
            for one, two in combinations((first, *others), 2)
        )
        and member.count
    )


def differ(one: Shape, other: Shape, least: int = 1) -> bool:
    """Whether no value of one place is of the kind of another.

    At least so many values of either must show it.
    """
    mine, others = types_of(one), types_of(other)
    if mine and others and not mine & others:
        return min(one.count, other.count) >= least
    is_object = min(one.of_type(OBJECT), other.of_type(OBJECT)) >= least
    if mine == others == {OBJECT} and is_object:
        if _always(one) - other.members.keys() or _always(other) - one.members.keys():
            return one.others is None and other.others is None
        common = _always(one) & _always(other)
        return any(differ(one.members[name], other.members[name], least) for name in common)
    is_list = one.items is not None and other.items is not None and mine == others
    return is_list and differ(one.items or EMPTY, other.items or EMPTY, least)


def _always(shape: Shape) -> frozenset[str]:
    """Return the members that every object has."""
    count = shape.of_type(OBJECT)
    return frozenset(name for name, each in shape.members.items() if each.count == count)


def types_of(shape: Shape) -> frozenset[str]:
    """Return the types of the values of a shape, whole numbers as numbers, without null."""
    return frozenset(NUMBER if each == INTEGER else each for each in shape.types) - {NULL}


def branches_of(union: Union) -> Iterator[tuple[ObjectKind, Mapping[str, bool]]]:
    """Yield each kind with the members that only its branch describes: whether no other has it."""
    for kind in union.kinds:
        others = [each.shape.members for each in union.kinds if each is not kind]
        yield (
            kind,
            {
                name: not any(name in members for members in others)
                for name in kind.shape.members
                if name != union.tag and name not in union.shared
            },
        )
