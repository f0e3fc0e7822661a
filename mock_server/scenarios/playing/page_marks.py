"""What a page has beside its records: links, the next cursor, and headers that lead to other pages.

Everything follows from the place of the page in the list, the request, and the contract's schemas.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mock_server.scenarios.playing.cursors import CursorForm, cursor_form, write_cursor
from mock_server.scenarios.playing.link_writing import (
    LinkBase,
    LinkFormat,
    PageWindow,
    detect_link_format,
    link_header,
)
from openapi.contract import MediaType, Operation, PageKind, Pagination, Schema
from openapi.json.parsing import dump_json
from openapi.json.pointers import exists, removed, tokens, with_value
from openapi.json.types import JSON
from openapi.schema.validation import validator_for
from openapi.schema.walk import members

if TYPE_CHECKING:
    from mock_server.scenarios.model.scenario import ListScenario


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFormat:
    """How an operation writes what leads to other pages."""

    cursor: CursorForm = CursorForm.OPAQUE  # how cursors are written
    has_end: bool = True  # whether the last page has `end` in place of a cursor, or no such member
    end: JSON = None  # what the last page has in place of a cursor: null or an empty text
    links: LinkFormat = field(default_factory=LinkFormat)  # how links are written
    absent: frozenset[str] = frozenset()  # pointers of URLs that are left out; others are null

    def with_next(self, body: JSON, pointer: str, following: JSON) -> JSON:
        """Return a body with the cursor of the next page; None if there is no such page."""
        if following is not None:
            return with_value(body, pointer, following)
        if self.has_end:
            return with_value(body, pointer, self.end)
        return removed(body, pointer) if exists(body, pointer) else body

    def with_urls(self, body: JSON, paging: Pagination, urls: Mapping[str, str | None]) -> JSON:
        """Return a body with the URLs of other pages, which are given by relation."""
        for name, pointer in paging.urls.items():
            url = urls.get(name)
            if url is None and pointer in self.absent:
                body = removed(body, pointer) if exists(body, pointer) else body
            else:
                body = with_value(body, pointer, url)
        return body


def page_format(operation: Operation, media: MediaType | None, body: JSON) -> PageFormat:
    """Return how an operation's pages are written; `body` is a page."""
    paging = operation.pagination
    if paging is None or media is None or media.schema is None:
        return PageFormat(cursor=cursor_form(operation))
    links = detect_link_format(_schema_at(media.schema, paging.links))
    if not paging.next and not paging.urls:
        return PageFormat(cursor=cursor_form(operation), links=links)
    validator = validator_for(media.schema)
    bodies = [*(example.value for example in media.examples), body]
    valid = next((each for each in bodies if validator.is_valid(each)), body)
    absent = frozenset(
        pointer
        for pointer in paging.urls.values()
        if not validator.is_valid(with_value(valid, pointer, None))
    )
    if not paging.next:
        return PageFormat(cursor=cursor_form(operation), links=links, absent=absent)
    form = cursor_form(
        operation, lambda cursor: validator.is_valid(with_value(valid, paging.next, cursor))
    )
    for has_end, end in ((True, None), (False, None), (True, "")):
        found = PageFormat(cursor=form, has_end=has_end, end=end, links=links, absent=absent)
        if validator.is_valid(found.with_next(valid, paging.next, None)):
            return found
    return PageFormat(cursor=form, links=links, absent=absent)


def _schema_at(schema: Schema, pointer: str) -> Schema | None:
    schemas: tuple[Schema, ...] = (schema,)
    for token in tokens(pointer):
        schemas = members(schemas, token)
    return schemas[0] if schemas else None


def page_positions(paging: Pagination, window: PageWindow, form: CursorForm) -> Mapping[str, JSON]:
    """Return the position of each page that a link leads to; None if there is no such page."""
    return {
        name: None if offset is None else _position(paging, offset, window.limit, form)
        for name, offset in window.offsets.items()
    }


def _position(paging: Pagination, offset: int, size: int, form: CursorForm) -> JSON:
    if paging.kind is PageKind.CURSOR:
        return write_cursor(offset, form)
    return paging.value_at(offset, size)


def page_headers(
    paging: Pagination, positions: Mapping[str, JSON], urls: Mapping[str, str | None]
) -> tuple[tuple[str, str], ...]:
    """Return the headers of a page that lead to other pages, by lower-case name."""
    headers = []
    if paging.has_link_header:
        headers.append(("link", link_header(urls)))
    if paging.next_header and positions["next"] is not None:
        headers.append((paging.next_header, str(positions["next"])))
    return tuple(headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMarks:
    """What a page has beside its records."""

    # The JSON of the links, the next cursor and the URLs of other pages, by name of the cut
    # (`Envelope`).
    members: Mapping[str, bytes] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()  # names of the cuts whose members the body does not have
    headers: tuple[tuple[str, str], ...] = ()  # headers that lead to other pages


def mark_page(
    plan: "ListScenario", shape: PageFormat, window: PageWindow, base: LinkBase
) -> PageMarks:
    """Return what a page of a scenario has beside its records."""
    paging = plan.pagination
    if paging is None:
        return PageMarks()
    positions = page_positions(paging, window, shape.cursor)
    urls = base.urls(paging, positions)
    found: dict[str, bytes | None] = {}
    if plan.links:
        found["links"] = dump_json(shape.links.write(urls))
    following = positions["next"]
    if following is None:
        found["next"] = dump_json(shape.end) if shape.has_end else None
    else:
        found["next"] = dump_json(following)
    for name, pointer in paging.urls.items():
        url = urls.get(name)
        found[pointer] = None if url is None and pointer in shape.absent else dump_json(url)
    return PageMarks(
        members={name: text for name, text in found.items() if text is not None},
        absent=frozenset(name for name, text in found.items() if text is None),
        headers=page_headers(paging, positions, urls),
    )
