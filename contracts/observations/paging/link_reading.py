"""Reads the links between the pages of a list: the position and limit in their queries.

They are in the body, in an object of links or as two members, or in the `OffsetLink` header.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from contracts.observations.paging.link_header import link_targets
from contracts.observations.paging.pages import Page
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON

_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetLink:
    """A link with an offset."""

    name: str  # its key in the page's object of links
    offset: int
    limit: int | None  # none if the link has none
    # Whether every other parameter is one of the page's own request. If not, as with a cursor,
    # offset and limit may not be the whole meaning of the link.
    has_only_page_parameters: bool


def read_link(page: Page, names: tuple[str, ...]) -> OffsetLink | None:
    """Return the first link with one of these names and an offset; None without one."""
    paging = page.paging
    if not paging.is_counted:
        return None
    links = links_of(page)
    for name in names:
        link = links.get(name)
        address = link.get("href") if isinstance(link, Mapping) else link
        pairs = _pairs(address) if isinstance(address, str) else []
        query = dict(pairs)
        position, limit = (_number(query.get(key, "")) for key in (paging.position, paging.limit))
        if position is None:
            continue
        if limit is not None and limit == page.seen.parameters.query.get(paging.limit):
            limit = page.limit  # which is shorter if the server has a maximum of its own
        size = page.limit if limit is None else limit
        offset = paging.offset_of(position, size or 0)
        rest = {pair for pair in pairs if pair[0] not in paging.parameters}
        return OffsetLink(
            name=name,
            offset=offset or 0,
            limit=limit,
            has_only_page_parameters=rest <= set(page.seen.query),
        )
    return None


def links_of(page: Page) -> Mapping[str, JSON]:
    """Return the links of a page by name, unparsed; empty if they are no object."""
    paging, body = page.paging, page.seen.body
    if paging.urls:
        found = paging.urls.items()
        return {name: resolve(body, place) for name, place in found if exists(body, place)}
    if not paging.links:
        return link_targets(page.seen.answer.values("link")) if paging.has_link_header else {}
    links = resolve(body, paging.links) if exists(body, paging.links) else {}
    return links if isinstance(links, Mapping) else {}


def _number(text: str) -> int | None:
    return int(text[:_MOST_DIGITS]) if text.isascii() and text.isdecimal() else None


def _pairs(address: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(address).query, keep_blank_values=True)
    except ValueError:
        return []
