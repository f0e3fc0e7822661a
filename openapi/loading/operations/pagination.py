"""Reads `x-pagination`: one of its five forms becomes a `Pagination`."""

from collections.abc import Mapping

from openapi.contract import PageKind, Pagination
from openapi.json.types import JSON

DEFAULT_PAGE_SIZE = 25

UNNAMED_CURSOR = "page-cursor"
"""Query parameter that the mock writes into `Link` headers if the document names none."""


def parse_pagination(value: Mapping[str, JSON] | None) -> Pagination | None:
    """Return the pagination of a valid `x-pagination`; None without one."""
    if value is None:
        return None
    kind = next((kind for kind in PageKind if kind in value), PageKind.CURSOR)
    return Pagination(
        kind=kind,
        position=value.get(kind, UNNAMED_CURSOR),
        limit=value.get("limit", ""),
        items=value["items"],
        key=value["key"],
        page_size=value.get("page-size", DEFAULT_PAGE_SIZE),
        first_page=value.get("first-page", 1),
        next=value.get("next", ""),
        next_header=value.get("next-header", "").lower(),
        links=value.get("links", ""),
        next_url=value.get("next-url", ""),
        previous_url=value.get("prev-url", ""),
        has_link_header=value.get("link-header", False),
    )
