"""The escapes of JSON, URLs and HTML, decoded layer by layer, with the places of the original."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape

MAX_DEPTH = 4  # nested escapings that are decoded
MAX_BRANCHED = 128 * 1024  # characters of the longest text whose escapes are decoded in every order

# An entity without its semicolon is not decoded: its last character may itself be escaped.
_KINDS = (
    re.compile(r"""\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\[\\/"'bfnrt]"""),
    re.compile(r"(?:%[0-9A-Fa-f]{2})+"),
    re.compile(r"&#[0-9]{1,7};|&#[xX][0-9A-Fa-f]{1,6};|&[A-Za-z]{2,31};"),
)
_ANY = re.compile("|".join(kind.pattern for kind in _KINDS))
_SHORT_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

_Character = tuple[str, int]  # a decoded text, and how many characters spell it


class Layer:
    """A text with the escapes of the layer below decoded."""

    def __init__(
        self, text: str, below: "Layer | None" = None, kind: re.Pattern[str] = _ANY
    ) -> None:
        """Decode a text; `below` is None for the original text."""
        self.below = below
        # A text of nothing but escapes has millions of them: eight bytes each, and no objects.
        self.starts, self.ends = array("q"), array("q")
        self.spelt_from, self.spelt_to = array("q"), array("q")
        self.source = self._decoded(text, kind) if below else text
        self.text = plus_as_space(self.source)
        self.folded = lower_case(self.text)

    def _decoded(self, text: str, kind: re.Pattern[str]) -> str:
        parts: list[str] = []
        size = last = 0
        for match in kind.finditer(text):
            place = match.start()
            parts.append(text[last:place])
            size += place - last
            for char, width in _meaning(match[0]):
                parts.append(char)
                self.starts.append(size)
                size += len(char)
                self.ends.append(size)
                self.spelt_from.append(place)
                self.spelt_to.append(place + width)
                place += width
            last = match.end()
        parts.append(text[last:])
        return "".join(parts)

    def traced(self, start: int, end: int) -> tuple[int, int]:
        """Return the places in the original text of a range of this layer."""
        layer = self
        while layer.below is not None:
            start, end = layer._below(start)[0], layer._below(end - 1)[1]
            layer = layer.below
        return start, end

    def _below(self, place: int) -> tuple[int, int]:
        """Return where a character begins and ends in the layer below.

        `starts` and `ends` are the decoded characters' places here, `spelt_from` and `spelt_to`
        those of their escapes below; all other characters are shifted by the escapes before them.
        """
        index = bisect_right(self.starts, place) - 1
        if index < 0:
            return place, place + 1
        if place < self.ends[index]:
            return self.spelt_from[index], self.spelt_to[index]
        start = self.spelt_to[index] + place - self.ends[index]
        return start, start + 1


def layers_of(text: str) -> Iterator[Layer]:
    """Yield a text, and its decodings by one kind of escape after the other, in every order."""
    kinds = _KINDS if len(text) <= MAX_BRANCHED else (_ANY,)
    layers = [Layer(text)]
    seen = {text}
    yield layers[0]
    for _ in range(MAX_DEPTH):
        upper: list[Layer] = []
        for layer in layers:
            for kind in kinds:
                if kind.search(layer.source):
                    above = Layer(layer.source, layer, kind)
                    if above.source not in seen:
                        seen.add(above.source)
                        upper.append(above)
        yield from upper
        layers = upper


def _meaning(escape: str) -> list[_Character]:
    """Return the characters of an escape."""
    if escape[0] == "%":
        text = bytes.fromhex(escape.replace("%", "")).decode("utf-8", "surrogateescape")
        return [_byte_or_character(char) for char in text]
    if escape[0] == "&":
        return [(unescape(escape), len(escape))]
    if escape[1] in "ux":
        return [(chr(int(f"0x{escape[2:]}", 0)), len(escape))]
    return [(_SHORT_ESCAPES.get(escape[1], escape[1]), len(escape))]


def _byte_or_character(char: str) -> _Character:
    if "\udc80" <= char <= "\udcff":
        return chr(ord(char) - 0xDC00), 3
    return char, 3 * len(char.encode())


def plus_as_space(text: str) -> str:
    """Return a text with `+` as the space that it is in a query."""
    return text.replace("+", " ")


def lower_case(text: str) -> str:
    """Return a text in lower case; places stay, as a character never becomes two."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
