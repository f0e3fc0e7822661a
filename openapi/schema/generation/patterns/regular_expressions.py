"""Regular expressions of JSON Schema (ECMA-262) as trees from which texts can be written.

Only what a matching text needs is kept: a class of characters is some characters of it, and
assertions match the empty text. So a written text can be wrong, and the validator has the last
word. Python's own parser is private and reads another dialect; this one is small.
"""

import string
import sys
from collections.abc import Mapping
from dataclasses import dataclass

MAX_NESTING = 50  # groups inside each other
MAX_REPEATS = 20_000  # the most repetitions that a quantifier is read with
MAX_DIGITS = 20  # characters of the counts of one quantifier
ENDLESS = MAX_REPEATS  # the upper bound of `*`, `+` and `{2,}`

_SOME = 20
_HEX = frozenset(string.hexdigits)
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_POOL = f"{_PRINTABLE}\t\n\r\x0b\x0cé\xa0"
_DIGITS, _LETTERS, _SPACES = string.digits, string.ascii_letters, " \t\n\r\x0b\x0c\xa0"
_WORD = f"{_LETTERS}{_DIGITS}_"
_SHORT: Mapping[str, str] = {"d": _DIGITS, "w": _WORD, "s": _SPACES}
_CONTROLS: Mapping[str, str] = {
    "t": "\t", "n": "\n", "r": "\r", "v": "\x0b", "f": "\x0c", "0": "\0", "a": "\x07", "e": "\x1b"
}  # fmt: skip
_CATEGORIES: Mapping[str, str] = {
    "L": f"{_LETTERS}é",
    "Letter": f"{_LETTERS}é",
    "Alphabetic": f"{_LETTERS}é",
    "Lu": string.ascii_uppercase,
    "Uppercase": string.ascii_uppercase,
    "Ll": f"{string.ascii_lowercase}é",
    "Lowercase": f"{string.ascii_lowercase}é",
    "N": _DIGITS,
    "Nd": _DIGITS,
    "Number": _DIGITS,
    "P": "-.,:;!?'\"()[]{}/&@#%*_\\",
    "Punctuation": "-.,:;!?'\"()[]{}/&@#%*_\\",
    "S": "$+<=>^`|~",
    "Symbol": "$+<=>^`|~",
    "Z": " \xa0",
    "Zs": " \xa0",
    "C": "\t\n\r\x0b\x0c",
    "Cc": "\t\n\r\x0b\x0c",
}


