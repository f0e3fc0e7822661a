"""What a document says about values beyond their types: bounds, lengths, patterns, closed sets."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from openapi.json.types import JSON, is_number

_LARGEST = 2**31 - 1  # bounds from here on say how wide a number is, not what is accepted
_NUMBERS, _TEXTS, _LISTS = (
    frozenset({"integer", "number"}),
    frozenset({"string"}),
    frozenset({"array"}),
)
_UPPER: Mapping[str, tuple[frozenset[str], str]] = {
    "maximum": (_NUMBERS, "accepts at most {}"),
    "maxLength": (_TEXTS, "accepts at most {} characters"),
    "maxItems": (_LISTS, "accepts at most {} items"),
}
_LOWER: Mapping[str, tuple[frozenset[str], str]] = {
    "minimum": (_NUMBERS, "accepts no less than {}"),
    "minLength": (_TEXTS, "accepts no less than {} characters"),
    "minItems": (_LISTS, "accepts no less than {} items"),
}
_ALL = {**_UPPER, **_LOWER}
_EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLimits:
    """What schemas say about the values in one place, beyond their types."""

    # By keyword. Exclusive ones of whole numbers are written as inclusive; others are left out.
    bounds: Mapping[str, float] = field(default_factory=dict)
    pattern: str = ""
    is_closed: bool = False  # whether the values are listed (`enum`, `const`)


def limits_of(definition: Mapping[str, JSON], types: frozenset[str]) -> ValueLimits:
    """Return the limits that one schema says itself; those of other types are left out."""
    bounds: dict[str, float] = {}
    for keyword, (kinds, _) in _ALL.items():
        value = _bound(definition, keyword, is_whole="number" not in types and "integer" in types)
        if value is not None and (not types or types & kinds):
            bounds[keyword] = value
    pattern = definition.get("pattern")
    is_text = not types or "string" in types
    return ValueLimits(
        bounds=bounds,
        pattern=pattern if isinstance(pattern, str) and is_text else "",
        is_closed="enum" in definition or "const" in definition,
    )


def _bound(definition: Mapping[str, JSON], keyword: str, *, is_whole: bool) -> float | None:
    exclusive = definition.get(_EXCLUSIVE.get(keyword, ""))
    value, is_beyond = _number(definition.get(keyword)), is_whole and exclusive is True
    if is_whole and value is None:
        value, is_beyond = _number(exclusive), True
    if value is None or abs(value) >= _LARGEST:
        return None
    if keyword in _UPPER:
        return math.ceil(value) - 1 if is_beyond else value
    bound = math.floor(value) + 1 if is_beyond else value
    return bound if keyword == "minimum" or bound > 0 else None


def _number(value: JSON) -> float | None:
    if not is_number(value):
        return None
    return value if isinstance(value, int) or math.isfinite(value) else None


def both(one: ValueLimits, other: ValueLimits) -> ValueLimits:
    """Return the limits of values that follow both."""
    bounds = {**one.bounds}
    for keyword, value in other.bounds.items():
        strictest = min if keyword in _UPPER else max
        bounds[keyword] = strictest(value, bounds.get(keyword, value))
    return ValueLimits(
        bounds=bounds,
        pattern=one.pattern or other.pattern,
        is_closed=one.is_closed or other.is_closed,
    )


def either(
    one: ValueLimits, other: ValueLimits, types: tuple[frozenset[str], frozenset[str]]
) -> ValueLimits:
    """Return the limits of values that follow one of two schemas of some types."""
    bounds: dict[str, float] = {}
    for keyword, (kinds, _) in _ALL.items():
        loosest = max if keyword in _UPPER else min
        concerned = [
            limits.bounds.get(keyword)
            for limits, own in zip((one, other), types, strict=True)
            if not own or own & kinds
        ]
        known = [value for value in concerned if value is not None]
        if known and len(known) == len(concerned):
            bounds[keyword] = loosest(known)
    return ValueLimits(
        bounds=bounds,
        pattern=one.pattern if one.pattern == other.pattern else "",
        is_closed=one.is_closed and other.is_closed,
    )


def narrowed(was: ValueLimits, now: ValueLimits, *, has_format: bool = False) -> str:
    """Return how less is accepted than before, a clause without its subject; empty if it is not.

    What a format or a pattern says already may be what a new length or pattern repeats.

    >>> narrowed(ValueLimits(bounds={"maximum": 25}), ValueLimits(bounds={"maximum": 10}))
    'accepts at most 10 instead of 25'
    """
    if was.is_closed:
        return ""  # its values are compared one by one
    for keyword, value in now.bounds.items():
        kinds, text = _ALL[keyword]
        before = was.bounds.get(keyword)
        if before is None and kinds is _TEXTS and (has_format or was.pattern):
            continue
        is_less = before is None or (value < before if keyword in _UPPER else value > before)
        if is_less:
            instead = "" if before is None else f" instead of {before:g}"
            return f"{text.format(f'{value:g}')}{instead}"
    if now.pattern and not was.pattern and not has_format:
        return "accepts texts of a new pattern only"
    return ""
