r"""Finds secrets in a text in whatever spelling they come back.

A server may send a secret back as JSON, URLs, HTML and Base64 spell it, several of them on top of
each other, or cut short. So a text is read as it is, and then with its escapes decoded, layer by
layer; what is found in a layer is traced back to where it is in the text. Every step takes time
in proportion to the text.

>>> [(span.start, span.end) for span in Spellings(["top/secret"]).spans(r"is top\u002fsecret.")]
[(3, 18)]
"""

import re
from array import array
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

MAX_DEPTH = 4
"""How many spellings may be on top of each other."""

MAX_BRANCHED = 128 * 1024
"""Characters of the longest text whose escapes are decoded in every order."""

SHORTEST_PIECE = 9
"""Characters of the start or the end of a secret that give it away."""

FOLDED_FROM = 8
"""Length from which a secret is found in upper and lower case alike; shorter ones are words."""

# An entity without its semicolon might end in what is itself escaped, and is left for later.
_KINDS = (
    re.compile(r"""\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\[\\/"'bfnrt]"""),
    re.compile(r"(?:%[0-9A-Fa-f]{2})+"),
    re.compile(r"&#[0-9]{1,7};|&#[xX][0-9A-Fa-f]{1,6};|&[A-Za-z]{2,31};"),
)
_ANY = re.compile("|".join(kind.pattern for kind in _KINDS))
_SHORT_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_BASE64 = re.compile(r"[A-Za-z0-9 /_-]")

_Character = tuple[str, int]
"""A decoded text, and how many characters spell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in a text that shows a secret.

    Attributes:
        start: Index of its first character.
        end: Index after its last character.
        secret: Index of the secret.
        is_whole: Whether it is the whole secret and not a piece.
        is_exact: Whether upper and lower case are as in the secret.
    """

    start: int
    end: int
    secret: int
    is_whole: bool = True
    is_exact: bool = True

    @property
    def weight(self) -> tuple[int, bool, bool]:
        """What decides which of two overlapping spans gives the name."""
        return self.end - self.start, self.is_whole, self.is_exact


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """One spelling of a secret.

    Attributes:
        text: The characters, `+` read as a space.
        secret: Index of the secret.
        pieces: The part whose beginning and end count alone; empty where only the whole counts.
        before: Characters of Base64 before it that hold a part of the secret, 0 or 1.
        after: The same after it.
    """

    text: str
    secret: int
    pieces: str = ""
    before: int = 0
    after: int = 0


