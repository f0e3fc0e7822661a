"""Where a body has a record, or a list of records: pure functions over schemas."""

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache

from mock_server.http.bodies.member_names import (
    IDENTITIES,
    LISTS,
    TOTALS,
    by_plain_name,
    plain_name,
)
from openapi.contract import Schema
from openapi.json.pointers import join, tokens
from openapi.json.types import JSON
from openapi.schema.types import types_of
from openapi.schema.walk import applicable, members, members_by_token, named_members

_MAX_DEPTH = 2
_MAX_VALUE_DEPTH = 12
_MAX_INFERRED = 50
_SAME = 1000
_NAMED = 0.5
_KEY = 2

Place = tuple[str, Schema]  # JSON pointer to a part of a body, and its schema


@lru_cache(maxsize=4096)
def properties_of(schema: Schema) -> Mapping[str, Schema]:
    """Return the schemas of an object's named members; those of alternatives too.

    Of several schemas of a member, as a common envelope and its use have (`allOf`), it is the one
    that names most.
    """
    found: dict[str, Schema] = {}
    for name, each in named_members(schema):
        known = found.get(name)
        if known is None or _detail(each) > _detail(known):
            found[name] = each
    return found


def members_of(schema: Schema) -> frozenset[str]:
    """Return the names of the members that objects of every alternative may have."""
    return frozenset(name for name, _ in named_members(schema, choices=False))


def _detail(schema: Schema) -> int:
    """Return how many members a schema, or the items of its lists, have a name for."""
    return len(
        {name for part in (schema, *members((schema,), 0)) for name, _ in named_members(part)}
    )


def accepted_of(schema: Schema) -> Mapping[str, Schema]:
    """Return the same without the members that are no part of such a message."""
    return {name: each for name, each in properties_of(schema).items() if not is_left_out(each)}


@lru_cache(maxsize=8192)
def is_left_out(schema: Schema) -> bool:
    """Whether a member is no part of such a message: read-only in requests, write-only in answers.

    Schemas of requests have only the first keyword, those of answers only the second.
    """
    parts = applicable(schema, choices=False)
    return any(
        part.definition.get(word) is True for part in parts for word in ("readOnly", "writeOnly")
    )


def is_object(schema: Schema) -> bool:
    """Whether the values of a schema are objects."""
    parts = [part.definition for part in applicable(schema)]
    return any("object" in types_of(part) or "properties" in part for part in parts)


def items_of(schema: Schema) -> Schema | None:
    """Return the schema of the items if the values of a schema are lists."""
    parts = [part.definition for part in applicable(schema)]
    if not any("array" in types_of(part) or "items" in part for part in parts):
        return None
    found = members((schema,), 0)
    return max(found, key=_detail) if len(found) > 1 else next(iter(found), None)


@lru_cache(maxsize=4096)
def _is_open(schema: Schema) -> bool:
    """Whether a schema says that there are members that it does not name."""
    more = [part.definition.get("additionalProperties") for part in applicable(schema)]
    return not properties_of(schema) or any(each is True or isinstance(each, dict) for each in more)


def visible(
    value: JSON, schema: Schema, depth: int = 0, *, also: Container[str] = frozenset()
) -> JSON:
    """Return the part of a value that messages of a schema have.

    Members that the schema does not name are left out, so that an answer never shows a password
    that only the request describes. A schema that names none, or wants more, takes any.

    `depth` is how many values this one is in; `also` are shown although the schema does not name
    them, such as the members of the documented example.
    """
    if depth > _MAX_VALUE_DEPTH:
        return value
    if isinstance(value, dict):
        named, is_open = properties_of(schema), _is_open(schema)
        return {
            key: visible(each, named[key], depth + 1) if key in named else each
            for key, each in value.items()
            if (not is_left_out(named[key]) if key in named else is_open or key in also)
        }
    items = items_of(schema) if isinstance(value, list) else None
    return value if items is None else [visible(each, items, depth + 1) for each in value]


def identity_member(names: Mapping[str, Schema], parameter: str, resource: str) -> str:
    """Return the member that identifies a record; empty if there is none.

    `parameter` is that of its path, such as `petId`, and `resource` the last word of the path of
    its collection, such as `pets`.
    """
    scalars = [name for name, schema in names.items() if _is_scalar(schema)]
    plain = by_plain_name(scalars)
    wanted = plain_name(parameter)
    if wanted in plain:
        return plain[wanted]
    single = plain_name(resource).removesuffix("s")
    suffixes = [each for each in IDENTITIES if wanted.endswith(each)]
    candidates = [*suffixes, "id", f"{single}id", single, *IDENTITIES]
    return next((plain[each] for each in candidates if each in plain), "")


def _is_scalar(schema: Schema) -> bool:
    return not is_object(schema) and items_of(schema) is None


