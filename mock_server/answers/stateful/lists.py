"""Which records a request selects of a list, in which order, and which page of them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from mock_server.answers.stateful.names import (
    DIRECTIONS,
    FILTERS,
    LIMITS,
    OFFSETS,
    PAGE_NUMBERS,
    SORTS,
    by_plain_name,
    plain_name,
)
from openapi.contract import Location, Operation, PageKind, Pagination
from openapi.json.types import JSON
from openapi.schema.types import types_of
from openapi.schema.walk import applicable

Value = Mapping[str, JSON]

_PAGE = 25
"""Records on a page that is selected by its number, if the document states no length."""

_DESCENDING = ("desc", "descending", "-1")
_ASCENDING = ("asc", "ascending", "1")


@lru_cache(maxsize=1024)
def pagination_of(operation: Operation, items: str) -> Pagination | None:
    """Return how a list is paged: as the document says, or as its parameters are named.

    Args:
        operation: The operation that lists the records.
        items: JSON pointer to the list in its answer.
    """
    if operation.pagination is not None:
        return operation.pagination
    numbers = {
        plain_name(each.name): each.name
        for each in operation.parameters
        if each.location is Location.QUERY and _is_number(operation, each.name)
    }
    limit = _first(numbers, LIMITS)
    offset, page = _first(numbers, OFFSETS), _first(numbers, PAGE_NUMBERS)
    if not offset and not page and not limit:
        return None
    kind = PageKind.OFFSET if offset or not page else PageKind.PAGE
    position = offset or page
    return Pagination(
        kind=kind,
        position=position,
        limit=limit,
        items=items,
        key="",
        page_size=_stated(operation, limit, "default") or (0 if kind is PageKind.OFFSET else _PAGE),
        first_page=0 if _starts_at_zero(operation, page) else 1,
    )


def _first(numbers: Mapping[str, str], wanted: frozenset[str]) -> str:
    return next((name for plain, name in numbers.items() if plain in wanted), "")


def _is_number(operation: Operation, name: str) -> bool:
    parameter = operation.parameter(Location.QUERY, name)
    parts = applicable(parameter.schema) if parameter is not None else ()
    return any(types_of(part.definition) & {"integer", "number"} for part in parts)


def _starts_at_zero(operation: Operation, page: str) -> bool:
    smallest = _stated(operation, page, "minimum")
    return smallest == 0 or (smallest is None and _stated(operation, page, "default") == 0)


def _stated(operation: Operation, name: str, keyword: str) -> int | None:
    parameter = operation.parameter(Location.QUERY, name) if name else None
    for part in applicable(parameter.schema) if parameter is not None else ():
        value = part.definition.get(keyword)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def selected(
    values: Sequence[Value], query: Mapping[str, JSON], paging: Pagination | None
) -> list[Value]:
    """Return the records that a query selects, in the order that it asks for.

    A parameter that is named like a member selects the records that have its value there; with
    several values, those that have one of them.

    Args:
        values: All records.
        query: The typed query parameters.
        paging: How the list is paged; its parameters select nothing.
    """
    reserved = paging.parameters if paging is not None else frozenset()
    known = by_plain_name(name for value in values for name in value)
    found = [*values]
    for name, wanted in _filters(query):
        member = known.get(plain_name(name))
        if name not in reserved and member is not None and not _is_order(name, wanted, known):
            found = [each for each in found if _matches(each.get(member), wanted)]
    return _sorted(found, query, known)


def is_selection(query: Mapping[str, JSON], values: Sequence[Value]) -> bool:
    """Whether every parameter of a query is named like a member of the records."""
    known = by_plain_name(name for value in values for name in value)
    return all(plain_name(name) in known for name in query)


def _filters(query: Mapping[str, JSON]) -> Iterator[tuple[str, JSON]]:
    """Yield the parameters, those inside `filter` and `filter[name]` by their own names."""
    for name, wanted in query.items():
        head, bracket, rest = name.partition("[")
        is_filter = plain_name(head) in FILTERS
        if is_filter and isinstance(wanted, dict):
            yield from wanted.items()
        elif is_filter and bracket:
            yield rest.rstrip("]"), wanted
        else:
            yield name, wanted


def _is_order(name: str, wanted: JSON, known: Mapping[str, str]) -> bool:
    return plain_name(name) in SORTS | DIRECTIONS and bool([*_orders(wanted, known)])


def _matches(own: JSON, wanted: JSON) -> bool:
    if isinstance(wanted, list):
        return any(_matches(own, each) for each in wanted)
    if isinstance(own, list):
        return any(_matches(each, wanted) for each in own)
    if isinstance(own, dict):
        # `?tag=red` means the tag with this identity or name.
        return any(_text(each) == _text(wanted) for each in own.values())
    return own is not None and _text(own) == _text(wanted)


def _text(value: JSON) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).casefold()


def _sorted(
    values: list[Value], query: Mapping[str, JSON], known: Mapping[str, str]
) -> list[Value]:
    """Return records in the order that a query asks for; the last key is sorted by first."""
    is_reversed = any(
        _text(value) in _DESCENDING
        for name, value in query.items()
        if plain_name(name) in DIRECTIONS
    )
    orders = [
        order
        for name, value in query.items()
        if plain_name(name) in SORTS
        for order in _orders(value, known)
    ]
    for member, is_descending in reversed(orders):
        values.sort(
            key=lambda value, member=member: _rank(value.get(member)),  # type: ignore[misc]
            reverse=is_descending or is_reversed,
        )
    return values


def _orders(value: JSON, known: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Yield the member and whether its order is descending, for each key of a sort parameter.

    `name`, `-name`, `+name`, `name:desc`, `name desc`, `name,desc` and `NAME_DESC` are read.
    """
    texts = value if isinstance(value, list) else str(value).split(",")
    pending: list[tuple[str, bool]] = []
    for text in map(str, texts):
        word = text.strip()
        if word.casefold() in (*_DESCENDING, *_ASCENDING) and pending:
            pending[-1] = (pending[-1][0], word.casefold() in _DESCENDING)
            continue
        is_descending = word.startswith("-")
        name = word.lstrip("+-")
        for separator in (":", " ", ".", "_", "|"):
            head, found, tail = name.rpartition(separator)
            if found and tail.casefold() in (*_DESCENDING, *_ASCENDING):
                name, is_descending = head, tail.casefold() in _DESCENDING
                break
        member = known.get(plain_name(name))
        if member is not None:
            pending.append((member, is_descending))
    yield from pending


def _rank(value: JSON) -> tuple[int, float, str]:
    """Return what values are sorted by: nothing, then numbers, then texts."""
    if value is None:
        return 0, 0.0, ""
    if isinstance(value, int | float):
        return 1, float(value), ""
    return 2, 0.0, _text(value)
