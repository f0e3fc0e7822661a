"""Schemas by name: `$anchor`, `$dynamicAnchor` and `$id` of JSON Schema 2020-12, section 8.2."""

from collections.abc import Mapping
from dataclasses import field
from urllib.parse import urljoin

from openapi.json.pointers import iter_values
from openapi.json.types import JSON
from openapi.values import dataclass

_ANCHORS = ("$anchor", "$dynamicAnchor")


@dataclass(frozen=True, slots=True)
class NamedPlaces:
    """The named schemas of a tree."""

    # Pointer by name: `#anchor`, the URI of an `$id`, as it is written and absolute, or
    # `URI#anchor`. If a name is used twice, its first place counts.
    places: dict[str, str] = field(default_factory=dict)
    uris: dict[str, str] = field(default_factory=dict)  # absolute, of each `$id`, by pointer

    def base_of(self, pointer: str) -> str | None:
        """Return the pointer of the schema with an `$id` around a place; None without one."""
        while pointer not in self.uris:
            if not pointer:
                return None
            pointer = pointer.rpartition("/")[0]
        return pointer

    def uri_around(self, pointer: str) -> str:
        """Return the URI of the schema with an `$id` around a place; empty without one."""
        base = self.base_of(pointer)
        return "" if base is None else self.uris[base]


def named_places(tree: JSON) -> NamedPlaces:
    """Return the named schemas of a tree."""
    found = NamedPlaces()
    for pointer, value in iter_values(tree):
        if not isinstance(value, Mapping):
            continue
        own = value.get("$id")
        if isinstance(own, str) and not own.startswith("#"):
            uri = resolved_uri(found.uri_around(pointer), own)
            found.uris[pointer] = uri
            found.places.setdefault(own, pointer)
            found.places.setdefault(uri, pointer)
        for key in _ANCHORS:
            if isinstance(value.get(key), str):
                found.places.setdefault(f"#{value[key]}", pointer)
                found.places.setdefault(f"{found.uri_around(pointer)}#{value[key]}", pointer)
    return found


def resolved_uri(base: str, reference: str) -> str:
    """Return the URI that a reference names in a schema with the URI `base` (RFC 3986, 5).

    >>> resolved_uri("https://a.example/shop/order", "item")
    'https://a.example/shop/item'
    """
    try:
        return urljoin(base, reference).partition("#")[0] if base else reference.partition("#")[0]
    except ValueError:
        return reference
