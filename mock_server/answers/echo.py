"""Puts the values of a request into a derived answer, where the answer's schema names them alike.

`GET /pets/7` answers with the pet 7, and a POST with the members that were sent. Documented
examples are never changed. A value that would make the answer invalid is left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from mock_server.http.bodies.member_names import plain_name
from openapi.contract import Operation, Schema
from openapi.json.types import JSON, is_integer, is_number

if TYPE_CHECKING:
    from openapi.schema.described import DescribedValue

MAX_ECHOED = 100  # values of one request that are put into its answer

_MAX_LEVELS = 3
_MAX_MEMBERS = 1000
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_PARAMETER = re.compile(r"\{([^{}/]+)\}\Z")

_Path = tuple[str | int, ...]
Edit = tuple[_Path, JSON]  # the place of a part, and its new value


class Sent(NamedTuple):
    """The typed values of a request."""

    path: Mapping[str, JSON] = {}  # its path parameters by name
    query: Mapping[str, JSON] = {}  # its query parameters by name; without those that were not sent
    body: JSON = None  # the value of its body; None without one

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to put into an answer."""
        return not self.path and not self.query and not isinstance(self.body, dict)


NOTHING_SENT = Sent()


def sends_values(operation: Operation) -> bool:
    """Whether requests to an operation may have values for its answers."""
    has_values = any(each.location in ("path", "query") for each in operation.parameters)
    return has_values or operation.request_body is not None


def echoed(
    value: JSON,
    operation: Operation,
    sent: Sent,
    schema: Schema,
    is_valid: Callable[[JSON], bool],
) -> JSON:
    """Return a derived answer with the values of its request.

    `value`, which was derived from `schema`, is not changed; the result is valid if it is.
    """
    # Imported when it is needed: the first answers rarely have values of their request.
    from openapi.schema.described import described  # noqa: PLC0415

    edits = [*_edits(value, operation, sent, described(schema))]
    return with_edits(value, edits[:MAX_ECHOED], is_valid)


def with_edits(value: JSON, edits: Sequence[Edit], is_valid: Callable[[JSON], bool]) -> JSON:
    """Return a value with its parts replaced: all of them, or those that leave it valid."""
    if not edits:
        return value
    changed = reduce(_edited, edits, value)
    if is_valid(changed):
        return changed
    for edit in edits:
        changed = _edited(value, edit)
        value = changed if is_valid(changed) else value
    return value


def echoed_names(value: JSON, query: Mapping[str, JSON]) -> frozenset[str]:
    """Return the parameters of a query for which a derived answer has a member."""
    names = {plain_name(name): name for name in query}
    return frozenset(
        names[plain_name(key)]
        for _, target in _targets(value, {*names})
        for key in target
        if plain_name(key) in names
    )


def _edits(
    value: JSON, operation: Operation, sent: Sent, known: "DescribedValue"
) -> Iterator[Edit]:
    """Yield what to change; later changes have precedence."""
    body = sent.body if isinstance(sent.body, dict) else {}
    named = {plain_name(name): each for name, each in (*sent.query.items(), *sent.path.items())}
    for place, target in _targets(value, {*named, *map(plain_name, body)}):
        own = {plain_name(key): key for key in target}
        is_item = bool(place) and isinstance(place[-1], int)
        for name, each in named.items():
            # Items of a list are different resources.
            if name in own and not (is_item and name == "id"):
                member = own[name]
                yield (*place, member), _like(target[member], _of_item(each, place))
        identity = None if is_item else _identity(operation, sent)
        if identity is not None and "id" in own and identity[0] not in own:
            yield (*place, own["id"]), _like(target[own["id"]], identity[1])
        for name, each in body.items() if not is_item else ():
            key = name if name in target else own.get(plain_name(name))
            if key is not None and plain_name(name) not in map(plain_name, sent.path):
                yield (*place, key), _merged(target[key], each, _known(known, *place, key))


def _identity(operation: Operation, sent: Sent) -> tuple[str, JSON] | None:
    """Return the parameter that names the resource at the end of a path (`/pets/{petId}`)."""
    found = _PARAMETER.search(operation.path.rstrip("/"))
    if found is None or found[1] not in sent.path:
        return None
    name = plain_name(found[1])
    return (name, sent.path[found[1]]) if name.endswith("id") else None


def _targets(value: JSON, names: set[str]) -> Iterator[tuple[_Path, Mapping[str, JSON]]]:
    """Yield the objects that have the values: the answer, what it wraps, or each item of a list."""
    place: _Path = ()
    for _ in range(_MAX_LEVELS):
        if isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    yield (*place, index), item
            return
        if not isinstance(value, dict):
            return
        own = {*map(plain_name, value)}
        inner = [key for key, each in value.items() if isinstance(each, dict | list)]
        if own & names or len(inner) != 1 or "id" in own:
            yield place, value
            return
        place, value = (*place, inner[0]), value[inner[0]]


def _of_item(value: JSON, place: _Path) -> JSON:
    """Return the value for a place; items of a list get those of a list in turn."""
    index = place[-1] if place else None
    if isinstance(index, int) and isinstance(value, list) and value:
        return value[index % len(value)]
    return value


def _like(own: JSON, sent: JSON) -> JSON:
    """Return a sent scalar as the type of the answer's own value, if it can be written so."""
    if is_number(own) and isinstance(sent, str) and _INTEGER.fullmatch(sent):
        return int(sent)
    return str(sent) if isinstance(own, str) and is_integer(sent) else sent


def _known(known: "DescribedValue | None", *path: str | int) -> "DescribedValue | None":
    """Return what describes a part of a value; None if nothing does."""
    for token in path:
        known = None if known is None else known.member(token)
    return known


def _merged(own: JSON, sent: JSON, known: "DescribedValue | None", level: int = 0) -> JSON:
    """Return a sent member, its objects united with the derived ones.

    A derived object has every member that an answer carries, so that none of the others, such as
    a password, is added to it. An empty one, and a derived map, take any.
    """
    if level > _MAX_LEVELS:
        return sent if not isinstance(sent, dict | list) else own
    if isinstance(own, dict) and isinstance(sent, dict):
        if not own or (known is not None and known.is_map):
            return sent
        both = {
            key: _merged(own[key], each, _known(known, key), level + 1)
            for key, each in sent.items()
            if key in own
        }
        return {**own, **both}
    if isinstance(own, list) and isinstance(sent, list):
        return [*_merged_items(own, sent[:_MAX_MEMBERS], known, level)]
    return _like(own, sent)


def _merged_items(
    own: list[JSON], sent: Iterable[JSON], known: "DescribedValue | None", level: int
) -> Iterator[JSON]:
    for index, each in enumerate(sent):
        if not isinstance(each, dict | list):
            yield each
        elif own:
            yield _merged(own[index % len(own)], each, _known(known, index), level + 1)


def _edited(value: JSON, edit: Edit) -> JSON:
    """Return a copy of a value with one part replaced; its path exists."""
    path, new = edit
    if not path:
        return new
    copy: JSON = [*value] if isinstance(value, list) else {**value}
    copy[path[0]] = _edited(value[path[0]], (path[1:], new))
    return copy
