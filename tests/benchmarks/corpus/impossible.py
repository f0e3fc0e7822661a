"""Reasons why no value can be valid for a schema, found without the project's code.

Each is a plain contradiction that a reader of the document can check; of a schema for which none is
found here, nothing is said.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_MOST_LEVELS = 24
_MOST_PARTS = 100
_TIME = "2020-01-31T12:00:00Z"
_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


def impossibility(schema: Any, resolve: Callable[[Any], Any], above: tuple[Any, ...] = ()) -> str:
    """Return why no value is valid for a schema; empty if no reason is found.

    Args:
        schema: The schema, which may be a reference.
        resolve: Returns the target of a reference, and any other value as it is.
        above: The schemas of the values around it.
    """
    found = resolve(schema)
    if not isinstance(found, Mapping) or len(above) > _MOST_LEVELS:
        return ""
    if any(found is each for each in above):
        return "it requires a value of itself"
    parts = [found, *_parts(found, resolve)]
    reason = _types(parts) or _bounds(parts) or _time(parts) or _forbidden(parts)
    if reason:
        return reason
    inside = (*above, found)
    for part in parts:
        for keyword in ("oneOf", "anyOf"):
            choices = [resolve(each) for each in part.get(keyword) or ()]
            reasons = [
                impossibility(each, resolve, inside) or _types([*parts, *_flat(each, resolve)])
                for each in choices
            ]
            if reasons and all(reasons):
                return f"no branch of its {keyword} has a value: {reasons[0]}"
        branches = [_meaning(resolve(each)) for each in part.get("oneOf") or ()]
        if len(branches) > 1 and all(_twice(each, branches) for each in branches):
            return "what fits a branch of its oneOf fits another one, too"
    return _required(parts, resolve, inside)


_SAID = frozenset({"title", "description", "example", "examples", "default", "deprecated"})
"""Keywords that allow and forbid nothing."""


def _meaning(schema: Any) -> Any:
    """Return a schema without what allows and forbids nothing, three levels of it."""
    if not isinstance(schema, Mapping):
        return schema
    kept = {key: each for key, each in schema.items() if key not in _SAID and key[:2] != "x-"}
    members = kept.get("properties")
    if isinstance(members, Mapping):
        kept["properties"] = {name: _meaning(each) for name, each in members.items()}
    return kept


def _twice(branch: Any, branches: list[Any]) -> bool:
    """Whether every value of a branch is valid for another one: it says no more of the value."""
    others = [each for each in branches if each is not branch]
    return any(isinstance(each, Mapping) and _says_no_more(each, branch) for each in others)


def _says_no_more(one: Mapping[str, Any], other: Any) -> bool:
    if not isinstance(other, Mapping):
        return False
    for keyword, value in one.items():
        if keyword == "required":
            if not {*value} <= {*(other.get(keyword) or ())}:
                return False
        elif keyword == "properties" and isinstance(other.get(keyword), Mapping):
            if any(other[keyword].get(name) != each for name, each in value.items()):
                return False
        elif other.get(keyword) != value:
            return False
    return True


def _parts(schema: Mapping[str, Any], resolve: Callable[[Any], Any]) -> Iterator[Any]:
    pending = [*(schema.get("allOf") or ())]
    for count, each in enumerate(pending):
        part = resolve(each)
        if isinstance(part, Mapping) and count < _MOST_PARTS:
            yield part
            pending += part.get("allOf") or ()


def _flat(schema: Any, resolve: Callable[[Any], Any]) -> list[Any]:
    return [schema, *_parts(schema, resolve)] if isinstance(schema, Mapping) else []


def _types(parts: list[Any]) -> str:
    common: set[str] | None = None
    for part in parts:
        kinds = part.get("type")
        names = {kinds} if isinstance(kinds, str) else {*kinds} if isinstance(kinds, list) else None
        if names is None:
            continue
        names |= {"integer"} if "number" in names else set()
        common = names if common is None else common & names
        if not common:
            return "its parts have no type in common"
    kind = next(iter(common)) if common is not None and len(common) == 1 else ""
    if any(_has_none_of(kind, part.get("enum")) for part in parts):
        return f"its enum has no value of its type, {kind}"
    enums = [part["enum"] for part in parts if isinstance(part.get("enum"), list)]
    if enums and not any(all(value in each for each in enums) for value in enums[0]):
        return "its enums have no value in common"
    return ""


def _bounds(parts: list[Any]) -> str:
    for low, high in _BOUNDS:
        lows = [part[low] for part in parts if isinstance(part.get(low), int | float)]
        highs = [part[high] for part in parts if isinstance(part.get(high), int | float)]
        if lows and highs and max(lows) > min(highs):
            return f"its {low} is above its {high}"
    return ""


def _time(parts: list[Any]) -> str:
    if not any(part.get("format") == "date-time" for part in parts):
        return ""
    for part in parts:
        try:
            if "pattern" in part and not re.search(part["pattern"], _TIME):
                return f"no date-time matches {part['pattern']!r}"
        except (re.error, TypeError):
            continue
    return ""


def _forbidden(parts: list[Any]) -> str:
    required = {name for part in parts for name in part.get("required") or () if _is_text(name)}
    for part in parts:
        if part.get("additionalProperties") is False and not part.get("patternProperties"):
            lacking = sorted(required - {*(part.get("properties") or ())})
            if lacking:
                return f"it requires {lacking[0]}, and is closed to it"
    return ""


def _required(parts: list[Any], resolve: Callable[[Any], Any], inside: tuple[Any, ...]) -> str:
    required = {name for part in parts for name in part.get("required") or () if _is_text(name)}
    for part in parts:
        properties = part.get("properties")
        for name, schema in properties.items() if isinstance(properties, Mapping) else ():
            if name in required and (reason := impossibility(schema, resolve, inside)):
                return f"{name}: {reason}"
        items = part.get("items")
        if items is not None and part.get("minItems", 0) and part.get("type") == "array":
            reason = impossibility(items, resolve, inside)
            if reason:
                return f"its items: {reason}"
    return ""


_PYTHON = {"string": str, "object": Mapping, "boolean": bool, "integer": (int, float)}


def _has_none_of(kind: str, enum: Any) -> bool:
    wanted = _PYTHON.get(kind)
    is_judged = wanted is not None and isinstance(enum, list)
    return is_judged and not any(each is None or isinstance(each, wanted) for each in enum)


def _is_text(name: Any) -> bool:
    return isinstance(name, str)
