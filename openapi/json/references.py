"""Local `$ref`s, resolved in the tree of a bundled document."""

from collections.abc import Mapping

from openapi.json.pointers import resolve
from openapi.json.types import JSON

MAX_CHAIN = 32


def dereference(root: JSON, value: JSON, pointer: str = "") -> tuple[JSON, str]:
    """Follow `value` while it is a local reference.

    Return the first value that is not a reference, and its pointer; `pointer` is that of `value`.

    Raises:
        KeyError: A reference does not resolve, or refers to itself.
    """
    seen = 0
    while (type(value) is dict or isinstance(value, Mapping)) and isinstance(
        value.get("$ref"), str
    ):
        seen += 1
        if seen > MAX_CHAIN:
            message = f"a circle, or a chain of more than {MAX_CHAIN} references"
            raise KeyError(message)
        pointer = value["$ref"].removeprefix("#")
        value = resolve(root, pointer)
    return value, pointer
