"""One segment of a path template: literal text with parameters between, such as `{z}-{x}.png`.

Each literal is searched for once, from the left, in time linear in the text; a regular expression
with several parameters would try every way to split the text.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

SLASH = "\x00"  # in place of a decoded slash; a path that really has it matches no operation

PLACEHOLDER = re.compile(r"\{([^{}/]+)\}")  # a parameter in a path template


class SegmentTemplate(NamedTuple):
    """One segment of a path template."""

    names: tuple[str, ...]  # names of its parameters, from the left
    literals: tuple[str, ...]  # text before, between and after the parameters
    # The values that the last parameter may have, which decide where it begins
    # (`{id}{extension}`, `{number}.{format}`); empty if it may have any.
    endings: tuple[str, ...] = ()

    def match(self, text: str) -> tuple[str, ...] | None:
        """Return the parameters' values in a decoded segment, or None if it does not match.

        Each value has at least one character; earlier ones are as short as possible.

        >>> segment_template("{x}-{y}.png").match("a-b-c.png")
        ('a', 'b-c')
        """
        if not self.names:
            return () if text == self.literals[0] else None
        first, *between, last = self.literals
        start, end = len(first), len(text) - len(last)
        if start >= end or not text.startswith(first) or not text.endswith(last):
            return None
        for ending in self.endings if between else ():
            tail = between[-1] + ending
            if text.endswith(tail, start + 1, end):
                values = _split(text, start, end - len(tail), between[:-1])
                return (*values, ending) if values is not None else None
        values = _split(text, start, end, between)
        return tuple(values) if values is not None else None


def _split(text: str, start: int, end: int, between: Sequence[str]) -> list[str] | None:
    # The leftmost match of each literal leaves the most room for the literals after it.
    values = []
    for literal in between:
        place = text.find(literal, start + 1, end)
        if place < 0:
            return None
        values.append(text[start:place])
        start = place + len(literal)
    return [*values, text[start:end]] if start < end else None


@lru_cache(maxsize=4096)
def segment_template(text: str, endings: tuple[str, ...] = ()) -> SegmentTemplate:
    """Parse one segment of a path template; the paths of an API have few different ones.

    `endings` are the values that its last parameter may have; empty if it may have any.

    >>> segment_template("{id}{extension}", (".json",)).match("7.json")
    ('7', '.json')
    >>> segment_template("{latitude}.{format}", ("json",)).match("71.4.json")
    ('71.4', 'json')
    """
    pieces = PLACEHOLDER.split(text)
    return SegmentTemplate(
        names=tuple(pieces[1::2]),
        # A segment of a document has a slash only if it is encoded.
        literals=tuple(unquote(piece).replace("/", SLASH) for piece in pieces[::2]),
        endings=tuple(sorted(filter(None, endings), key=len, reverse=True)),
    )
