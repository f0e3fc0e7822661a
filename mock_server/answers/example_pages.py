"""Reduces a documented list to the page that a request selects."""

from collections.abc import Mapping

from openapi.contract import Pagination
from openapi.json.pointers import replaced, resolve
from openapi.json.types import JSON


def paginate_example(body: JSON, pagination: Pagination, query: Mapping[str, JSON]) -> JSON:
    """Return `body` with the records of the selected page.

    Without a selection, or if the page has every record, `body` itself is returned.
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
