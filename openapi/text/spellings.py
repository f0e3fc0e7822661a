r"""Find secrets in a text, in any spelling.

A server may send a secret back with the escapes of JSON, URLs, HTML and Base64, nested or cut
short. So a text is searched as it is, and then with its escapes decoded, layer by layer; a match in
a layer is traced back to its place in the original text. Every step takes linear time.

>>> [(span.start, span.end) for span in Spellings(["top/secret"]).spans(r"is top\u002fsecret.")]
[(3, 18)]
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from openapi.text.escapes import Layer, layers_of, lower_case, plus_as_space

SHORTEST_PIECE = 9  # fewest characters of a secret's start or end that are found
FOLDED_FROM = 8  # from here on, case is ignored; a shorter secret may be an ordinary word

_BASE64 = re.compile(r"[A-Za-z0-9 /_-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in a text that shows a secret."""

    start: int  # index of its first character
    end: int  # index after its last character
    secret: int  # index of the secret
    is_whole: bool = True  # whether it is the whole secret and not a piece
    is_exact: bool = True  # whether upper and lower case are as in the secret

    @property
    def weight(self) -> tuple[int, bool, bool]:
        """The order of overlapping spans: the merged span names the secret of the heaviest one."""
        return self.end - self.start, self.is_whole, self.is_exact


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """One spelling of a secret."""

    text: str  # the characters, `+` read as a space
    secret: int  # index of the secret
    pieces: str = ""  # the part whose begin or end is a match too; empty: only the whole
    before: int = 0  # base64 characters before it that encode a part of the secret, 0 or 1
    after: int = 0  # the same after it


class Spellings:
    """Searches texts for some secrets."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """Prepare the spellings of the secrets; an empty secret is never found."""
        self._secrets = secrets
        self._forms = [
            form
            for index, secret in enumerate(secrets)
            if secret
            for form in dict.fromkeys(_written(_forms(secret, index)))
        ]

    def whole(self, text: str) -> int:
        """Return the index of the secret that is the whole text, or -1."""
        layers = {layer.text for layer in layers_of(text)}
        wholes = map(plus_as_space, self._secrets)
        return next((index for index, whole in enumerate(wholes) if whole in layers), -1)

    def spans(self, text: str) -> list[Span]:
        """Return the places that show a secret, in order; none overlaps another."""
        if not self._forms:
            return []
        found = [
            _traced(layer, span)
            for layer in layers_of(text)
            for form in self._forms
            for span in _found(form, layer.text, layer.folded)
        ]
        return _merged(found)


def _traced(layer: Layer, span: Span) -> Span:
    return _moved(span, *layer.traced(span.start, span.end))


def _moved(span: Span, start: int, end: int) -> Span:
    """Return the span at another place; most have theirs already, which needs no new one."""
    is_there = (start, end) == (span.start, span.end)
    return span if is_there else replace(span, start=start, end=end)


def _written(forms: Iterator[_Form]) -> Iterator[_Form]:
    """Yield each form, and how a JSON pointer writes it (RFC 6901, 3)."""
    for form in forms:
        yield form
        yield replace(form, text=_in_pointer(form.text), pieces=_in_pointer(form.pieces))


def _forms(secret: str, index: int) -> Iterator[_Form]:
    # A secret may itself look like an escape: then its decoded form is searched too.
    tail = plus_as_space(secret.rpartition(" ")[2])
    for text in _encodings(secret):
        for layer in layers_of(text):
            pieces = tail if layer.text.endswith(tail) else layer.text
            yield _Form(text=layer.text, secret=index, pieces=pieces)
    for data in {secret.encode("utf-8", "surrogatepass"), secret.encode("latin-1", "replace")}:
        yield _Form(text=data.hex(), secret=index)
        for altchars in (b"+/", b"-_"):
            whole = b64encode(data, altchars).decode()
            yield _Form(text=plus_as_space(whole), secret=index)
            yield _Form(text=plus_as_space(whole.rstrip("=")), secret=index)
            yield from _inside_base64(data, altchars, index)
    if len(secret) >= FOLDED_FROM:
        yield _Form(text="\0".join(plus_as_space(secret)), secret=index)


def _encodings(secret: str) -> Iterator[str]:
    """Yield a secret, and its bytes decoded in the wrong encoding."""
    yield secret
    if not secret.isascii():
        yield secret.encode("utf-8", "surrogatepass").decode("latin-1")
        yield secret.encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def _inside_base64(data: bytes, altchars: bytes, index: int) -> Iterator[_Form]:
    """Yield the Base64 forms of a secret inside other text, such as `user:secret`."""
    for offset in range(3):
        written = b64encode(bytes(offset) + data, altchars).decode().rstrip("=")
        is_even = (offset + len(data)) % 3 == 0
        core = written[(0, 2, 3)[offset] : None if is_even else -1]
        if len(core) >= FOLDED_FROM:
            before, after = int(offset > 0), int(not is_even)
            yield _Form(text=plus_as_space(core), secret=index, before=before, after=after)


def _in_pointer(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")


def _found(form: _Form, text: str, folded: str) -> Iterator[Span]:
    wanted, hay = form.text, text
    if len(wanted) >= FOLDED_FROM:
        wanted, hay = lower_case(wanted), folded
    for start in _places(wanted, hay):
        end = start + len(wanted)
        is_exact = text[start:end] == form.text
        if form.before and start and _BASE64.fullmatch(text[start - 1]):
            start -= 1  # noqa: PLW2901 - the character before holds some bits of it
        if form.after and end < len(text) and _BASE64.fullmatch(text[end]):
            end += 1
        yield Span(start=start, end=end, secret=form.secret, is_exact=is_exact)
    pieces = lower_case(form.pieces)
    if len(pieces) > SHORTEST_PIECE:
        for start, end in (*_beginnings(pieces, folded), *_endings(pieces, folded)):
            yield Span(start=start, end=end, secret=form.secret, is_whole=False)


def _places(wanted: str, hay: str) -> Iterator[int]:
    start = hay.find(wanted)
    while start >= 0:
        yield start
        start = hay.find(wanted, start + len(wanted))


def _beginnings(wanted: str, hay: str) -> Iterator[tuple[int, int]]:
    """Yield the places of a secret's beginning, at least `SHORTEST_PIECE` characters of it."""
    seed = wanted[:SHORTEST_PIECE]
    start = hay.find(seed)
    while start >= 0:
        length = len(seed)
        while length < len(wanted) and hay.startswith(wanted[length], start + length):
            length += 1
        yield start, start + length
        start = hay.find(seed, start + length)


def _endings(wanted: str, hay: str) -> Iterator[tuple[int, int]]:
    """Yield the places of a secret's end, at least half of it."""
    seed = wanted[-max(SHORTEST_PIECE, len(wanted) // 2) :]
    last = 0
    for place in _places(seed, hay):
        start, left = place, len(wanted) - len(seed)
        while left and start > last and hay[start - 1] == wanted[left - 1]:
            start, left = start - 1, left - 1
        last = place + len(seed)
        yield start, last


def _merged(spans: list[Span]) -> list[Span]:
    """Return the spans with overlapping ones joined, with the secret of the heaviest."""
    groups: list[tuple[int, int, Span]] = []
    for span in sorted(spans, key=lambda each: each.start):
        if not groups or span.start >= groups[-1][1]:
            groups.append((span.start, span.end, span))
            continue
        start, end, heaviest = groups[-1]
        heaviest = max(heaviest, span, key=lambda each: each.weight)
        groups[-1] = (start, max(end, span.end), heaviest)
    return [_moved(heaviest, start, end) for start, end, heaviest in groups]
