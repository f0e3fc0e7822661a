"""Pagination: how a request selects a page of a list, and where an answer names the next one."""

from collections.abc import Mapping
from enum import StrEnum

from openapi.json.types import JSON
from openapi.values import dataclass


class PageKind(StrEnum):
    """How a request selects a page."""

    OFFSET = "offset"  # by the number of records before it
    PAGE = "page"  # by its number
    CURSOR = "cursor"  # by an opaque text that the answer before it has


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """How an operation pages (`x-pagination`)."""

    position: str  # query parameter that selects the page: the offset, page number or cursor
    items: str  # JSON pointer to the list in the body; empty if the body is the list
    key: str  # JSON pointer to an item's identity, inside the item
    page_size: int  # records per page when no limit is sent
    limit: str = ""  # the parameter for the largest number of records on a page, or empty
    kind: PageKind = PageKind.OFFSET  # how a request selects a page
    first_page: int = 1  # number of the first page, 0 or 1
    next: str = ""  # JSON pointer to the cursor of the next page in the body, or empty
    next_header: str = ""  # name of the header with the cursor of the next page, or empty
    links: str = ""  # JSON pointer to the links object, or empty
    next_url: str = ""  # JSON pointer to the URL of the next page in the body, or empty
    previous_url: str = ""  # JSON pointer to the URL of the page before in the body, or empty
    has_link_header: bool = False  # whether `Link` has the URLs of other pages (RFC 8288)

    @property
    def parameters(self) -> frozenset[str]:
        """Names of the query parameters that select a page and its length."""
        return frozenset({self.position, self.limit} - {""})

    @property
    def urls(self) -> Mapping[str, str]:
        """JSON pointers to the URLs of other pages in the body, by the name of the page."""
        found = {"next": self.next_url, "prev": self.previous_url}
        return {name: pointer for name, pointer in found.items() if pointer}

    @property
    def is_counted(self) -> bool:
        """Whether a client can compute the request for any page."""
        return self.kind is not PageKind.CURSOR

    def offset_of(self, value: JSON, size: int) -> int | None:
        """Return how many records precede the page that `value` selects.

        `value` is that of the position parameter; None if it is not sent. None for a cursor, which
        only its server understands.
        """
        if value is None:
            return 0
        if not self.is_counted or not isinstance(value, int):
            return None
        return value if self.kind is PageKind.OFFSET else (value - self.first_page) * size

    def value_at(self, offset: int, size: int) -> int:
        """Return the value of the position parameter that selects the page at `offset`.

        `offset` counts the records before the page; a multiple of `size` for page numbers.
        """
        if self.kind is PageKind.OFFSET:
            return offset
        return self.first_page + offset // max(size, 1)
