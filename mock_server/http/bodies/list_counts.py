"""The counts beside a derived list, which agree with it: totals, numbers and lengths of pages.

Each member of a derived answer is made by itself: a list of three items could say `"total": 1`.
Members are recognized by their names, as everywhere in the mock (`member_names`).
"""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from mock_server.http.bodies.member_names import (
    LAST,
    LIMITS,
    LISTS,
    MORE,
    OFFSETS,
    PAGE_NUMBERS,
    PAGES,
    SHOWN,
    TOTALS,
    plain_name,
)
from openapi.json.pointers import join, resolve, tokens, with_value
from openapi.json.types import JSON

_MAX_LEVELS = 3
_MAX_BEFORE = 1_000_000  # items before a page; a larger `start` is likely a time
_COUNT = "count"

_Counts = dict[str, JSON]  # numbers and switches of an envelope by their pointers


def with_counts(value: JSON, is_valid: Callable[[JSON], bool]) -> JSON:
    """Return a derived envelope whose counts agree with its list; `value` itself if they do.

    A count that the schema shows larger than the list stays. What would be invalid is left out.
    """
    pointer = _list_in(value)
    if pointer is None:
        return value
    counts = dict(_counts(value, pointer))
    for place, count in _agreeing(counts, len(resolve(value, pointer))).items():
        changed = with_value(value, place, count) if count != counts[place] else value
        value = changed if changed is value or is_valid(changed) else value
    return value


def _list_in(value: JSON, pointer: str = "", level: int = 0) -> str | None:
    """Return the pointer to the one list of an envelope; None if there is none, or several."""
    if not isinstance(value, dict) or level > _MAX_LEVELS:
        return None
    lists = [name for name, member in value.items() if _is_list_of_records(member)]
    named = [name for name in lists if plain_name(name) in LISTS]
    for found in (lists, named):
        if len(found) == 1:
            return join(pointer, found[0])
    below = [_list_in(each, join(pointer, name), level + 1) for name, each in value.items()]
    inner = [] if lists else [each for each in below if each is not None]
    return inner[0] if len(inner) == 1 else None


def _is_list_of_records(value: JSON) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _counts(
    value: JSON, without: str, pointer: str = "", level: int = 0
) -> Iterator[tuple[str, JSON]]:
    """Yield the numbers and switches of an envelope that are not in its list."""
    if not isinstance(value, dict) or level > _MAX_LEVELS:
        return
    for name, member in value.items():
        place = join(pointer, name)
        if type(member) in (int, bool):
            yield place, member
        elif place != without:
            yield from _counts(member, without, place, level + 1)


def _agreeing(counts: Mapping[str, JSON], shown: int) -> _Counts:
    """Return the counts of a page that shows so many items, as close to the old ones as can be."""
    kinds = {place: _kind(place, counts) for place in counts}

    def largest(kind: str, least: int) -> int:
        found: list[int] = [counts[place] for place in counts if kinds[place] == kind]
        return max([least, *found])

    size = largest("size", max(shown, 1))
    before = max(largest("offset", 0), (largest("page", 1) - 1) * size)
    before = before if before <= _MAX_BEFORE else 0
    total = largest("total", before + shown)
    pages = -(-total // size)
    found = {"total": total, "shown": shown, "pages": pages, "size": size}
    has_more = total > before + shown
    switches = {"more": has_more, "last": not has_more}
    known: _Counts = {**found, **switches}
    return {place: known[kind] for place, kind in kinds.items() if kind in known}


def _kind(place: str, counts: Mapping[str, JSON]) -> str:
    """Return what a number or switch counts; empty if it is no count of a page."""
    name = plain_name(tokens(place)[-1])
    if isinstance(counts[place], bool):
        return "more" if name in MORE else "last" if name in LAST else ""
    return kind_of_count(name, {plain_name(tokens(each)[-1]) for each in counts})


def kind_of_count(name: str, beside: AbstractSet[str]) -> str:
    """Return what a number of an envelope counts, by its plain name; empty if it is none of a page.

    The kinds are `total`, `shown`, `pages`, `offset`, `page` and `size`. A `count` is the total,
    but if another one is among the plain names `beside` it.
    """
    if name == _COUNT and beside & (TOTALS - {_COUNT}):
        return "shown"
    return next((kind for kind, names in _KINDS.items() if name in names), "")


_KINDS: Mapping[str, AbstractSet[str]] = {
    "total": TOTALS,
    "shown": SHOWN,
    "pages": PAGES,
    "offset": OFFSETS,
    "page": PAGE_NUMBERS,
    "size": LIMITS,
}
