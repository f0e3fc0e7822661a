"""Converts a regular expression to an automaton without empty transitions (Glushkov 1961)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from re import _constants as op  # the parser that `re` uses
from re import _parser as parser
from typing import Any

MAX_LENGTH, MAX_POSITIONS, MAX_PARTS = 2_000, 400, 5_000
"""Characters, positions that match a character, and parts of an expression that is analysed."""

_ALPHABET = tuple(map(chr, (*range(256), 0x100, 0x3B1, 0x660, 0x2028, 0x20AC, 0x1F600)))
ANY_CHARACTER = (1 << len(_ALPHABET)) - 1  # the mask of a position that matches every character

_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})
_UNREADABLE = frozenset({op.GROUPREF, op.GROUPREF_EXISTS})
_ANCHORS = ((op.AT, op.AT_BEGINNING), (op.AT, op.AT_BEGINNING_STRING))


class TooHardError(Exception):
    """An expression cannot be analysed: it is too large, invalid, or has a backreference."""


@dataclass(slots=True)
class ExpressionPart:
    """A part of an expression: the positions where it can begin and end, with numbers of ways."""

    is_nullable: bool = True
    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class Automaton:
    """An expression as an automaton without empty transitions."""

    masks: list[int] = field(default_factory=list)  # the characters of each position, as bits
    # In how many ways one position follows another.
    ways: Counter[tuple[int, int]] = field(default_factory=Counter)
    whole: ExpressionPart = field(default_factory=ExpressionPart)
    is_anchored: bool = False  # whether it matches at the beginning of the text only
    ends_with_assertion: bool = False  # whether an assertion follows its last position

    def follow(self) -> dict[int, list[int]]:
        """Return the positions that follow each position."""
        found: dict[int, list[int]] = {position: [] for position in range(len(self.masks))}
        for before, after in self.ways:
            found[before].append(after)
        return found


def automata(pattern: str | bytes, flags: int, endless: int) -> Iterator[Automaton]:
    """Yield the automata of an expression and of the expressions inside its assertions.

    From `endless` repetitions on, a bound is treated as unbounded.

    Raises:
        TooHardError: It cannot be analysed.
    """
    if len(pattern) > MAX_LENGTH:
        raise TooHardError
    try:
        tree = parser.parse(pattern, flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise TooHardError from error
    pending = [tree]
    while pending:
        builder = _Builder(tree.state.flags, endless)
        items = list(pending.pop())
        try:
            builder.made.whole = builder.sequence(items)
        except RecursionError as error:
            raise TooHardError from error
        builder.made.is_anchored = bool(items) and items[0] in _ANCHORS
        builder.made.ends_with_assertion = _ends_with_assertion(items)
        pending += builder.inner
        yield builder.made


def _ends_with_assertion(items: Iterable[tuple[Any, Any]]) -> bool:
    return any(kind in {op.AT, op.ASSERT, op.ASSERT_NOT} for kind, _ in [*items][1:])


class _Builder:
    """Builds the automaton of a parsed expression."""

    def __init__(self, flags: int, endless: int) -> None:
        self.made = Automaton()
        self.inner: list[Any] = []
        self._flags = flags
        self._endless = endless
        self._parts = 0

    def sequence(self, items: Iterable[tuple[Any, Any]]) -> ExpressionPart:
        whole = ExpressionPart()
        for kind, value in items:
            whole = self._joined(whole, self._part(kind, value))
        return whole

    def _part(self, kind: Any, value: Any) -> ExpressionPart:  # noqa: ANN401, PLR0911 - one line per kind
        self._parts += 1
        if kind in _UNREADABLE or self._parts > MAX_PARTS:
            raise TooHardError
        if kind in {op.ASSERT, op.ASSERT_NOT}:
            self.inner.append(value[1])
            return ExpressionPart()
        if kind in {op.AT, op.FAILURE}:
            return ExpressionPart()
        if kind is op.SUBPATTERN:
            return self.sequence(value[3])
        if kind is op.ATOMIC_GROUP:
            return self.sequence(value)
        if kind is op.BRANCH:
            return self._either([self.sequence(each) for each in value[1]])
        if kind in _REPEATS:
            return self._repeated(*value)
        return self._position(_mask(kind, value, self._flags))

    def _position(self, mask: int) -> ExpressionPart:
        if len(self.made.masks) >= MAX_POSITIONS:
            raise TooHardError
        self.made.masks.append(mask)
        here = len(self.made.masks) - 1
        return ExpressionPart(is_nullable=False, first=Counter({here: 1}), last=Counter({here: 1}))

    def _link(self, last: Counter[int], first: Counter[int]) -> None:
        for before, ways in last.items():
            for after, more in first.items():
                self.made.ways[before, after] += ways * more

    def _joined(self, left: ExpressionPart, right: ExpressionPart) -> ExpressionPart:
        self._link(left.last, right.first)
        return ExpressionPart(
            is_nullable=left.is_nullable and right.is_nullable,
            first=left.first + right.first if left.is_nullable else left.first,
            last=left.last + right.last if right.is_nullable else right.last,
        )

    @staticmethod
    def _either(parts: Sequence[ExpressionPart]) -> ExpressionPart:
        return ExpressionPart(
            is_nullable=any(part.is_nullable for part in parts),
            first=sum((part.first for part in parts), Counter()),
            last=sum((part.last for part in parts), Counter()),
        )

    def _repeated(self, least: int, most: int, item: Any) -> ExpressionPart:  # noqa: ANN401
        if most >= self._endless:
            body = self.sequence(item)
            self._link(body.last, body.first)
            return ExpressionPart(
                is_nullable=least == 0 or body.is_nullable, first=body.first, last=body.last
            )
        whole = ExpressionPart()
        # Two copies show whether one can match the text of the next; more behave alike.
        for count in range(min(most, 2)):
            part = self.sequence(item)
            part.is_nullable = part.is_nullable or count >= least
            whole = self._joined(whole, part)
        return whole


@lru_cache(maxsize=4096)
def _category(kind: Any, is_ascii: bool) -> int:  # noqa: ANN401, FBT001 - keys of a cache
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[str(kind).rsplit("_", 1)[-1]]
    escape = f"\\{letter.upper() if '_NOT_' in str(kind) else letter}"
    return _bits(partial(re.fullmatch, escape, flags=re.ASCII if is_ascii else 0))


def _bits(holds: Any) -> int:  # noqa: ANN401 - any predicate of a character
    return sum(1 << place for place, each in enumerate(_ALPHABET) if holds(each))


def _mask(kind: Any, value: Any, flags: int) -> int:  # noqa: ANN401 - what the parser gives
    """Return the characters of the alphabet in a character class, as bits."""
    if kind is op.ANY:
        return ANY_CHARACTER if flags & re.DOTALL else ANY_CHARACTER & ~(1 << ord("\n"))
    members = value if kind is op.IN else [(kind, value)]
    found, is_negated = 0, False
    for inner, what in members:
        if inner is op.NEGATE:
            is_negated = True
        elif inner is op.CATEGORY:
            found |= _category(what, bool(flags & re.ASCII))
        elif inner is op.RANGE:
            low, high = what
            found |= _range(low, high, flags)
        elif inner is op.LITERAL:
            found |= _range(what, what, flags)
        elif inner is op.NOT_LITERAL:
            found |= ANY_CHARACTER & ~_range(what, what, flags)
        else:
            raise TooHardError
    return ANY_CHARACTER & ~found if is_negated else found


@lru_cache(maxsize=4096)
def _range(low: int, high: int, flags: int) -> int:
    """Return a range as bits; one outside the alphabet counts as its last character."""

    def holds(each: str) -> bool:
        spellings = {each, each.lower(), each.upper()} if flags & re.IGNORECASE else {each}
        return any(len(one) == 1 and low <= ord(one) <= high for one in spellings)

    found = _bits(holds)
    return found or 1 << len(_ALPHABET) - 1
