"""Reads the links between the pages of a list: the offset and limit in their queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from contracts.observations.pages import Page
from openapi.contract import Pagination
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON

_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link with an offset.

    Attributes:
        name: Its key in the page's object of links.
        limit: None if the link has none.
        has_only_page_parameters: Whether every other parameter is one of the page's own request.
            If not, as with a cursor, offset and limit may not be the whole meaning of the link.
    """

    name: str
    offset: int
    limit: int | None
    has_only_page_parameters: bool


def read_link(page: Page, paging: Pagination, names: tuple[str, ...]) -> Link | None:
    """Return the first link with one of these names and an offset; None without one."""
    links = links_of(page, paging)
    for name in names:
        link = links.get(name)
        address = link.get("href") if isinstance(link, Mapping) else link
        pairs = _pairs(address) if isinstance(address, str) else []
        query = dict(pairs)
        offset, limit = query.get(paging.offset, ""), query.get(paging.limit, "")
        if _is_number(offset):
            rest = {pair for pair in pairs if pair[0] not in {paging.offset, paging.limit}}
            return Link(
                name=name,
                offset=int(offset[:_MOST_DIGITS]),
                limit=int(limit[:_MOST_DIGITS]) if _is_number(limit) else None,
                has_only_page_parameters=rest <= set(page.seen.query),
            )
    return None


def links_of(page: Page, paging: Pagination) -> Mapping[str, JSON]:
    """Return the links of a page by name, unparsed; empty if they are no object."""
    body = page.seen.body
    links = resolve(body, paging.links) if exists(body, paging.links) else {}
    return links if isinstance(links, Mapping) else {}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _pairs(address: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(address).query, keep_blank_values=True)
    except ValueError:
        return []
