"""Which parameters of a list seem to filter it: those called like a member of its items.

Nothing in a document says what a parameter does, so both must have the same closed set of values:
`status` with the same `enum`, or a boolean.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contracts.observations.learning.learned_rows import plain_name
from openapi.contract import Contract, Location, Operation, Parameter, Schema
from openapi.json.pointers import exists, resolve, tokens
from openapi.json.types import JSON
from openapi.schema.paging.lists import documented_list
from openapi.schema.types import types_of
from openapi.schema.walk import applicable, members, members_by_token, named_members

_ITEM = re.compile(r"/\{[^{}/]+\}/?")
_WORD = re.compile(r"[a-z]+")
_MORE = ("includ", "also", "too", "addition", "least", "most", "minim", "maxim", "except", "exclud",
         "above", "below", "higher", "lower", "newer", "older", "translat", "convert")  # fmt: skip
"""Beginnings of words by which a description may say that a value means more than itself."""

_ONLY = ("only", "filt", "restrict", "match", "equal")
"""Beginnings of words by which it says that items with another value are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A parameter that seems to select the items of a list."""

    parameter: Parameter
    member: str  # the name of the member of each item that it is about
    items: str  # JSON pointer to the list in an answer
    values: tuple[JSON, ...]  # what parameter and member may be, in the order of the document
    is_list: bool  # whether the parameter takes several values
    is_claimed: bool  # whether its description says that other items are left out

    def sent(self, value: JSON) -> JSON:
        """Return what a request has for a value."""
        return [value] if self.is_list else value


def filters_of(operation: Operation) -> tuple[Filter, ...]:
    """Return the parameters of an operation that seem to filter its list."""
    if operation.method != "GET":
        return ()
    items = documented_list(operation)
    success = operation.success
    shown = next((m.schema for m in success.media_types if m.schema), None) if success else None
    if items is None or shown is None:
        return ()
    found: tuple[Schema, ...] = (shown,)
    for token in tokens(items):
        found = members_by_token(found, token)
    return tuple(_filters(operation, items, members(found, 0)))


def _filters(operation: Operation, items: str, item: tuple[Schema, ...]) -> Iterator[Filter]:
    names = {plain_name(name): name for part in item for name, _ in named_members(part)}
    for parameter in operation.parameters:
        member = names.get(plain_name(parameter.name))
        words = _WORD.findall(parameter.description.lower())
        says_more = any(word.startswith(_MORE) for word in words)
        if parameter.location is not Location.QUERY or member is None or says_more:
            continue
        is_list = _types((parameter.schema,)) == {"array"}
        asked = members((parameter.schema,), 0) if is_list else (parameter.schema,)
        values = _values(asked)
        if len(values) > 1 and {*map(repr, values)} == {*map(repr, _values(members(item, member)))}:
            yield Filter(
                parameter=parameter,
                member=member,
                items=items,
                values=values,
                is_list=is_list,
                is_claimed=any(word.startswith(_ONLY) for word in words),
            )


def _values(schemas: Iterable[Schema]) -> tuple[JSON, ...]:
    """Return the closed set of values that schemas allow, null left out; empty for an open one."""
    parts = [part for each in schemas for part in applicable(each)]
    enums = [each for part in parts if isinstance(each := part.definition.get("enum"), list)]
    if len(enums) == 1:
        return tuple(each for each in enums[0] if isinstance(each, str | int))
    return (False, True) if not enums and _types(parts) == {"boolean"} else ()


def _types(schemas: Iterable[Schema]) -> set[str]:
    return {
        name
        for each in schemas
        for part in applicable(each)
        for name in types_of(part.definition)
        if name != "null"
    }


def shown_values(found: Filter, body: JSON) -> list[JSON] | None:
    """Return the value of the member of each item of an answer; None if there is no list.

    Items without the member, or with another value than the documented ones, are left out.
    """
    listed = resolve(body, found.items) if exists(body, found.items) else None
    if not isinstance(listed, list):
        return None
    values = [
        item[found.member] for item in listed if isinstance(item, dict) and found.member in item
    ]
    known = {*map(repr, found.values)}
    return [value for value in values if repr(value) in known]


def item_reader(operation: Operation, contract: Contract) -> Operation | None:
    """Return the GET of one item of a list: below its path, or beside its last segment."""
    path = operation.path.rstrip("/")
    for place in filter(None, (path, path.rpartition("/")[0])):
        for each in contract.operations:
            rest = each.path[len(place) :] if each.path.startswith(place) else ""
            if each.method == "GET" and _ITEM.fullmatch(rest):
                return each
    return None


def path_of_items(operation: Operation, reader: Operation, path: str) -> str:
    """Return what is before the id in the path of an item; `path` is that of a request for all."""
    whole = path.rstrip("/")
    is_below = reader.path.startswith(f"{operation.path.rstrip('/')}/")
    return f"{whole if is_below else whole.rpartition('/')[0]}/"
