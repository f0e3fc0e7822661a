"""A change of an example in words: place by place, not the whole value before and after."""

from collections.abc import Iterator
from typing import Any

from contracts.probes.inputs.json_mutations import MISSING, Mutation
from contracts.results.finding import preview
from openapi.json.pointers import join

JSON = Any

MOST = 5
"""Places that are told of one change."""


def describe_change(mutation: Mutation) -> str:
    """Return what a change does, one clause for each place."""
    clauses = list(_clauses(mutation.before, mutation.after, mutation.pointer))
    more = len(clauses) - MOST
    told = [*clauses[:MOST], f"{more} more"] if more > 1 else clauses
    return " and ".join(told)


def _clauses(before: JSON, after: JSON, pointer: str) -> Iterator[str]:
    """Yield what differs, as far inside as both values are of one kind."""
    if before == after:
        return
    if after is MISSING:
        yield f"{pointer} left out"
    elif isinstance(before, dict) and isinstance(after, dict) and after:
        for key in (*before, *(key for key in after if key not in before)):
            place = join(pointer, key)
            if key in before:
                yield from _clauses(before[key], after.get(key, MISSING), place)
            else:
                yield f"{place} {preview(after[key])} added"
    elif isinstance(before, list) and isinstance(after, list) and len(before) <= len(after):
        for index, item in enumerate(before):
            yield from _clauses(item, after[index], join(pointer, index))
        for index in range(len(before), len(after)):
            yield _added(before[-1] if before else None, after[index], join(pointer, index))
    else:
        yield f"{pointer or 'the body'} {preview(after)} in place of {preview(before)}"


def _added(like: JSON, item: JSON, pointer: str) -> str:
    """Return the clause on an item more, which is mostly like the one before it."""
    inside = list(_clauses(like, item, ""))
    if not isinstance(like, dict | list) or len(inside) > MOST:
        return f"{pointer} {preview(item)} added"
    but = f" but for {' and '.join(inside)}" if inside else ""
    return f"{pointer} added, like the one before it{but}"
