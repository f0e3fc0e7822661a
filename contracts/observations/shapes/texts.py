"""What texts and numbers in one place have in common, as values that can be merged.

A merge is associative and commutative, and merging a value with itself changes its counts only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from contracts.observations.shapes.merging import joined
from openapi.json.formats import FORMATS

MAX_VALUES = 12  # different texts of one place that are counted; with more it is no closed set
MAX_TEXT = 48  # characters of a text that may be a value of a closed set

NUMERIC = "a number as text"
"""What texts have in common that are decimal numbers; no `format` of JSON Schema."""

_UNCLEAR = frozenset({"byte"})  # formats that ordinary words have as well

_DECIMAL = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_LONGEST_FORMAT = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the texts in one place have in common."""

    # How often each was seen, in answers that were no repetition of an earlier one; None if they
    # are too many, too long, or secret.
    values: Mapping[str, int] | None
    formats: frozenset[str]  # the formats that every text has

    def merged(self, other: "Texts") -> "Texts":
        """Return what both have in common."""
        return Texts(
            values=_merged_values(self.values, other.values),
            formats=self.formats & other.formats,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What the numbers in one place have in common."""

    least: float  # the least one
    most: float  # the greatest one
    decimals: int  # the most digits after the decimal point

    def merged(self, other: "Numbers") -> "Numbers":
        """Return what both have in common."""
        return Numbers(
            least=min(self.least, other.least),
            most=max(self.most, other.most),
            decimals=max(self.decimals, other.decimals),
        )


def texts_of(text: str, *, is_secret: bool = False, weight: int = 1) -> Texts:
    """Return what is known of one text; of a secret neither its value nor its format is kept.

    The weight is 0 in an answer that repeats an earlier one, which is no further evidence.
    """
    if is_secret:
        return Texts(values=None, formats=frozenset())
    is_short = len(text) <= MAX_TEXT
    return Texts(
        values=MappingProxyType({text: weight}) if is_short else None, formats=formats_of(text)
    )


@lru_cache(maxsize=4096)
def formats_of(text: str) -> frozenset[str]:
    """Return the formats that a text has.

    >>> sorted(formats_of("2024-05-01")), sorted(formats_of("12.50"))
    (['date'], ['a number as text'])
    """
    if not text or len(text) > _LONGEST_FORMAT:
        return frozenset()
    found = {name for name, matches in FORMATS.items() if name not in _UNCLEAR and matches(text)}
    return frozenset(found | ({NUMERIC} if _DECIMAL.fullmatch(text) else set()))


def numbers_of(number: float) -> Numbers:
    """Return what is known of one number."""
    return Numbers(least=number, most=number, decimals=_decimals(number))


def _decimals(number: float) -> int:
    if isinstance(number, int):
        return 0
    text, _, exponent = repr(number).partition("e")
    digits = len(text.partition(".")[2].rstrip("0"))
    return max(digits - int(exponent or 0), 0)


def _merged_values(
    one: Mapping[str, int] | None, other: Mapping[str, int] | None
) -> Mapping[str, int] | None:
    if one is None or other is None:
        return None
    counts = joined(one, other, int.__add__)
    return MappingProxyType(counts) if len(counts) <= MAX_VALUES else None


def typed(text: str) -> str | int | float | bool:
    """Return the value of a text in a path, query or form: a number, a boolean, or a text.

    What a number would lose, such as leading zeros, is a text.

    >>> [typed(text) for text in ("7", "007", "1.5", "true", "blue")]
    [7, '007', 1.5, True, 'blue']
    """
    if text in {"true", "false"}:
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
