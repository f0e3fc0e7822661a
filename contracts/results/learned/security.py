"""Security schemes from the names under which credentials were sent; never from their values."""

import re
from collections.abc import Mapping
from typing import Any

from contracts.observations.shapes.names import unused_name
from contracts.results.learned.seen import Scheme

Named = Mapping[Scheme, tuple[str, dict[str, Any]]]  # the name and the tree of each scheme


def security_schemes(found: Mapping[Scheme, int]) -> Named:
    """Return the schemes, each with an unused name; those that came most often first."""
    named: dict[Scheme, tuple[str, dict[str, Any]]] = {}
    for scheme in sorted(found, key=lambda each: (-found[each], each.place, each.name)):
        taken = {name for name, _ in named.values()}
        name = re.sub(r"[^A-Za-z0-9_.-]+", "_", scheme.name) or "key"
        named[scheme] = unused_name(name, taken), _tree(scheme)
    return named


def requirements(
    found: Mapping[Scheme, int], accepted: int, names: Named
) -> dict[str, list[dict[str, list[str]]]]:
    """Return the key `security` of an operation: the schemes that all accepted requests had.

    `found` has how many accepted requests had each scheme, and `names` the schemes of the document.
    """
    always: dict[str, list[str]] = {
        names[scheme][0]: [] for scheme, count in found.items() if count == accepted
    }
    return {"security": [dict(sorted(always.items()))]} if always else {}


def _tree(scheme: Scheme) -> dict[str, Any]:
    if scheme.kind == "http":
        return {"type": "http", "scheme": scheme.name}
    return {"type": "apiKey", "in": scheme.place, "name": scheme.name}
