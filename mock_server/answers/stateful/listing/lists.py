"""Which records a request selects of a list, in which order, and how the list is paged."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from mock_server.http.bodies.member_names import (
    DIRECTIONS,
    FILTERS,
    LIMITS,
    OFFSETS,
    PAGE_NUMBERS,
    SEARCHES,
    SORTS,
    by_plain_name,
    plain_name,
)
from openapi.contract import Location, Operation, PageKind, Pagination
from openapi.json.types import JSON, is_integer
from openapi.schema.types import types_of
from openapi.schema.walk import applicable

Value = Mapping[str, JSON]

_PAGE = 25  # records on a page that is selected by its number, if the document states no length
_MAX_LEVELS = 5  # levels of a record in which texts are searched

_DESCENDING = ("desc", "descending", "-1")
_ASCENDING = ("asc", "ascending", "1")


@lru_cache(maxsize=1024)
def pagination_of(operation: Operation, items: str) -> Pagination | None:
    """Return how a list is paged: as the document says, or as its parameters are named.

    `items` is the JSON pointer to the list in its answer.
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
        if is_integer(value):
            return value
    return None


def selected(
    values: Sequence[Value],
    query: Mapping[str, JSON],
    paging: Pagination | None,
    members: Iterable[str] = (),
) -> list[Value]:
    """Return the records that a query selects, in the order that it asks for.

    A parameter that is named like a member selects the records that have its value there; with
    several values, those that have one of them. One that is named like a search selects those
    that have its text somewhere.

    Parameters of `paging` select nothing; `members` are the names of members that records may have.
    """
    reserved = paging.parameters if paging is not None else frozenset()
    known = _members(values, members)
    found = [*values]
    for name, wanted in _filters(query):
        if name in reserved or _is_order(name, wanted, known):
            continue
        member = known.get(plain_name(name))
        if member is not None:
            found = [each for each in found if _matches(each.get(member), wanted)]
        elif _is_search(name, wanted):
            text = str(wanted).strip().casefold()
            found = [each for each in found if not text or has_text(each, text)]
    return _sorted(found, query, known)


def without_effect(
    values: Sequence[Value],
    query: Mapping[str, JSON],
    paging: Pagination | None,
    members: Iterable[str] = (),
) -> list[str]:
    """Return the parameters of a query that neither select nor sort, nor choose a page."""
    reserved = paging.parameters if paging is not None else frozenset()
    known = _members(values, members)
    return [
        name
        for name, wanted in query.items()
        if name not in reserved
        and not _is_order(name, wanted, known)
        and not any(
            plain_name(inner) in known or _is_search(inner, each)
            for inner, each in _filters({name: wanted})
        )
    ]


def is_selection(query: Mapping[str, JSON], values: Sequence[Value]) -> bool:
    """Whether every parameter of a query is named like a member of the records."""
    known = _members(values, ())
    return all(plain_name(name) in known for name in query)


def _members(values: Sequence[Value], members: Iterable[str]) -> Mapping[str, str]:
    """Return the names of members by their plain forms; those that records have come first."""
    return by_plain_name((*(name for value in values for name in value), *members))


def _is_search(name: str, wanted: JSON) -> bool:
    return plain_name(name) in SEARCHES and isinstance(wanted, str | int | float)


def has_text(value: JSON, text: str, level: int = 0) -> bool:
    """Whether a record has a text, in lower case, in one of its texts or numbers."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return level < _MAX_LEVELS and any(has_text(each, text, level + 1) for each in inner)
    if value is None or isinstance(value, bool):
        return False
    return text in str(value).casefold()


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
    if plain_name(name) not in SORTS | DIRECTIONS:
        return False
    is_direction = _text(wanted) in (*_DESCENDING, *_ASCENDING) and plain_name(name) not in known
    return is_direction or bool([*_orders(wanted, known)])


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
    """Return records in the order that a query asks for; the last key is sorted by first.

    A direction without a member (`?sort=desc`) is that of the order in which they were created.
    """
    is_reversed = any(
        _text(value) in _DESCENDING
        for name, value in query.items()
        if plain_name(name) in SORTS | DIRECTIONS
    )
    orders = [
        order
        for name, value in query.items()
        if plain_name(name) in SORTS
        for order in _orders(value, known)
    ]
    if is_reversed and not orders:
        values.reverse()
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
