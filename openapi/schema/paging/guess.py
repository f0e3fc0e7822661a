"""Guesses how a list pages, from a document alone or with the help of an answer."""

from openapi.contract import Operation, PageKind, Pagination
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON
from openapi.schema.paging.lists import (
    documented_key,
    documented_list,
    documented_next,
    key_in,
    list_in,
    next_in,
)
from openapi.schema.paging.parameters import PageParameters, page_parameters
from openapi.values import dataclass

_URLS = ("/", "http://", "https://", "?")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuessedPaging:
    """How a list seems to page."""

    parameters: PageParameters
    pagination: Pagination  # the same as `x-pagination` would say it


def guess_from_document(operation: Operation) -> GuessedPaging | None:
    """Return how the list of an operation seems to page; None if a part of it is not clear.

    None for an operation with `x-pagination`, too.
    """
    parameters = page_parameters(operation) if operation.pagination is None else None
    items = documented_list(operation) if parameters else None
    if parameters is None or items is None or not parameters.position:
        return None
    following, is_url = documented_next(operation) or ("", False)
    if parameters.kind is PageKind.CURSOR and not following:
        return None
    key = documented_key(operation, items) or ""
    return _guess(parameters, items, key, ("", following) if is_url else (following, ""))


def guess_from_answer(operation: Operation, body: JSON) -> GuessedPaging | None:
    """Return how the list of an operation seems to page, of which `body` is an answer.

    None for an operation with `x-pagination`, and if no list is clear.
    """
    parameters = page_parameters(operation) if operation.pagination is None else None
    if parameters is None:
        return None
    items = documented_list(operation)
    if items is None or not exists(body, items):
        items = list_in(body)
    if items is None:
        return None
    following = next_in(body) or ""
    text = resolve(body, following) if following else ""
    is_url = isinstance(text, str) and text.startswith(_URLS)
    key = key_in(body, items) or ""
    return _guess(parameters, items, key, ("", following) if is_url else (following, ""))


def _guess(
    parameters: PageParameters, items: str, key: str, following: tuple[str, str]
) -> GuessedPaging:
    """Return the guess; `following` has the pointers to the next cursor and to the next URL."""
    is_cursor = parameters.kind is PageKind.CURSOR
    cursor, url = following if is_cursor else ("", "")
    pagination = Pagination(
        position=parameters.position,
        items=items,
        key=key,
        page_size=parameters.usual or 1,
        limit=parameters.limit,
        kind=parameters.kind,
        first_page=1 if parameters.first_page is None else parameters.first_page,
        next=cursor,
        next_url=url,
        has_link_header=is_cursor and not cursor and not url,
    )
    return GuessedPaging(parameters=parameters, pagination=pagination)