def plain_names(names: Iterable[str]) -> frozenset[str]:
    """Return names without their style."""
    return frozenset(map(plain_name, names))


def record_place(schema: Schema, names: Mapping[str, Schema], key: str = "") -> Place | None:
    """Return where a body has a record with these members: the body itself, or a part of it.

    `names` are the members of a record; what has `key`, which identifies it, is preferred.
    """
    wanted, identity = plain_names(names), plain_name(key)
    found: list[tuple[float, int, Place]] = []
    places = [*_objects(schema), *_only_items(schema)]
    for depth, (pointer, part) in enumerate(places):
        own = plain_names(properties_of(part))
        shared = len(wanted & own) + _KEY * (bool(identity) and identity in own)
        if shared:
            found.append((shared, -depth, (pointer, part)))
    return max(found, key=lambda each: each[:2])[2] if found else None


def identified_place(schema: Schema, parameter: str, resource: str) -> Place | None:
    """Return where a body has the record that a parameter identifies."""
    objects = [*_objects(schema)]
    for pointer, part in objects:
        plain = by_plain_name(properties_of(part))
        if plain_name(parameter) in plain or "id" in plain:
            return pointer, part
    is_list = not plain_names(properties_of(schema)).isdisjoint(TOTALS)
    for pointer, part in () if is_list else _only_items(schema):
        is_alike = plain_name(tokens(pointer)[0]) in (*LISTS, plain_name(resource), "0")
        is_alone = len(properties_of(schema)) == 1
        named = identity_member(properties_of(part), parameter, resource)
        if named and (is_alike or is_alone):
            return pointer, part
    for pointer, part in objects:
        if identity_member(properties_of(part), parameter, resource):
            return pointer, part
    # Nothing identifies the record: what a wrapper wraps is it, else the body itself.
    wrapped = [place for place in objects if plain_name(place[0]) in LISTS]
    return next(iter(wrapped or objects), None)


def list_place(schema: Schema, names: Mapping[str, Schema], record: Schema | None) -> Place | None:
    """Return where a body has a list of records with these members, and their schema.

    `names` are the members of a record; empty if they are not known.
    """
    wanted, found = plain_names(names), []
    for order, (pointer, items) in enumerate(_lists(schema)):
        shared: float = len(wanted & plain_names(properties_of(items)))
        shared += _SAME * (record is not None and items.pointer == record.pointer)
        name = plain_name(tokens(pointer)[-1]) if pointer else LISTS[0]
        shared += _NAMED * (name in LISTS)
        if is_object(items) and (shared >= 1 or not wanted):
            found.append((shared, -order, (pointer, items)))
    return max(found, key=lambda each: each[:2])[2] if found else None


def part_at(schema: Schema, pointer: str) -> Schema | None:
    """Return the schema of a part of a body; None if the body has no such part."""
    for token in tokens(pointer):
        inner = members_by_token((schema,), token)
        if not inner:
            return None
        schema = inner[0]
    return schema


def _objects(schema: Schema) -> Iterator[Place]:
    """Yield a body and the objects in it, the outer ones first."""
    level: list[Place] = [("", schema)]
    for _ in range(_MAX_DEPTH + 1):
        inner: list[Place] = []
        for at, part in level:
            if is_object(part):
                yield at, part
                inner += [(join(at, name), each) for name, each in properties_of(part).items()]
        level = inner


def _only_items(schema: Schema) -> Iterator[Place]:
    """Yield the first items of the lists of a body, where a record may be the only one."""
    for pointer, items in _lists(schema):
        if is_object(items):
            yield join(pointer, 0), items


def _lists(schema: Schema) -> Iterator[Place]:
    """Yield the lists in a body with the schema of their items, the outer ones first."""
    root = items_of(schema)
    if root is not None:
        yield "", root
        return
    for at, part in _objects(schema):
        for name, each in properties_of(part).items():
            items = items_of(each)
            if items is not None:
                yield join(at, name), items


def inferred_schema(value: JSON) -> Schema:
    """Return a schema with the objects and lists of an example, which allows any other value."""
    definition = _inferred(value)
    return Schema(definition=definition, pointer="", root=definition)


def _inferred(value: JSON, depth: int = 0) -> dict[str, JSON]:
    if depth > _MAX_VALUE_DEPTH:
        return {}
    if isinstance(value, dict):
        parts = {key: _inferred(each, depth + 1) for key, each in value.items()}
        return {"type": "object", "properties": parts}
    if isinstance(value, list):
        kinds = [_inferred(each, depth + 1) for each in value[:_MAX_INFERRED]]
        merged: dict[str, JSON] = {}
        for kind in kinds:
            merged = (
                {**kind, "properties": {**merged.get("properties", {}), **kind["properties"]}}
                if "properties" in kind
                else merged
            )
        return {"type": "array", "items": merged}
    return {}
