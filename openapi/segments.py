"""One segment of a path template: literal text with parameters between, such as `{z}-{x}.png`.

The literals are searched for from the left, each once, so no text takes longer than its length:
a regular expression with several parameters would try every way to part the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

_PLACEHOLDER = re.compile(r"\{([^{}/]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTemplate:
    """One segment of a path template.

    Attributes:
        names: Of its parameters, from the left.
        literals: The text before, between and behind them, decoded; one more than there are names.
    """

    names: tuple[str, ...]
    literals: tuple[str, ...]

    def match(self, text: str) -> tuple[str, ...] | None:
        """Return the parameters' values in a decoded segment; None where it does not match.

        A value has at least one character, and of two the first has as few as it can.

        >>> segment_template("{x}-{y}.png").match("a-b-c.png")
        ('a', 'b-c')
        """
        if not self.names:
            return () if text == self.literals[0] else None
        first, *between, last = self.literals
        start, end = len(first), len(text) - len(last)
        if start >= end or not text.startswith(first) or not text.endswith(last):
            return None
        values = _parted(text, start, end, between)
        return tuple(values) if values is not None else None


def _parted(text: str, start: int, end: int, between: Sequence[str]) -> list[str] | None:
    # The leftmost place of each literal leaves the most room for those behind it.
    values = []
    for literal in between:
        place = text.find(literal, start + 1, end)
        if place < 0:
            return None
        values.append(text[start:place])
        start = place + len(literal)
    return [*values, text[start:end]] if start < end else None


def segment_template(text: str) -> SegmentTemplate:
    """Return a segment as it is written in a path template, its literals decoded."""
    pieces = _PLACEHOLDER.split(text)
    return SegmentTemplate(names=tuple(pieces[1::2]), literals=tuple(map(unquote, pieces[::2])))
