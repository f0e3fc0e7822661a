"""Writes a documented value in its documented type, and adds what its schema requires.

Every value stays. What has no other spelling, such as a text outside its `enum`, is left as it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain

from openapi.contract import Schema
from openapi.json.differences import differences
from openapi.json.pointers import dereference, exists, removed, replaced, resolve, tokens
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.schema.spelling import absolute_links, spellings
from openapi.schema.types import types_of, types_of_scalar
from openapi.schema.validation import InvalidPlace, invalid_places, validator_for
from openapi.schema.walk import applicable, members, subschemas

_MOST_ROUNDS = 8  # what is added or unwrapped may be invalid itself
_MOST_TRIES = 300  # other shapes and branches that are tried for one value; nested ones multiply
_MOST_LEVELS = 12  # of branches inside branches
_MOST_ITEMS = 100  # of a list, which are compared with those of a branch
_UNIONS = ("anyOf", "oneOf")

_Schemas = tuple[Schema, ...]


def rewritten(value: JSON, schema: Schema) -> JSON:
    """Return a value as its schema documents it, as far as that is unambiguous.

    - A scalar is written in its documented type: `"12"` for 12, a date for a time. So is one that
      is out of its bounds, or contradicts its schema in another way, too.
    - A link without scheme and host, such as `/orders/1`, is a URL at the first server, if it has
      to be one.
    - A member that is required and missing is added, as a derived answer has it.
    - A null that is not allowed is no value: it is left out, or derived if it is required, or the
      item of a list, where each has its place.
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
        """Return a value with fewer invalid places, or itself.

        Args:
            value: The value.
            schemas: The schemas that it is to be valid for.
            around: Others that apply to it, which describe members that `schemas` may require.
        """
        for _ in range(_MOST_ROUNDS):
            changed = value
            for pointer, missing in _by_place(_invalid_places(value, schemas)):
                if exists(changed, pointer):
                    changed = self._without(changed, pointer, missing, schemas, around)
            if changed is value:
                break
            value = changed
        return value

    def _without(
        self, value: JSON, pointer: str, missing: Sequence[str], schemas: _Schemas, around: _Schemas
    ) -> JSON:
        """Return a value in which one place is valid, or the value itself.

        `missing` has the members that an object lacks, and an empty name for any other mistake.
        """
        part = resolve(value, pointer)
        if part is None:
            holders = _schemas_at(value, schemas, pointer.rpartition("/")[0])
            above = () if pointer.count("/") > 1 else around
            return _without_null(value, pointer, (*holders, *above))
        here = _schemas_at(value, schemas, pointer)
        is_reference = _is_reference(part)
        found = part
        holders = here if pointer else (*here, *around)
        if not is_reference:
            found = _completed(part, missing, holders)
        if "" in missing or is_reference:
            found = found if _is_valid(found, here) else self._meant(found, here)
            # Nothing is added to an object that its schema does not describe at all.
            is_partial = isinstance(found, dict) and InvalidPlace("") in _invalid_places(
                found, here
            )
            found = part if is_partial and not _is_described(part, holders) else found
        return value if found is part else replaced(value, pointer, found)

    def _meant(self, part: JSON, schemas: _Schemas) -> JSON:
        """Return what is meant by a part that is not valid; itself if that is unclear."""
        spelled = _spelled(part, schemas)
        if spelled or not isinstance(part, dict | list):
            found = [*spelled]
        else:
            found = [*self._of_branches(part, schemas)]
        found += [] if found else self._of_other_shapes(part, schemas)
        found += [] if found else _of_documented_type(part, schemas)
        return min(found, key=lambda each: sum(1 for _ in differences(part, each)), default=part)

    def _of_branches(self, part: JSON, schemas: _Schemas) -> Iterator[JSON]:
        """Yield the part as each branch of a union documents it, if it is valid then."""
        for branch in _branches(schemas):
            if not self._tries or not self._levels:
                return
            if _is_hopeless(part, branch):
                continue
            found = self._tried(part, (branch,), schemas)
            if _is_valid(found, schemas):
                yield found

    def _of_other_shapes(self, part: JSON, schemas: _Schemas) -> Iterator[JSON]:
        """Yield what a part of another type may mean, if it is valid then."""
        for other in _other_shapes(part, schemas):
            if self._tries and self._levels:
                found = self._tried(other, schemas)
                if _is_valid(found, schemas):
                    yield found

    def _tried(self, value: JSON, schemas: _Schemas, around: _Schemas = ()) -> JSON:
        self._tries -= 1
        self._levels -= 1
        found = self.rewritten(value, schemas, around)
        self._levels += 1
        return found


