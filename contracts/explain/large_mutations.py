"""Larger changes of a JSON value, for rules that no small one breaks.

Nulls and empty objects, a day in place of a moment, a member under the declared name that is
nearest to its own, a list all of whose items are alike, and one that has an odd item more.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Any

from contracts.probes.inputs.json_mutations import (
    MISSING,
    Mutation,
    apply_mutation,
    enums_of,
    mutations,
    places,
)
from openapi.contract import Schema
from openapi.json.references import dereference

JSON = Any

NEAR = 0.9
"""How like two names are where one may stand for the other."""

DAY = len("2000-01-01")
MAX_ODD = 60


def large_mutations(value: JSON, schema: Schema | None = None) -> Iterator[Mutation]:
    """Yield larger changes of a value, those of lists last."""
    declared, enums = _declared(schema), enums_of(schema)
    found = list(places(value))
    for pointer, before in found:
        for after in _bolder(before, declared):
            yield Mutation(pointer=pointer, before=before, after=after)
    for pointer, before in found:
        if isinstance(before, list) and before:
            for after in (*_uniform_lists(before, enums), *_lengthened(before, schema)):
                yield Mutation(pointer=pointer, before=before, after=after)


def _bolder(value: JSON, declared: Sequence[str]) -> Iterator[JSON]:
    if value is not None:
        yield None
    if isinstance(value, str) and "T" in value[DAY : DAY + 1]:
        yield value[:DAY]
    if not isinstance(value, dict) or not value:
        return
    yield {}
    for name in declared:
        near = get_close_matches(name, value, 1, NEAR) if name not in value else ()
        for key in near:
            yield {k: v for k, v in value.items() if k != key} | {name: value[key]}
            for change in islice(mutations(value[key]), 1):
                yield {**value, name: change.after}


def _uniform_lists(items: list[JSON], enums: Sequence[Sequence[JSON]]) -> Iterator[JSON]:
    """Yield lists all of whose items have the same word of an enum."""
    for pointer, before in places(items[0]):
        for enum in enums:
            for word in enum if isinstance(before, str) and before in enum else ():
                change = Mutation(pointer=pointer, before=before, after=word)
                yield [apply_mutation(item, change) for item in items]


def _lengthened(items: list[JSON], schema: Schema | None) -> Iterator[JSON]:
    """Yield lists with one item more, which is like the last one but for one place."""
    for change in islice(mutations(items[-1], schema), MAX_ODD):
        if change.pointer and change.after is not MISSING:
            yield [*items, apply_mutation(items[-1], change)]


def _declared(schema: Schema | None) -> tuple[str, ...]:
    """Return the names of members that a schema declares anywhere."""
    names: dict[str, None] = {}
    waiting: list[JSON] = [schema.definition] if schema else []
    seen: set[int] = set()
    while waiting and schema:
        node = waiting.pop()
        if isinstance(node, Mapping):
            node = dereference(schema.root, node)[0]
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Mapping):
            properties = node.get("properties")
            names |= dict.fromkeys(properties) if isinstance(properties, Mapping) else {}
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return tuple(names)
