"""Pages in the order in which a client meets them: each one is named by the page before it.

Only the walk through a chain shows the place of its pages in the list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from contracts.observations.paging.pages import Page
from contracts.observations.paging.server_maximum import shortened
from openapi.contract import PageKind

MAX_EMPTY = 5
"""Pages without items in a row after which a walk ends; some servers filter after paging."""


@dataclass(slots=True)
class Chain:
    """Pages that were reached from one first page."""

    pages: list[Page]  # in order, with their offsets in the list
    targets: list[str] = field(default_factory=list)  # path and query of the requests for them

    @property
    def last(self) -> Page:
        """The last page that was read."""
        return self.pages[-1]

    @property
    def returns_to(self) -> Page | None:
        """The page of this chain to which the last one leads back; None without one."""
        following = self.last.following
        if following is None or following.target not in self.targets:
            return None
        return self.pages[self.targets.index(following.target)]

    @property
    def is_whole(self) -> bool:
        """Whether the chain reaches the end of the list."""
        return self.last.following is None

    def as_one_page(self) -> Page:
        """Return all items of the chain as one page."""
        return replace(
            self.pages[0],
            items=tuple(item for page in self.pages for item in page.items),
            keys=tuple(key for page in self.pages for key in page.keys),
        )


def chains_of(pages: Iterable[Page]) -> list[Chain]:
    """Return the chains of pages, which are in the order of their requests.

    A page after a cursor that no page before it has belongs to no chain.
    """
    found: list[Chain] = []
    for page in pages:
        target = page.seen.exchange.request.target
        if page.is_placed:
            found.append(Chain(pages=[page], targets=[target]))
            continue
        chain = next((each for each in reversed(found) if _leads_to(each, target)), None)
        if chain is not None:
            offset = chain.last.offset + len(chain.last.items)
            chain.pages.append(replace(page, offset=offset, is_placed=True))
            chain.targets.append(target)
    return found


def _leads_to(chain: Chain, target: str) -> bool:
    following = chain.last.following
    return following is not None and following.target == target


def has_empty_tail(chain: Chain) -> bool:
    """Whether the last pages that were read are empty, and lead to another one."""
    tail = chain.pages[-MAX_EMPTY:]
    return not chain.is_whole and len(tail) == MAX_EMPTY and not any(p.items for p in tail)


def placed(pages: Sequence[Page]) -> list[Page]:
    """Return pages with their places, as far as these depend on the server.

    Numbers without a limit count in pages of the length that the server chose, and a limit beyond
    the server's own maximum counts as that.
    """
    pages = shortened(pages)
    unlimited = [page for page in pages if page.limit is None and _is_numbered(page)]
    usual = max((len(page.items) for page in unlimited), default=0)
    numbers = {page.number for page in unlimited}
    return [_in_pages_of(usual, page) if page.number in numbers else page for page in pages]


def _is_numbered(page: Page) -> bool:
    paging = page.seen.operation.pagination
    return paging is not None and paging.kind is PageKind.PAGE


def _in_pages_of(usual: int, page: Page) -> Page:
    paging = page.seen.operation.pagination
    value = page.seen.parameters.query.get(paging.position) if paging else None
    offset = paging.offset_of(value, usual) if paging else None
    return replace(page, offset=offset or 0, limit=usual)
