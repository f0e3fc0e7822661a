"""Writes a documented value in its documented type, and adds what its schema requires.

Every value stays. What has no other spelling, such as a text outside its `enum`, is left as it is.
"""

from collections.abc import Iterator
from contextlib import suppress

from openapi.contract import Schema
from openapi.json.differences import differences
from openapi.json.pointers import dereference, exists, removed, replaced, resolve, tokens
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.schema.spelling import spellings
from openapi.schema.types import types_of
from openapi.schema.validation import Fault, validator_for
from openapi.schema.walk import applicable, members, members_by_token, subschemas

_MOST_ROUNDS = 8  # what is added or unwrapped may have faults of its own
_MOST_TRIES = 300  # other shapes and branches that are tried for one value; nested ones multiply
_MOST_LEVELS = 12  # of branches inside branches
_UNIONS = ("anyOf", "oneOf")

_Schemas = tuple[Schema, ...]


def rewritten(value: JSON, schema: Schema) -> JSON:
    """Return a value as its schema documents it, as far as that is unambiguous.

    - A scalar is written in its documented type: `"12"` for 12, a date for a time.
    - A member that is required and missing is added, as a derived answer has it.
    - A null that is not allowed is no value: it is left out, or derived if it is required.
    - One value where a list of such values is documented is the only item of that list, and the
      other way round; an object that is a reference into the document is what it refers to.

    A value in which nothing can be rewritten is returned itself.
    """
    if validator_for(schema).is_valid(value):
        return value
    return _Rewriting().rewritten(value, (schema,))


class _Rewriting:
    """The rewriting of one value, bounded in its work."""

    def __init__(self) -> None:
        self._tries, self._levels = _MOST_TRIES, _MOST_LEVELS

    def rewritten(self, value: JSON, schemas: _Schemas, around: _Schemas = ()) -> JSON:
        """Return a value with fewer faults, or itself.

        Args:
            value: The value.
            schemas: The schemas that it is to be valid for.
            around: Others that apply to it, which describe members that `schemas` may require.
        """
        for _ in range(_MOST_ROUNDS):
            changed = value
            # What is inside comes before what is around it.
            for fault in sorted({*_faults(value, schemas)}, reverse=True):
                if exists(changed, fault.pointer):
                    beside = () if fault.pointer.count("/") > 1 else around
                    changed = self._without(changed, fault, schemas, beside)
            if changed is value:
                break
            value = changed
        return value

    def _without(self, value: JSON, fault: Fault, schemas: _Schemas, around: _Schemas) -> JSON:
        """Return a value without a fault, or with it."""
        pointer, part = fault.pointer, resolve(value, fault.pointer)
        here = _schemas_at(schemas, pointer)
        if part is None:
            return _without_null(value, pointer, (*_schemas_at(schemas, _parent(pointer)), *around))
        if fault.missing and not _is_reference(part):
            holders = here if pointer else (*here, *around)
            made = _derived(fault.missing, holders) if fault.missing not in part else ()
            return replaced(value, pointer, {**part, fault.missing: made[0]}) if made else value
        found = self._best(part, here)
        return value if found is part else replaced(value, pointer, found)

    def _best(self, part: JSON, schemas: _Schemas) -> JSON:
        """Return the proposal with the fewest faults, then changes; the part if none has fewer."""
        best, faults, changes = part, _count(_faults(part, schemas)), 0
        for proposal in self._proposals(part, schemas) if faults else ():
            left = _count(_faults(proposal, schemas))
            if left > faults or (best is part and left == faults):
                continue
            changed = _count(differences(part, proposal))
            if left < faults or changed < changes:
                best, faults, changes = proposal, left, changed
        return best

    def _proposals(self, part: JSON, schemas: _Schemas) -> Iterator[JSON]:
        found = next((each for each in spellings(part) if not _count(_faults(each, schemas))), None)
        if found is not None:
            yield found
            return
        for other in _other_shapes(part, schemas):
            yield from self._tried(other, schemas)
        if isinstance(part, dict | list):
            for branch in _branches(schemas):
                yield from self._tried(part, (branch,), schemas)

    def _tried(self, value: JSON, schemas: _Schemas, around: _Schemas = ()) -> Iterator[JSON]:
        """Yield the rewriting of a value, unless the bounds are reached."""
        if self._tries and self._levels:
            self._tries -= 1
            self._levels -= 1
            found = self.rewritten(value, schemas, around)
            self._levels += 1
            yield found


def _faults(value: JSON, schemas: _Schemas) -> Iterator[Fault]:
    for schema in schemas:
        yield from validator_for(schema).faults(value)


def _count(found: Iterator[object]) -> int:
    return sum(1 for _ in found)


def _schemas_at(schemas: _Schemas, pointer: str) -> _Schemas:
    """Return the schemas that apply to a part whatever the value is."""
    for token in tokens(pointer):
        schemas = members_by_token(schemas, token, choices=False)
    return schemas


def _branches(schemas: _Schemas) -> Iterator[Schema]:
    for part in dict.fromkeys(one for each in schemas for one in applicable(each, choices=False)):
        yield from (each.schema for each in subschemas(part) if each.keyword in _UNIONS)


def _parent(pointer: str) -> str:
    return pointer.rpartition("/")[0]


def _without_null(value: JSON, pointer: str, holders: _Schemas) -> JSON:
    """Return a value without a null that is not allowed; items of lists stay."""
    if not pointer or not isinstance(resolve(value, _parent(pointer)), dict):
        return value
    name = tokens(pointer)[-1]
    parts = [part for each in holders for part in applicable(each, choices=False)]
    if not any(name in part.definition.get("required", ()) for part in parts):
        return removed(value, pointer)
    made = _derived(name, holders)
    return replaced(value, pointer, made[0]) if made else value


def _derived(name: str, holders: _Schemas) -> tuple[JSON, ...]:
    """Return the value of a member, as a derived object has it, as a tuple; empty without one."""
    for each in holders:
        with suppress(ValueError):
            whole = generate_example(each)
            if isinstance(whole, dict) and name in whole:
                return (whole[name],)
    for each in members(holders, name, choices=False):
        with suppress(ValueError):
            return (generate_example(each),)
    return ()


def _is_reference(value: JSON) -> bool:
    return isinstance(value, dict) and value.keys() == {"$ref"}


def _other_shapes(part: JSON, schemas: _Schemas) -> Iterator[JSON]:
    """Yield what is meant by a value in a place for values of other types."""
    root = schemas[0].root if schemas else {}
    if _is_reference(part):
        with suppress(KeyError, ValueError):
            yield dereference(root, part)[0]
    types = frozenset[str]()
    for each in schemas:
        for one in applicable(each, choices=False):
            types |= types_of(one.definition)
    if isinstance(part, list):
        if len(part) == 1 and types and "array" not in types:
            yield part[0]
    elif types == {"array"} and part not in ("", {}):
        yield [part]
