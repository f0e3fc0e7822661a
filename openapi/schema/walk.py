"""Iteration over schemas: the schemas inside one, and the part of a value that each applies to.

References are followed, booleans become the equivalent schemas, and a schema that contains
itself is entered once on each path (JSON Schema 2020-12, core, 10 and 11).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from openapi.contract import PathWildcard, Schema
from openapi.contract.schemas import DEAD_REFERENCE
from openapi.json.pointers import dereference, join
from openapi.json.types import JSON
from openapi.schema.validators import matches_pattern
from openapi.values import dataclass

Step = str | int | PathWildcard  # a key, an index, or all items or members

MAX_SCHEMAS = 5000  # schemas of one walk; references make a few lines of a document huge
MAX_INDEX_DIGITS = 9  # digits of an index in a JSON pointer; no array is longer
ALWAYS = frozenset({"allOf"})  # apply to every valid value of the schema around them

CHOICES = frozenset({"anyOf", "oneOf", "then", "else", "dependentSchemas"})
"""Keywords whose schemas apply to some valid values."""

TESTS = frozenset({"not", "if"})  # conditions, which do not describe a valid value
LONGEST_KEPT_KEY = 100  # characters of a key whose schemas are kept; others may be huge

LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")  # keywords with a list of schemas
MAPS = ("dependentSchemas", "properties", "patternProperties")  # keywords with schemas by name
_SINGLE = ("then", "else", "not", "if")
_ITEMS = ("items", "unevaluatedItems", "contains")
_MEMBERS = ("additionalProperties", "unevaluatedProperties")
ONE = (*_SINGLE, *_ITEMS, *_MEMBERS)  # keywords with one schema about the value or parts of it
_STEPS: Mapping[str, Step | None] = {
    **dict.fromkeys((*_SINGLE, "dependentSchemas")),
    **dict.fromkeys(_ITEMS, PathWildcard.ITEMS),
    **dict.fromkeys((*_MEMBERS, "patternProperties"), PathWildcard.VALUES),
}
ANYTHING: Mapping[str, JSON] = {}  # the schema that every value is valid against
NOTHING: Mapping[str, JSON] = {"not": {}}  # the schema that no value is valid against


class Subschema(NamedTuple):
    """A schema directly inside another one."""

    keyword: str  # the keyword that has it
    step: Step | None  # from the value of the outer schema to this one's; None for the same
    schema: Schema  # the schema, its references followed
    pattern: str = ""  # the pattern of its keys, for `patternProperties`


def followed(schema: Schema) -> Schema:
    """Return the target of a schema's reference, or the schema itself.

    Raises:
        KeyError: The reference does not resolve, or refers to itself.
    """
    return _at(schema, schema.definition, schema.pointer) or schema


@lru_cache(maxsize=4096)
def subschemas(schema: Schema) -> tuple[Subschema, ...]:
    """Return every schema directly inside one whose references have been followed."""
    return tuple(_subschemas(schema))


def _subschemas(schema: Schema) -> Iterator[Subschema]:
    node = schema.definition
    for keyword in LISTS:
        for index, value in enumerate(_list(node, keyword)):
            step = index if keyword == "prefixItems" else None
            yield from _inside(schema, value, (keyword, index), step)
    for keyword in MAPS:
        for name, value in _map(node, keyword).items():
            yield from _inside(schema, value, (keyword, name), _STEPS.get(keyword, name))
    for keyword in ONE:
        # `items: true` and the like have no effect; `properties: {a: true}` still names a key.
        is_bare = isinstance(node.get(keyword), bool) and keyword not in _SINGLE
        if keyword in node and not is_bare:
            yield from _inside(schema, node[keyword], (keyword,), _STEPS[keyword])


def _inside(
    schema: Schema, value: JSON, place: tuple[str | int, ...], step: Step | None
) -> Iterator[Subschema]:
    inner = _at(schema, value, join(schema.pointer, *place))
    if inner is not None:
        keyword = str(place[0])
        pattern = str(place[1]) if keyword == "patternProperties" else ""
        yield Subschema(keyword=keyword, step=step, schema=inner, pattern=pattern)


@lru_cache(maxsize=4096)
def applicable(schema: Schema, *, choices: bool = True) -> tuple[Schema, ...]:
    """Return the schemas that apply to the same value as a given one, which comes first, each once.

    `choices`: whether to include those that apply to some values only, such as in `anyOf`.
    """
    found: dict[Schema, None] = {}
    wanted = ALWAYS | CHOICES if choices else ALWAYS
    pending = [followed(schema)]
    while pending and len(found) < MAX_SCHEMAS:
        here = pending.pop()
        if here not in found:
            found[here] = None
            inner = [each.schema for each in subschemas(here) if each.keyword in wanted]
            pending += reversed(inner)
    return tuple(found)


def members(
    schemas: Iterable[Schema], token: str | int, *, choices: bool = True
) -> tuple[Schema, ...]:
    """Return the schemas that apply to one member of a value, each once.

    `choices`: whether to include those that apply to some values only, such as in `anyOf`.
    """
    outer = tuple(schemas)
    if isinstance(token, str) and len(token) > LONGEST_KEPT_KEY:
        return _inner(outer, token, choices=choices)
    return _kept_inner(outer, token, choices=choices)


def _inner(schemas: tuple[Schema, ...], token: str | int, *, choices: bool) -> tuple[Schema, ...]:
    found: dict[Schema, None] = {}
    for schema in schemas:
        for part in applicable(schema, choices=choices):
            found |= dict.fromkeys(_members(part).of(token))
    return tuple(found)


_kept_inner = lru_cache(maxsize=8192)(_inner)  # items of a list have the same schemas


@dataclass(frozen=True, slots=True, kw_only=True)
class _Members:
    """The schemas directly inside one that describe members of a value, by what they apply to."""

    named: Mapping[Step | None, Schema]
    like: tuple[tuple[str, Schema], ...]
    first: Mapping[Step | None, Schema]
    other_items: tuple[Schema, ...]
    other_members: tuple[Schema, ...]

    def of(self, token: str | int) -> tuple[Schema, ...]:
        """Return the schemas of one member."""
        if isinstance(token, int):
            return (self.first[token],) if token in self.first else self.other_items
        named = [self.named[token]] if token in self.named else []
        # A member that is named is not one of the others, to which other keywords apply.
        named += [schema for pattern, schema in self.like if is_like(token, pattern)]
        return tuple(named) or self.other_members


@lru_cache(maxsize=4096)
def _members(schema: Schema) -> _Members:
    parts: dict[str, list[Subschema]] = {}
    for each in subschemas(schema):
        parts.setdefault(each.keyword, []).append(each)

    def first_of(*keywords: str) -> tuple[Schema, ...]:
        found = next(filter(None, map(parts.get, keywords)), [])
        return tuple(each.schema for each in found)

    return _Members(
        named={each.step: each.schema for each in parts.get("properties", ())},
        like=tuple((each.pattern, each.schema) for each in parts.get("patternProperties", ())),
        first={each.step: each.schema for each in parts.get("prefixItems", ())},
        other_items=first_of("items", "unevaluatedItems"),
        other_members=first_of(*_MEMBERS),
    )


def named_members(schema: Schema, *, choices: bool = True) -> Iterator[tuple[str, Schema]]:
    """Yield name and schema of each member that a schema names, those of its parts included.

    `choices`: whether to include those that some objects only have, such as in `anyOf`.
    """
    for part in applicable(schema, choices=choices):
        for each in subschemas(part):
            if each.keyword == "properties":
                yield str(each.step), each.schema


def members_by_token(schemas: Iterable[Schema], token: str) -> tuple[Schema, ...]:
    """Return the schemas that apply to a member, given a token of a JSON pointer.

    A token of digits is an index unless there is such a key.
    """
    outer = tuple(schemas)
    is_index = token.isdecimal() and len(token) <= MAX_INDEX_DIGITS
    if is_index and not _names(outer, token):
        return members(outer, int(token)) or members(outer, token)
    return members(outer, token)


def _names(schemas: Iterable[Schema], key: str) -> bool:
    parts = (part for schema in schemas for part in applicable(schema))
    return any(key in _map(part.definition, "properties") for part in parts)


def walk(schema: Schema) -> Iterator[tuple[tuple[Step, ...], Schema]]:
    """Yield a schema and all schemas inside it, each with the path from a value to its part.

    A schema with several references to it is yielded for each of them, and one that
    contains itself once on each path; the walk ends after `MAX_SCHEMAS`. The schemas of `not` and
    `if` are not entered.
    """
    pending: list[tuple[tuple[Step, ...], Schema, frozenset[Schema]]] = [
        ((), followed(schema), frozenset())
    ]
    left = MAX_SCHEMAS
    while pending and left:
        path, here, above = pending.pop()
        if here in above:
            continue
        left -= 1
        yield path, here
        pending += [
            (path if each.step is None else (*path, each.step), each.schema, above | {here})
            for each in reversed(subschemas(here))
            if each.keyword not in TESTS
        ]


def every_schema(
    schema: Schema, *, tests: bool = False, most: int = MAX_SCHEMAS
) -> tuple[Schema, ...]:
    """Return a schema and all schemas inside it, each once, the nearest first.

    `tests`: whether to enter the schemas of `not` and `if` too.
    `most`: how many schemas are returned at most.
    """
    found = {followed(schema): None}
    pending = deque(found)
    while pending and len(found) < most:
        inner = [e.schema for e in subschemas(pending.popleft()) if tests or e.keyword not in TESTS]
        fresh = [each for each in dict.fromkeys(inner) if each not in found]
        found |= dict.fromkeys(fresh)
        pending += fresh
    return tuple(found)[:most]


@lru_cache(maxsize=1000)
def dead_reference(schema: Schema) -> str:
    """Return the text of a reference in a schema to what the document lacks; empty if none is."""
    dead = (each.definition.get(DEAD_REFERENCE) for each in every_schema(schema))
    return next((str(text) for text in dead if text), "")


def _at(schema: Schema, value: JSON, pointer: str) -> Schema | None:
    value, pointer = dereference(schema.root, value, pointer)
    if isinstance(value, bool):
        value = ANYTHING if value else NOTHING
    if not isinstance(value, Mapping):
        return None
    return Schema(definition=value, pointer=pointer, root=schema.root)


def _list(node: Mapping[str, JSON], keyword: str) -> list[JSON]:
    value = node.get(keyword)
    return value if isinstance(value, list) else []


def _map(node: Mapping[str, JSON], keyword: str) -> Mapping[str, JSON]:
    value = node.get(keyword)
    return value if isinstance(value, Mapping) else {}


def is_like(name: str, pattern: str) -> bool:
    """Whether a key is like a pattern of `patternProperties`; False if it cannot be read."""
    try:
        return matches_pattern(name, pattern)
    except ValueError:
        return False
