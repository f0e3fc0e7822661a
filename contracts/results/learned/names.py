"""Names of components: of the resource in the path, or of the member that has the object."""

import re
from collections.abc import Container

from contracts.observations.shapes.names import singular, unused_name
from contracts.observations.shapes.shape import ARRAY, OBJECT, Shape

LEARNED_SET = "learned"  # the set of rules that no person has accepted yet

ERROR = "error"
PAGE = " list"  # the end of the name of an object that has a list of the resource

_FIRST_ERROR = 400
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_VERSION = re.compile(r"v[0-9.]{1,9}|api", re.IGNORECASE)


def root_name(method: str, path: str, status: int, shape: Shape) -> str:
    """Return the name of the objects that are the body of an answer.

    The path is the template of the operation; the status is 0 for the body of a request.
    """
    if status >= _FIRST_ERROR:
        return ERROR
    static = [part for part in path.split("/") if part and "{" not in part]
    named = [part for part in static if not _VERSION.fullmatch(part)]
    name = named[-1] if named else "root"
    is_of_one = path.endswith("}") or method == "POST"
    if is_of_one and not shape.of_type(ARRAY):
        return singular(name)
    lists = (each.items for each in shape.members.values() if each.items is not None)
    is_page = any(items.of_type(OBJECT) for items in lists)
    return f"{singular(name)}{PAGE}" if is_page else name


def component_name(text: str, taken: Container[str]) -> str:
    """Return a name in the usual spelling of components that is not taken.

    >>> component_name("order_item list", {"OrderItemList"})
    'OrderItemList2'
    """
    words = _WORDS.findall(text)
    name = "".join(word[:1].upper() + word[1:] for word in words)[:60] or "Object"
    return unused_name(name, taken, "")
