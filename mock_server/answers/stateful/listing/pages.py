"""The body and the headers of a page of records: its counts, links and cursors."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mock_server.answers.example_pages import Headers, Page, PageSelection
from mock_server.answers.stateful.bodies import body_with_records, valid_body
from mock_server.answers.stateful.listing.lists import Value
from mock_server.answers.stateful.recognition.resources import Resource, Shape
from mock_server.answers.stateful.recognition.shapes import part_at
from mock_server.http.bodies.list_counts import kind_of_count
from mock_server.http.bodies.member_names import (
    CURSORS,
    LAST,
    LIMITS,
    MORE,
    NEXT,
    PAGE_NUMBERS,
    PAGES,
    PREVIOUS,
    SHOWN,
    TOTALS,
    plain_name,
)
from mock_server.scenarios.playing.link_writing import PageWindow, detect_link_format, link_header
from mock_server.scenarios.playing.page_marks import (
    PageFormat,
    page_format,
    page_headers,
    page_positions,
)
from openapi.contract import Operation, Pagination, Response, Schema
from openapi.json.pointers import exists, join, removed, with_value
from openapi.json.types import JSON, is_number
from openapi.schema.types import types_of
from openapi.schema.validation import validator_for

_MAX_DEPTH = 3
_LINK = "link"
_PAGE_RELATION = re.compile(r"rel=\"?(first|prev|next|last|self)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """What a page has beside its records: the window, and the URLs of other pages by relation."""

    window: PageWindow
    shown: int
    page: int
    urls: Mapping[str, str | None]
    positions: Mapping[str, JSON]


def page_of_records(  # noqa: PLR0913 - what a page depends on, each by name
    operation: Operation,
    resource: Resource,
    shape: Shape,
    values: Sequence[Value],
    *,
    paging: Pagination | None,
    selection: PageSelection,
    documented: Mapping[str, str] | None = None,
) -> Page | None:
    """Return the page of the selected records that a request asks for; None if none is valid.

    `values` are all selected records, in order; `documented` are the headers that the answer
    has, or may have (`described_headers`), by lower-case name.
    """
    window = _window(paging, selection, len(values))
    shown = values[window.offset : window.offset + window.limit]
    body = body_with_records(resource, shape, shown)
    if body is None:
        return None
    form = page_format(operation, shape.media, shape.base) if paging is not None else PageFormat()
    marks = _marks(paging, window, len(shown), selection, form)
    body = _marked(body, shape, paging, form, marks)
    judged = valid_body(shape.media, shape.base, body)
    if judged is None:
        return None
    headers: Headers = ()
    if operation.pagination is not None and paging is not None:
        headers = page_headers(paging, marks.positions, marks.urls)
    own = {name for name, _ in headers}
    found = {k: v for k, v in _headers(documented or {}, marks) if k not in own}
    headers += tuple((name, text) for name, text in found.items() if text)
    cursor = paging.next_header if paging is not None else ""
    return Page(body=judged, headers=headers, dropped=frozenset({cursor, *found} - {""}))


def described_headers(response: Response | None) -> Mapping[str, str]:
    """Return the documented headers of a response by lower-case name, with a number or no text.

    They represent the values of headers that the document has no example of.
    """
    headers = response.headers if response is not None else ()
    return {
        each.name.lower(): "0" if "integer" in types_of(each.schema.definition) else ""
        for each in headers
    }


def _window(paging: Pagination | None, selection: PageSelection, total: int) -> PageWindow:
    if paging is None:
        return PageWindow(offset=0, limit=total, total=total)
    asked = selection.asked(paging)
    limit = paging.page_size or total if asked.limit is None else asked.limit
    return PageWindow(offset=asked.offset, limit=max(limit, 0), total=total)


def _marks(
    paging: Pagination | None,
    window: PageWindow,
    shown: int,
    selection: PageSelection,
    form: PageFormat,
) -> _Marks:
    page = window.offset // window.limit if window.limit else 0
    if paging is None or not paging.position:
        return _Marks(window=window, shown=shown, page=page + 1, urls={}, positions={})
    positions = page_positions(paging, window, form.cursor)
    return _Marks(
        window=window,
        shown=shown,
        page=page + paging.first_page,
        urls=selection.urls(paging, positions),
        positions=positions,
    )


def _marked(
    body: JSON, shape: Shape, paging: Pagination | None, form: PageFormat, marks: _Marks
) -> JSON:
    """Return a body with the counts, links and cursors of its page, as far as they are valid."""
    if not shape.pointer:
        return body
    done: set[str] = set()
    if paging is not None and paging.links:
        body = with_value(body, paging.links, _links(shape, paging, marks))
        done.add(paging.links)
    if paging is not None and paging.next:
        body = form.with_next(body, paging.next, marks.positions.get("next"))
        done.add(paging.next)
    schema = shape.media.schema
    is_valid = validator_for(schema).is_valid if schema is not None else bool
    for pointer, values in _edits(shape, marks):
        if any(pointer == each or pointer.startswith(f"{each}/") for each in done):
            continue
        changed = [_edited(body, pointer, value) for value in values]
        body = next((each for each in changed if is_valid(each)), body)
    return body


_REMOVED = object()


def _edited(body: JSON, pointer: str, value: object) -> JSON:
    if value is _REMOVED:
        return removed(body, pointer) if exists(body, pointer) else body
    return with_value(body, pointer, value)


def _links(shape: Shape, paging: Pagination, marks: _Marks) -> JSON:
    schema: Schema | None = shape.media.schema
    if schema is not None:
        schema = part_at(schema, paging.links)
    return detect_link_format(schema).write(marks.urls)


def _edits(shape: Shape, marks: _Marks) -> Iterator[tuple[str, Sequence[object]]]:
    """Yield the places of a body with counts and links, with their values, the best first."""
    for holder, inner in _holders(shape.base, shape.pointer):
        plain = {plain_name(name) for name in inner}
        for name, old in inner.items():
            values = [*_values(plain_name(name), old, plain, marks)]
            if values:
                yield join(holder, name), values


def _holders(
    value: JSON, without: str, pointer: str = "", depth: int = 0
) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    """Yield the objects of a body that are not in its list."""
    if not isinstance(value, dict) or depth > _MAX_DEPTH or pointer == without:
        return
    yield pointer, value
    for name, each in value.items():
        yield from _holders(each, without, join(pointer, name), depth + 1)


def _values(  # noqa: C901 - one branch for each kind of member
    name: str, old: JSON, beside: set[str], marks: _Marks
) -> Iterator[object]:
    following = marks.window.offsets["next"]
    if isinstance(old, bool):
        if name in MORE:
            yield following is not None
        elif name in LAST:
            yield following is None
        return
    if is_number(old) or (isinstance(old, str) and old.isdigit()):
        number = _number(name, beside, marks)
        if number is not None:
            yield str(number) if isinstance(old, str) else number
            return
    if name in CURSORS:
        # Every record that is not on this page is found by other parameters, if by any.
        yield from (None, "", _REMOVED)
    relation = "next" if name in NEXT else "prev" if name in PREVIOUS else ""
    if relation:
        url = marks.urls.get(relation)
        if url is None:
            yield from (None, {} if isinstance(old, dict) else "", _REMOVED)
        elif isinstance(old, dict) and "href" in old:
            yield {**old, "href": url}
        elif is_number(old):
            yield marks.positions[relation]
        else:
            yield from (url, marks.positions[relation])


def _number(name: str, beside: set[str], marks: _Marks) -> int | None:
    """Return the number that a member has; None if it is no number of a page."""
    window = marks.window
    numbers = {
        "total": window.total,
        "shown": marks.shown,
        "pages": -(-window.total // window.limit) if window.limit else 0,
        "offset": window.offset,
        "page": marks.page,
        # Without pages, the documented length of one is as good as any.
        "size": window.limit if window.limit != window.total else None,
    }
    return numbers.get(kind_of_count(name, beside))


def _headers(documented: Mapping[str, str], marks: _Marks) -> Iterator[tuple[str, str]]:
    """Yield the documented headers that describe a page, empty where there is nothing to state."""
    for name, old in sorted(documented.items()):
        plain = plain_name(name).removeprefix("x")
        for prefix in ("pagination", "paging"):
            plain = plain.removeprefix(prefix) or plain
        relation = "next" if plain in NEXT else "prev" if plain in PREVIOUS else ""
        if plain in TOTALS | PAGES | SHOWN | (PAGE_NUMBERS | LIMITS if marks.positions else set()):
            number = _number(plain, set(), marks)
            if number is not None:
                yield name, str(number)
        elif name == _LINK and marks.positions and (not old or _PAGE_RELATION.search(old)):
            yield name, link_header(marks.urls)
        elif relation and marks.positions:
            found = marks.positions[relation] if old.isdigit() else marks.urls.get(relation)
            yield name, "" if found is None else str(found)
