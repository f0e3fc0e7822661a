"""Numbers within bounds, on a grid of multiples."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import chain, islice
from math import ceil, floor, isfinite, lcm
from random import Random

from openapi.json.types import JSON, is_number
from openapi.schema.types import type_of

_HALF = Fraction(1, 2)
_CENT = Fraction(1, 100)
_SPAN = 1000


def numbers(
    schema: Mapping[str, JSON], preferred: Iterable[JSON], number: int, count: int
) -> Iterator[int | float]:
    """Yield numbers that are in the bounds and on the grid of a schema, each once.

    `preferred` ones come first; later items of a list (`number`) have greater numbers; at most
    `count`.
    """
    low, high = _bounds(schema)
    step = _step(schema)
    excluded = {*_fractions(map(schema.get, ("exclusiveMinimum", "exclusiveMaximum")))}
    found: dict[Fraction, None] = {}
    own = _on_grid(low, high, step, count, number) if step else _free(low, high, count, number)
    for value in chain(_fractions(preferred), own):
        is_inside = (low is None or low <= value) and (high is None or value <= high)
        is_new = value not in found and value not in excluded
        if is_inside and is_new and not (step and value % step):
            found[value] = None
            written = _written(value)
            if written is not None:
                yield written
        if len(found) >= count:
            return


def number_between(schema: Mapping[str, JSON], random: Random) -> int | float | None:
    """Return a random number on the grid of a merged schema; None if there is none.

    Where a bound is missing, it is 1000 from the other one, or from zero.
    """
    low, high = _bounds(schema)
    step = _step(schema) or _CENT
    if low is None:
        low = Fraction(0) if high is None or high > 0 else high - _SPAN
    if high is None:
        high = low + _SPAN * max(Fraction(1), step)
    first, last = ceil(low / step), floor(high / step)
    return _written(random.randint(first, last) * step) if first <= last else None


def multiple_of_both(first: JSON, second: JSON) -> JSON:
    """Return the smallest number that is a multiple of two others."""
    one, two = _fraction(first), _fraction(second)
    if not one or not two:
        return first
    return _written(_common(one, two)) or first


def _common(one: Fraction, two: Fraction) -> Fraction:
    scale = one.denominator * two.denominator
    return Fraction(lcm(int(one * scale), int(two * scale)), scale)


def _step(schema: Mapping[str, JSON]) -> Fraction | None:
    step = _fraction(schema.get("multipleOf"))
    step = step if step and step > 0 else None
    if type_of(schema) != "integer":
        return step
    return _common(step, Fraction(1)) if step else Fraction(1)


def _bounds(schema: Mapping[str, JSON]) -> tuple[Fraction | None, Fraction | None]:
    """Return both bounds, which may be excluded themselves."""
    lows = _fractions(map(schema.get, ("minimum", "exclusiveMinimum")))
    highs = _fractions(map(schema.get, ("maximum", "exclusiveMaximum")))
    return max(lows, default=None), min(highs, default=None)


def _on_grid(
    low: Fraction | None, high: Fraction | None, step: Fraction, count: int, number: int
) -> Iterator[Fraction]:
    first = ceil(low / step) if low is not None else None
    last = floor(high / step) if high is not None else None
    if first is not None and first > 0:
        start = first
    elif last is not None and last < 0:
        start = last
    else:
        start = 0
    if number:
        yield (start + number) * step
    for distance in range(count + 2):
        yield (start + distance) * step
        yield (start - distance) * step


def _free(
    low: Fraction | None, high: Fraction | None, count: int, number: int
) -> Iterator[Fraction]:
    if low is not None and high is not None and number > high - low:
        # No integer is left for this item: it has a tenth of what is between the bounds.
        yield low + (high - low) * Fraction(number % 9 + 1, 10)
    whole = _on_grid(low, high, Fraction(1), count, number)
    yield from islice(whole, 2)
    start = low if low is not None else high if high is not None else Fraction(0)
    if low is not None and high is not None:
        parts = count + 1
        yield (low + high) / 2
        yield from (low + (high - low) * part / parts for part in range(1, parts))
    yield from (start + sign * _HALF / (1 + n) for n in range(2) for sign in (1, -1))
    yield from whole


def _fractions(values: Iterable[JSON]) -> Iterator[Fraction]:
    for value in values:
        fraction = _fraction(value)
        if fraction is not None:
            yield fraction


def _fraction(value: JSON) -> Fraction | None:
    """Return a number exactly as it is written; None for anything else."""
    if not is_number(value):
        return None
    if isinstance(value, float):
        return Fraction(repr(value)) if isfinite(value) else None
    return Fraction(value)


def _written(value: Fraction) -> int | float | None:
    if value.denominator == 1:
        return int(value)
    try:
        return float(value)
    except OverflowError:
        return None