@dataclass(frozen=True, slots=True)
class Characters:
    """One of some characters; the first ones are the plainest."""

    allowed: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """All parts, one after the other."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several branches."""

    branches: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part, so many times."""

    part: "Node"
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Group:
    """A part to which `Again` can refer, by its number or name."""

    part: "Node"
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """The text of an earlier group."""

    name: str


Node = Characters | Sequence | Choice | Repeat | Group | Again

_EMPTY = Sequence(())


def parse_pattern(pattern: str) -> Node:
    """Return the tree of a regular expression.

    Raises:
        ValueError: It is not one, or one that this parser does not read.
    """
    reader = _Reader(pattern)
    tree = reader.choice(0)
    if not reader.at_end:
        raise ValueError("a group that was not opened is closed")
    return tree


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._groups = 0

    @property
    def at_end(self) -> bool:
        return self._at >= len(self._text)

    def choice(self, depth: int) -> Node:
        if depth > MAX_NESTING:
            raise ValueError("groups are nested too deeply")
        branches = [self._sequence(depth)]
        while self._skip("|"):
            branches.append(self._sequence(depth))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while not self.at_end and self._text[self._at] not in "|)":
            part = self._atom(depth)
            parts.append(self._repeated(part))
        return Sequence(tuple(parts))

    def _atom(self, depth: int) -> Node:
        match self._next():
            case "^" | "$":
                return _EMPTY
            case ".":
                return Characters(string.ascii_lowercase)
            case "(":
                return self._group(depth)
            case "[":
                return self._class()
            case "\\":
                return self._escape()
            case "*" | "+" | "?":
                raise ValueError("nothing to repeat")
            case character:
                return Characters(character)

    def _repeated(self, part: Node) -> Node:
        start = self._at
        bounds = self._quantifier()
        if bounds is None:
            self._at = start
            return part
        if not self._skip("?"):
            self._skip("+")  # lazy and possessive ones match the same texts, nearly always
        least, most = bounds
        return Repeat(part, min(least, MAX_REPEATS), min(most, MAX_REPEATS))

    def _quantifier(self) -> tuple[int, int] | None:
        for sign, bounds in (("*", (0, ENDLESS)), ("+", (1, ENDLESS)), ("?", (0, 1))):
            if self._skip(sign):
                return bounds
        if not self._skip("{"):
            return None
        inside, brace, _ = self._text[self._at :].partition("}")
        least, comma, most = inside.partition(",")
        is_count = (
            least.isdecimal() and (not most or most.isdecimal()) and len(inside) <= MAX_DIGITS
        )
        if not brace or not is_count:
            return None
        self._at += len(inside) + 1
        return int(least), (int(most) if most else ENDLESS) if comma else int(least)

    def _group(self, depth: int) -> Node:
        names: tuple[str, ...] = ()
        is_assertion = False
        if not self._skip("?"):
            self._groups += 1
            names = (str(self._groups),)
        elif any(map(self._skip, ("=", "!", "<=", "<!"))):
            is_assertion = True
        elif self._skip("P<") or self._skip("<"):
            self._groups += 1
            names = (str(self._groups), self._until(">"))
        elif not self._skip(">"):
            flags = self._while("imsux-")
            if self._skip(")"):
                return _EMPTY
            if not self._skip(":"):
                raise ValueError(f"a group of an unknown kind: {flags}")
        part = self.choice(depth + 1)
        if not self._skip(")"):
            raise ValueError("a group is not closed")
        if is_assertion:
            return _EMPTY
        return Group(part, names) if names else part

    def _escape(self) -> Node:
        letter = self._next()
        if letter in "bBAzZG":
            return _EMPTY
        if letter.isdecimal() and letter != "0":
            return Again(letter + self._while(_DIGITS))
        if letter == "k" and self._skip("<"):
            return Again(self._until(">"))
        return Characters(_plainest(self._escaped(letter)))

    def _escaped(self, letter: str) -> str:
        """Return some characters that an escape means, given its first letter."""
        lower = letter.lower()
        if lower in _SHORT:
            named = _SHORT[lower]
            return named if letter == lower else "".join(c for c in _POOL if c not in named)
        if lower == "p":
            return self._category(is_negated=letter == "P")
        if letter == "c" and not self.at_end:
            return chr(ord(self._next()) % 32)
        if letter == "x":
            return self._code(2)
        if letter == "u":
            return self._code(4)
        return _CONTROLS.get(letter, letter)

    def _category(self, *, is_negated: bool) -> str:
        name = self._until("}") if self._skip("{") else self._next()
        name = name.rpartition("=")[2].removeprefix("Is")
        named = _CATEGORIES.get(name, _LETTERS)
        return "".join(c for c in _POOL if c not in named) if is_negated else named

    def _code(self, digits: int) -> str:
        if self._skip("{"):
            code = self._until("}")
        else:
            code = self._text[self._at : self._at + digits]
            self._at += len(code)
        if not code or not _HEX.issuperset(code) or int(code, 16) > sys.maxunicode:
            raise ValueError(f"not the number of a character: {code}")
        return chr(int(code, 16))

    def _class(self) -> Node:
        is_negated = self._skip("^")
        ranges: list[tuple[str, str]] = []
        named = ""
        is_first = True
        while is_first or not self._skip("]"):
            is_first = False
            low = self._member()
            if len(low) == 1 and self._is_range():
                self._next()
                high = self._member()
                if len(high) == 1:
                    ranges.append((low, high))
                    continue
                named += f"-{high}"
            named += low
        return Characters(_members_of(ranges, named, is_negated=is_negated))

    def _is_range(self) -> bool:
        following = self._text[self._at : self._at + 2]
        return following.startswith("-") and following not in {"-", "-]"}

    def _member(self) -> str:
        character = self._next()
        if character == "\\":
            letter = self._next()
            return "\b" if letter == "b" else self._escaped(letter)
        if character == "[" and self._skip(":"):
            name = self._until(":")
            if not self._skip("]"):
                raise ValueError("a class of POSIX is not closed")
            return {"digit": _DIGITS, "space": _SPACES}.get(name, _LETTERS)
        return character

    def _next(self) -> str:
        if self.at_end:
            raise ValueError("the pattern ends too early")
        self._at += 1
        return self._text[self._at - 1]

    def _skip(self, text: str) -> bool:
        found = self._text.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found

    def _until(self, end: str) -> str:
        found, sign, _ = self._text[self._at :].partition(end)
        if not sign:
            raise ValueError(f"{end} is missing")
        self._at += len(found) + len(end)
        return found

    def _while(self, letters: str) -> str:
        start = self._at
        while not self.at_end and self._text[self._at] in letters:
            self._at += 1
        return self._text[start : self._at]


def _members_of(ranges: list[tuple[str, str]], named: str, *, is_negated: bool) -> str:
    """Return some characters of a class."""

    def is_in(character: str) -> bool:
        inside = any(low <= character <= high for low, high in ranges)
        return (inside or character in named) is not is_negated

    found = "".join(filter(is_in, _POOL))
    if is_negated:
        return _plainest(found or "".join(filter(is_in, map(chr, range(0x100, 0x400)))))
    firsts = (range(ord(low), min(ord(high), ord(low) + _SOME) + 1) for low, high in ranges)
    return _plainest(found or named or "".join(chr(code) for codes in firsts for code in codes))


def _plainest(characters: str) -> str:
    """Return the letters and digits of some characters; if there are none, what can be seen."""
    for is_plain in (str.isalnum, _is_visible):
        found = "".join(c for c in characters if c.isascii() and is_plain(c))
        if found:
            return found
    return characters


def _is_visible(character: str) -> bool:
    return not character.isspace() and character.isprintable()
