"""Writes the overlay that makes a guess about paging a part of the contract."""

from collections.abc import Mapping

from openapi.contract import Operation, PageKind, Pagination
from openapi.json.parsing import dump_json
from openapi.json.pointers import tokens
from openapi.json.types import JSON

MAX_PAGE_SIZE = 10_000  # the largest `page-size`
_METHOD_DEPTH = 3  # tokens of the pointer of an operation: `paths`, the path, the method


def extension_of(paging: Pagination, usual: int | None) -> Mapping[str, JSON] | None:
    """Return `x-pagination` as it says how a list pages; None if it cannot.

    `usual` is the documented length of a page without a limit; None if there is none.
    """
    if not paging.position or not paging.limit:
        return None
    found: dict[str, JSON] = {paging.kind.value: paging.position}
    if paging.kind is PageKind.CURSOR:
        found |= {"next": paging.next} if paging.next else {}
        found |= {"link-header": True} if paging.has_link_header else {}
    found |= {"next-url": paging.next_url} if paging.next_url else {}
    found |= {"prev-url": paging.previous_url} if paging.previous_url else {}
    found |= {"limit": paging.limit, "items": paging.items, "key": paging.key}
    if paging.kind is PageKind.PAGE and not paging.first_page:
        found["first-page"] = 0
    if usual and 0 < usual <= MAX_PAGE_SIZE:
        found["page-size"] = usual
    return found


def overlay_text(operation: Operation, extension: Mapping[str, JSON]) -> str:
    """Return an overlay that adds an extension to an operation, on one line of YAML.

    Empty if the operation is in another place than the paths of the document.
    """
    place = tokens(operation.pointer)
    if len(place) != _METHOD_DEPTH or place[0] != "paths":
        return ""
    path = place[1].replace("\\", "\\\\").replace("'", "\\'")
    action = {
        "target": f"$.paths['{path}'].{place[2]}",
        "update": {"x-pagination": extension},
    }
    overlay = {
        "overlay": "1.0.0",
        "info": {"title": "Pages", "version": "1.0.0"},
        "actions": [action],
    }
    return dump_json(overlay).decode()