class Spellings:
    """Secrets, ready to be found."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """Take the secrets; empty ones are never found."""
        self._secrets = secrets
        self._forms = [
            form
            for index, secret in enumerate(secrets)
            if secret
            for form in dict.fromkeys(_forms(secret, index))
        ]

    def whole(self, text: str) -> int:
        """Return the index of the secret that a text spells and nothing else, or -1."""
        layers = {layer.text for layer in _layers(text)}
        return next((i for i, secret in enumerate(self._secrets) if _plain(secret) in layers), -1)

    def spans(self, text: str) -> list[Span]:
        """Return the places that show a secret, in order; none overlaps another."""
        if not self._forms:
            return []
        found = [
            layer.traced(span)
            for layer in _layers(text)
            for form in self._forms
            for span in _found(form, layer.text, layer.folded)
        ]
        return _merged(found)


class _Layer:
    """A text with the escapes of the layer below decoded."""

    def __init__(
        self, text: str, below: "_Layer | None" = None, kind: re.Pattern[str] = _ANY
    ) -> None:
        self.below = below
        # Where each decoded character begins and ends, here and below. A text of nothing but
        # escapes has millions of them, so they are numbers of eight bytes and no objects.
        self.starts, self.ends = array("q"), array("q")
        self.spelt_from, self.spelt_to = array("q"), array("q")
        self.source = self._decoded(text, kind) if below else text
        self.text = _plain(self.source)
        self.folded = _folded(self.text)

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

    def traced(self, span: Span) -> Span:
        """Return the span where it is in the text that was given."""
        layer, start, end = self, span.start, span.end
        while layer.below is not None:
            start, end = layer._below(start)[0], layer._below(end - 1)[1]
            layer = layer.below
        return Span(
            start=start,
            end=end,
            secret=span.secret,
            is_whole=span.is_whole,
            is_exact=span.is_exact,
        )

    def _below(self, place: int) -> tuple[int, int]:
        """Return where a character begins and ends in the layer below."""
        index = bisect_right(self.starts, place) - 1
        if index < 0:
            return place, place + 1
        if place < self.ends[index]:
            return self.spelt_from[index], self.spelt_to[index]
        start = self.spelt_to[index] + place - self.ends[index]
        return start, start + 1


def _layers(text: str) -> Iterator[_Layer]:
    """Yield a text, and what it says when its escapes are decoded, in every order."""
    kinds = _KINDS if len(text) <= MAX_BRANCHED else (_ANY,)
    layers = [_Layer(text)]
    seen = {text}
    yield layers[0]
    for _ in range(MAX_DEPTH):
        upper: list[_Layer] = []
        for layer in layers:
            for kind in kinds:
                if kind.search(layer.source):
                    above = _Layer(layer.source, layer, kind)
                    if above.source not in seen:
                        seen.add(above.source)
                        upper.append(above)
        yield from upper
        layers = upper


def _meaning(escape: str) -> list[_Character]:
    """Return what an escape spells."""
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


def _forms(secret: str, index: int) -> Iterator[_Form]:
    # A secret may itself look like an escape: then it counts decoded as well.
    tail = _plain(secret.rpartition(" ")[2])
    for text in _encodings(secret):
        for layer in _layers(text):
            pieces = tail if layer.text.endswith(tail) else layer.text
            yield _Form(text=layer.text, secret=index, pieces=pieces)
    for data in {secret.encode("utf-8", "surrogatepass"), secret.encode("latin-1", "replace")}:
        yield _Form(text=data.hex(), secret=index)
        for altchars in (b"+/", b"-_"):
            whole = b64encode(data, altchars).decode()
            yield _Form(text=_plain(whole), secret=index)
            yield _Form(text=_plain(whole.rstrip("=")), secret=index)
            yield from _inside_base64(data, altchars, index)
    if len(secret) >= FOLDED_FROM:
        yield _Form(text="\0".join(_plain(secret)), secret=index)


def _encodings(secret: str) -> Iterator[str]:
    """Yield a secret, and how it looks when its bytes are read in another encoding."""
    yield secret
    if not secret.isascii():
        yield secret.encode("utf-8", "surrogatepass").decode("latin-1")
        yield secret.encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def _inside_base64(data: bytes, altchars: bytes, index: int) -> Iterator[_Form]:
    """Yield what Base64 makes of a secret in the midst of other text, such as `user:secret`."""
    for offset in range(3):
        written = b64encode(bytes(offset) + data, altchars).decode().rstrip("=")
        is_even = (offset + len(data)) % 3 == 0
        core = written[(0, 2, 3)[offset] : None if is_even else -1]
        if len(core) >= FOLDED_FROM:
            before, after = int(offset > 0), int(not is_even)
            yield _Form(text=_plain(core), secret=index, before=before, after=after)


def _found(form: _Form, text: str, folded: str) -> Iterator[Span]:
    wanted, hay = form.text, text
    if len(wanted) >= FOLDED_FROM:
        wanted, hay = _folded(wanted), folded
    for start in _places(wanted, hay):
        end = start + len(wanted)
        is_exact = text[start:end] == form.text
        if form.before and start and _BASE64.fullmatch(text[start - 1]):
            start -= 1  # noqa: PLW2901  # the character before holds some bits of it
        if form.after and end < len(text) and _BASE64.fullmatch(text[end]):
            end += 1
        yield Span(start=start, end=end, secret=form.secret, is_exact=is_exact)
    pieces = _folded(form.pieces)
    if len(pieces) > SHORTEST_PIECE:
        for start, end in (*_beginnings(pieces, folded), *_endings(pieces, folded)):
            yield Span(start=start, end=end, secret=form.secret, is_whole=False)


def _places(wanted: str, hay: str) -> Iterator[int]:
    start = hay.find(wanted)
    while start >= 0:
        yield start
        start = hay.find(wanted, start + len(wanted))


def _beginnings(wanted: str, hay: str) -> Iterator[tuple[int, int]]:
    """Yield where a secret begins and then may be cut off."""
    seed = wanted[:SHORTEST_PIECE]
    start = hay.find(seed)
    while start >= 0:
        length = len(seed)
        while length < len(wanted) and hay.startswith(wanted[length], start + length):
            length += 1
        yield start, start + length
        start = hay.find(seed, start + length)


def _endings(wanted: str, hay: str) -> Iterator[tuple[int, int]]:
    """Yield where the last half of a secret is, or more of it."""
    seed = wanted[-max(SHORTEST_PIECE, len(wanted) // 2) :]
    last = 0
    for place in _places(seed, hay):
        start, left = place, len(wanted) - len(seed)
        while left and start > last and hay[start - 1] == wanted[left - 1]:
            start, left = start - 1, left - 1
        last = place + len(seed)
        yield start, last


def _merged(spans: list[Span]) -> list[Span]:
    """Return spans with overlapping ones made one, under the name of the heaviest."""
    merged: list[Span] = []
    heaviest: Span | None = None
    for span in sorted(spans, key=lambda each: each.start):
        if heaviest is None or span.start >= merged[-1].end:
            heaviest = span
            merged.append(span)
            continue
        heaviest = max(heaviest, span, key=lambda each: each.weight)
        merged[-1] = Span(
            start=merged[-1].start,
            end=max(merged[-1].end, span.end),
            secret=heaviest.secret,
            is_whole=heaviest.is_whole,
            is_exact=heaviest.is_exact,
        )
    return merged


def _plain(text: str) -> str:
    """Return a text with `+` as the space that it is in a query."""
    return text.replace("+", " ")


def _folded(text: str) -> str:
    """Return a text in lower case, character for character."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
