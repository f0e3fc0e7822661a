"""Finds the one list of a body, and what identifies its items, in a schema or in a value."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from openapi.contract import Operation, Schema
from openapi.json.pointers import exists, join, resolve
from openapi.json.types import JSON, is_integer
from openapi.schema.types import types_of
from openapi.schema.walk import applicable, members, named_members
from openapi.values import dataclass

_LISTS = ("items", "data", "results", "records", "entries", "content", "values", "value", "list",
          "rows", "elements", "resources", "objects", "documents", "hits")  # fmt: skip
_PREVIOUS = frozenset({"previous", "prev", "previouspage", "prevpage", "prevlink"})
_URL_FORMATS = frozenset({"uri", "url", "uri-reference"})
_AROUND = ("data", "result", "response", "payload", "_embedded", "embedded")
_KEYS = ("id", "_id", "uuid", "guid", "sid", "key", "Id", "ID")
_LESS_LIKELY = ("slug", "sku", "isbn", "code", "number", "email", "username", "name")
_NEXT = frozenset({"nextcursor", "nextpagetoken", "nexttoken", "nextpage", "next", "continue"}
                  | {"continuationtoken", "nextcontinuationtoken", "nextlink"})  # fmt: skip
_HOLDERS = ("links", "_links", "paging", "pagination", "meta", "metadata", "page_info", "pageInfo",
            "page", "cursor")  # fmt: skip


def documented_list(operation: Operation) -> str | None:
    """Return the JSON pointer to the list in an operation's success; None if it is not clear."""
    schema = _success(operation)
    if schema is None:
        return None
    if _is_list((schema,)):
        return ""
    return _only_list(_named(schema))


def documented_key(operation: Operation, items: str) -> str | None:
    """Return the JSON pointer to the identity of the items at `items`; None if none is likely."""
    schema = _success(operation)
    found: tuple[Schema, ...] = (schema,) if schema else ()
    for token in items.split("/")[1:]:
        found = members(found, token)
    inner = [part for each in members(found, 0) for part in applicable(each)]
    if inner and all(types_of(part.definition) <= {"string", "integer"} for part in inner):
        return ""
    return _key(name for each in members(found, 0) for name, _ in named_members(each))


def list_in(body: JSON) -> str | None:
    """Return the JSON pointer to the only list of a body; None if it is not clear.

    >>> list_in({"total": 1, "items": [{}]}), list_in({"a": [{}], "b": [{}]}), list_in([])
    ('/items', None, '')
    """
    if isinstance(body, list):
        return ""
    if not isinstance(body, Mapping):
        return None
    found = {join("", key) for key, value in body.items() if isinstance(value, list)}
    for key in _AROUND:
        inner = body.get(key)
        if isinstance(inner, Mapping):
            found |= {join("", key, k) for k, value in inner.items() if isinstance(value, list)}
    return _only_list(found)


def key_in(body: JSON, items: str) -> str | None:
    """Return the JSON pointer to the identity of the items of a body; None if none is likely."""
    found = resolve(body, items) if exists(body, items) else None
    first = found[0] if isinstance(found, list) and found else None
    if isinstance(first, str) or is_integer(first):
        return ""
    return _key(first) if isinstance(first, Mapping) else None


def next_in(body: JSON) -> str | None:
    """Return the JSON pointer to the cursor or URL of the next page; None if there is none.

    A number may be a cursor, such as the id of the last item; 0 is what some servers end with.

    >>> next_in({"items": [], "meta": {"next_cursor": "YQ"}}), next_in({"next": None})
    ('/meta/next_cursor', None)
    >>> next_in({"next_cursor": 7}), next_in({"next_cursor": 0}), next_in({"next": True})
    ('/next_cursor', None, None)
    """
    if not isinstance(body, Mapping):
        return None
    holders = [("", body), *((join("", key), body.get(key)) for key in _HOLDERS)]
    for pointer, holder in holders:
        for key, value in holder.items() if isinstance(holder, Mapping) else ():
            if _plain(key) in _NEXT and (isinstance(value, str) or is_integer(value)) and value:
                return join(pointer, key)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPlace:
    """Where an answer says how to get the next page."""

    pointer: str  # JSON pointer to the cursor or URL
    is_url: bool  # whether it is a URL, as far as its name and format say
    is_sure: bool = True  # whether more than its name says so
    previous: str = ""  # JSON pointer to the URL of the page before; empty without one


def documented_next(operation: Operation) -> NextPlace | None:
    """Return where an answer has the way to the next page; None if no member is likely to be it.

    A schema rarely says that a member is a URL; a member that is called `next` or `nextLink` is.
    """
    schema = _success(operation)
    properties = _properties((schema,)) if schema else {}
    holders = [("", properties)]
    holders += [(join("", k), _properties(properties[k])) for k in _HOLDERS if k in properties]
    for pointer, held in holders:
        for key in held:
            if _plain(key) not in _NEXT or _is_list(held[key]):
                continue
            has_format = _formats(held[key]) & _URL_FORMATS != frozenset()
            before = next((each for each in held if _plain(each) in _PREVIOUS), "")
            return NextPlace(
                pointer=join(pointer, key),
                is_url=has_format or _plain(key) in {"next", "nextlink"},
                is_sure=has_format,
                previous=join(pointer, before) if before and has_format else "",
            )
    return None


def _formats(schemas: Sequence[Schema]) -> frozenset[JSON]:
    parts = (part.definition for each in schemas for part in applicable(each))
    return frozenset(part["format"] for part in parts if isinstance(part.get("format"), str))


def _plain(key: str) -> str:
    return re.sub(r"[_@.-]", "", key).lower()


def _success(operation: Operation) -> Schema | None:
    success = operation.success
    for media in success.media_types if success else ():
        if media.schema is not None and "json" in media.name:
            return media.schema
    return None


def _is_list(schemas: Sequence[Schema]) -> bool:
    parts = (part.definition for each in schemas for part in applicable(each))
    return any("array" in types_of(part) for part in parts)


def _named(schema: Schema) -> set[str]:
    found: set[str] = set()
    for name, inner in _properties((schema,)).items():
        if _is_list(inner):
            found.add(join("", name))
        elif name in _AROUND:
            held = _properties(inner)
            found |= {join("", name, key) for key, value in held.items() if _is_list(value)}
    return found


def _properties(schemas: Sequence[Schema]) -> Mapping[str, list[Schema]]:
    found: dict[str, list[Schema]] = {}
    for name, each in chain.from_iterable(map(named_members, schemas)):
        found.setdefault(name, []).append(each)
    return found


def _only_list(pointers: Iterable[str]) -> str | None:
    """Return the pointer of the only list, or of the only one with a usual name."""
    found = [*pointers]
    usual = [pointer for pointer in found if pointer.rpartition("/")[2] in _LISTS]
    for chosen in (found, usual):
        if len(chosen) == 1:
            return chosen[0]
    return None


def _key(names: Iterable[str]) -> str | None:
    known = [*names]
    ends = (name for name in known if name.endswith(("_id", "Id", "ID", "uuid")))
    usual, rare = ((key for key in keys if key in known) for keys in (_KEYS, _LESS_LIKELY))
    likely = next(chain(usual, ends, rare), None)
    return None if likely is None else join("", likely)