def _by_place(places: Iterable[InvalidPlace]) -> list[tuple[str, list[str]]]:
    """Return places with what is missing there; what is inside comes before what is around it."""
    found: dict[str, list[str]] = {}
    for place in sorted({*places}, reverse=True):
        found.setdefault(place.pointer, []).append(place.missing)
    return [*found.items()]


def _completed(part: JSON, missing: Sequence[str], holders: _Schemas) -> JSON:
    """Return an object with the members that it lacks, as far as they can be derived."""
    made = {name: _derived(name, holders) for name in missing if name and name not in part}
    added = {name: values[0] for name, values in made.items() if values}
    return {**part, **added} if added else part


def _invalid_places(value: JSON, schemas: _Schemas) -> Iterator[InvalidPlace]:
    for schema in schemas:
        yield from invalid_places(value, schema)


def _is_valid(value: JSON, schemas: _Schemas) -> bool:
    return all(validator_for(schema).is_valid(value) for schema in schemas)


def _spelled(part: JSON, schemas: _Schemas) -> tuple[JSON, ...]:
    """Return the nearest valid spelling of a part as a tuple; empty without one."""
    root = schemas[0].root if schemas else {}
    found = chain(spellings(part), absolute_links(part, root))
    return next(((each,) for each in found if _is_valid(each, schemas)), ())


def _of_documented_type(part: JSON, schemas: _Schemas) -> Iterator[JSON]:
    """Yield a scalar in its documented type, in which it is not valid either."""
    declared = [types_of(one.definition) for one in _always(schemas)]
    expected = [names for names in declared if names]
    if not expected or all(names & types_of_scalar(part) for names in expected):
        return
    for each in spellings(part):
        if all(names & types_of_scalar(each) for names in expected):
            yield each


def _is_described(value: JSON, holders: _Schemas) -> bool:
    """Whether a member of an object is documented."""
    return isinstance(value, dict) and any(members(holders, name, choices=False) for name in value)


def _always(schemas: _Schemas) -> Iterator[Schema]:
    """Yield the schemas that apply to a value whatever it is."""
    for each in schemas:
        yield from applicable(each, choices=False)


def _is_hopeless(value: JSON, branch: Schema) -> bool:
    """Whether a member shows that a value belongs to another branch, such as a `type`.

    To ask for the invalid places of the whole value takes long where it is large and each branch
    has many.
    """
    parts = value.items() if isinstance(value, dict) else enumerate(value[:_MOST_ITEMS])
    for name, part in parts:
        if part is not None and not isinstance(part, dict | list):
            here = members((branch,), name, choices=False)
            if not _is_valid(part, here) and not _spelled(part, here):
                return True
    return False


def _schemas_at(value: JSON, schemas: _Schemas, pointer: str) -> _Schemas:
    """Return the schemas that apply to a part of a value whatever the value is."""
    for token in tokens(pointer):
        is_item = isinstance(value, list)
        schemas = members(schemas, int(token) if is_item else token, choices=False)
        value = value[int(token)] if is_item else value[token]
    return schemas


def _branches(schemas: _Schemas) -> Iterator[Schema]:
    for part in dict.fromkeys(_always(schemas)):
        yield from (each.schema for each in subschemas(part) if each.keyword in _UNIONS)


def _without_null(value: JSON, pointer: str, holders: _Schemas) -> JSON:
    """Return a value without a null that is not allowed; each item of a list has its place."""
    if not pointer:
        return value
    holder, name = resolve(value, pointer.rpartition("/")[0]), tokens(pointer)[-1]
    is_item = isinstance(holder, list)
    if not is_item and not any(
        name in part.definition.get("required", ()) for part in _always(holders)
    ):
        return removed(value, pointer)
    made = _derived(int(name) if is_item else name, holders)
    return replaced(value, pointer, made[0]) if made else value


def _derived(name: str | int, holders: _Schemas) -> tuple[JSON, ...]:
    """Return the value of a member, as a derived value has it, as a tuple; empty without one."""
    for each in holders:
        with suppress(ValueError, LookupError):
            whole = generate_example(each)
            if isinstance(whole, dict) or (isinstance(whole, list) and isinstance(name, int)):
                return (whole[name],)  # type: ignore[index]  # an object has no index
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
    for one in _always(schemas):
        types |= types_of(one.definition)
    if isinstance(part, list):
        if len(part) == 1 and types and "array" not in types:
            yield part[0]
    elif types == {"array"} and part not in ("", {}):
        yield [part]
    if isinstance(part, str) and "string" not in types:
        # JSON in a text, which may be corrected itself, too.
        yield from (each for each in spellings(part) if isinstance(each, dict | list))
