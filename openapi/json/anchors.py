"""Schemas by name: `$anchor`, `$dynamicAnchor` and `$id` of JSON Schema 2020-12, section 8.2."""

from collections.abc import Mapping

from openapi.json.pointers import iter_values
from openapi.json.types import JSON

_ANCHORS = ("$anchor", "$dynamicAnchor")


def named_places(tree: JSON) -> dict[str, str]:
    """Return the pointer of each named schema by its name: `#anchor`, or the URI of an `$id`.

    If a name is used twice, its first place counts.
    """
    found: dict[str, str] = {}
    for pointer, value in iter_values(tree):
        if not isinstance(value, Mapping):
            continue
        for key in _ANCHORS:
            if isinstance(value.get(key), str):
                found.setdefault(f"#{value[key]}", pointer)
        if isinstance(value.get("$id"), str):
            found.setdefault(value["$id"], pointer)
    return found
