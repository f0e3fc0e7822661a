"""Texts that match a regular expression, within bounds of their length."""

from collections.abc import Iterator
from itertools import chain, islice
from random import Random

from openapi.schema.generation.bounds import MAX_TEXT
from openapi.schema.generation.patterns.regular_expressions import (
    Again,
    Characters,
    Choice,
    Group,
    Node,
    Repeat,
    Sequence,
    parse_pattern,
)

MAX_STEPS = 50_000  # parts of a pattern for one text; `(){9999}` has no end in its length

_NATURAL = 4
_TRIES = 30
_FOR_ASSERTIONS = ("Aa1!", "aA1-", "a1", "A1", "1", "a", "A")
_MANY = 8


def texts_like(pattern: str, least: int, most: int, random: Random) -> Iterator[str]:
    """Yield texts that are like a pattern, the most natural ones first; some may not match.

    The pattern is ECMA-262; one that cannot be read has no texts. They have `least` to `most`
    characters.
    """
    try:
        tree = parse_pattern(pattern)
    except ValueError:
        return
    written = _written(tree, least, most, random)
    natural = islice(written, _NATURAL)
    for text in chain(natural, _fillers(pattern, least, most), written):
        for padded in (text, text.ljust(least, "x"), text.rjust(least, "x")):
            if least <= len(padded) <= most:
                yield padded
                break


def _written(tree: Node, least: int, most: int, random: Random) -> Iterator[str]:
    """Yield texts of about the right length, for more and more additional repetitions."""
    shortest = _write(tree, 0, random)
    if shortest is None:
        return
    wanted = max(0, least - len(shortest))
    room = max(0, most - len(shortest))
    for extra in (max(wanted, min(_NATURAL, room)), *(max(wanted, min(_NATURAL, room)),) * 3):
        yield from _some(_write(tree, extra, random))
    yield shortest
    for number in range(_TRIES):
        for extra in dict.fromkeys(
            (wanted, max(0, wanted - number // 3), min(number, room), number)
        ):
            yield from _some(_write(tree, extra, random, is_even=number % 2 == 1))


def _some(text: str | None) -> Iterator[str]:
    if text is not None:
        yield text


def _fillers(pattern: str, least: int, most: int) -> Iterator[str]:
    """Yield texts of many kinds of characters, which lookaheads often demand."""
    if "(?" in pattern:
        for length in dict.fromkeys((max(least, min(_MANY, most)), least, most)):
            for filler in _FOR_ASSERTIONS if length <= MAX_TEXT else ():
                yield (filler * (length // len(filler) + 1))[:length]


def _write(tree: Node, extra: int, random: Random, *, is_even: bool = False) -> str | None:
    writer = _Writer(extra, random, is_even=is_even)
    return "".join(writer.texts) if writer.write(tree) else None


class _Writer:
    """Writes one text; `extra` repetitions are shared by all quantifiers, the first one first."""

    def __init__(self, extra: int, random: Random, *, is_even: bool) -> None:
        self.texts: list[str] = []
        self._extra = extra
        self._random = random
        self._is_even = is_even
        self._steps = 0
        self._length = 0
        self._groups: dict[str, str] = {}

    def write(self, node: Node) -> bool:
        """Write a node; return whether there was enough room."""
        self._steps += 1
        if self._steps > MAX_STEPS or self._length > MAX_TEXT:
            return False
        if isinstance(node, Characters):
            self._put(self._random.choice(node.allowed) if node.allowed else "")
        elif isinstance(node, Again):
            self._put(self._groups.get(node.name, ""))
        elif isinstance(node, Sequence):
            return all(map(self.write, node.parts))
        elif isinstance(node, Choice):
            return self.write(self._random.choice(node.branches))
        elif isinstance(node, Repeat):
            return self._repeat(node)
        else:
            return self._group(node)
        return True

    def _group(self, node: Group) -> bool:
        start = len(self.texts)
        is_written = self.write(node.part)
        self._groups |= dict.fromkeys(node.names, "".join(self.texts[start:]))
        return is_written

    def _repeat(self, node: Repeat) -> bool:
        more = min(self._extra, max(0, node.most - node.least))
        if self._is_even:
            more = self._random.randint(0, more)
        self._extra -= more
        return all(self.write(node.part) for _ in range(node.least + more))

    def _put(self, text: str) -> None:
        self._length += len(text)
        self.texts.append(text)
