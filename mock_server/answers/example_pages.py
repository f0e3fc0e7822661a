"""A documented list, cut to the page that a request asks for. Nothing but the list changes."""

from collections.abc import Mapping

from openapi.contract import Pagination
from openapi.json.pointers import replaced, resolve
from openapi.json.types import JSON


def paginate_example(body: JSON, pagination: Pagination, query: Mapping[str, JSON]) -> JSON:
    """Return `body` with the records that are asked for.

    A request that asks for no page, or for one that holds everything, gets `body` itself.

    Args:
        body: The whole list, as it is documented.
        pagination: Where the records are and how a page is asked for.
        query: Typed query parameters.
    """
    if pagination.offset not in query and pagination.limit not in query:
        return body
    try:
        records = resolve(body, pagination.items)
    except KeyError:
        return body
    if not isinstance(records, list):
        return body
    offset = query.get(pagination.offset, 0)
    limit = query.get(pagination.limit, pagination.page_size)
    page = records[offset : offset + limit]
    return body if len(page) == len(records) else replaced(body, pagination.items, page)
