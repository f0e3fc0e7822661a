"""Guesses how a list pages, from a document alone or with the help of an answer."""

from openapi.contract import Operation, PageKind, Pagination
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON
from openapi.schema.paging.lists import (
    NextPlace,
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
    following = documented_next(operation)
    if parameters.kind is PageKind.CURSOR:
        if following is None:
            return None
    elif following is not None and not (following.is_url and following.is_sure):
        following = None
    key = documented_key(operation, items) or ""
    return _guess(parameters, items, key, following)


def guess_from_answer(
    operation: Operation, body: JSON, parameters: PageParameters | None = None
) -> GuessedPaging | None:
    """Return how the list of an operation seems to page, of which `body` is an answer.

    By these parameters, or by those that have a length. None for an operation with `x-pagination`,
    and if no list is clear.
    """
    parameters = parameters or page_parameters(operation)
    if parameters is None or operation.pagination is not None:
        return None
    items = documented_list(operation)
    if items is None or not exists(body, items):
        items = list_in(body)
    if items is None:
        return None
    key = key_in(body, items) or ""
    return _guess(parameters, items, key, _next_in(body, parameters.kind))


def _next_in(body: JSON, kind: PageKind) -> NextPlace | None:
    """Return where a body has the cursor of the next page, or its URL; None without either."""
    place = next_in(body)
    if place is None:
        return None
    text = resolve(body, place)
    is_url = isinstance(text, str) and text.startswith(_URLS)
    is_used = is_url or kind is PageKind.CURSOR
    return NextPlace(pointer=place, is_url=is_url) if is_used else None


def _guess(
    parameters: PageParameters, items: str, key: str, following: NextPlace | None
) -> GuessedPaging:
    place = following or NextPlace(pointer="", is_url=False)
    pagination = Pagination(
        position=parameters.position,
        items=items,
        key=key,
        page_size=parameters.usual or 1,
        limit=parameters.limit,
        kind=parameters.kind,
        first_page=1 if parameters.first_page is None else parameters.first_page,
        next="" if place.is_url else place.pointer,
        next_url=place.pointer if place.is_url else "",
        previous_url=place.previous,
        has_link_header=parameters.kind is PageKind.CURSOR and following is None,
    )
    return GuessedPaging(parameters=parameters, pagination=pagination)
