"""How much work a regular expression can make, read from its structure; nothing is matched.

`re` tries every way in which an expression can match a text. Where a repetition can share out the
same characters in several ways, their number grows with the text: twice as many ways with every
character (exponential), or as many ways as there are characters (quadratic: two repetitions in a
row that both take the same characters, or a search whose beginning is found again in a
repetition). The expression is read as an automaton without empty steps (Glushkov 1961), and the
two cases as ambiguities of it (Weber and Seidl, "On the degree of ambiguity of finite automata",
1991, theorems 4.1 and 4.2).

What is not modelled makes the answer more careful, never less: groups that give nothing back
(possessive, atomic) are read as if they did, and assertions as if they always held.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from re import _constants as op  # the parser of `re` itself
from re import _parser as parser
from typing import Any

from contracts.fuzz.schemathesis.graphs import components

SEVERAL = 16
"""Repetitions that may as well be endless, where they stand in one another."""

MAX_LENGTH, MAX_POSITIONS, MAX_PARTS = 2_000, 400, 5_000
"""Characters, places that take a character, and parts of an expression that is looked through."""

MAX_STEPS = 300_000
"""Steps of the search for two ways; an expression that needs more is too hard."""

_ALPHABET = tuple(map(chr, (*range(256), 0x100, 0x3B1, 0x660, 0x2028, 0x20AC, 0x1F600)))
_EVERY = (1 << len(_ALPHABET)) - 1
_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})
_UNREADABLE = frozenset({op.GROUPREF, op.GROUPREF_EXISTS})

Follow = Mapping[int, Sequence[int]]


class TooHardError(Exception):
    """An expression cannot be read: it is too large, wrong, or refers back to what it matched."""


def is_exponential(pattern: str | bytes, flags: int = 0) -> bool:
    """Whether the work can double with every character of a text; a pattern that is too hard may.

    Args:
        pattern: The source of the expression.
        flags: Those of `re`.
    """
    try:
        return any(map(_has_loops_in_loops, _automata(pattern, flags, SEVERAL)))
    except TooHardError:
        return True


def is_linear(
    pattern: str | bytes, flags: int = 0, *, way: str = "search", endless: int = 1000
) -> bool:
    """Whether the work grows no faster than the text.

    Args:
        pattern: The source of the expression.
        flags: Those of `re`.
        way: How it is used: `fullmatch`, `match`, or `search` for all that looks in many places.
        endless: Repetitions from which on a bound is none.
    """
    if is_exponential(pattern, flags):
        return False
    try:
        every = list(_automata(pattern, flags, endless))
    except TooHardError:
        return False
    return not any(_has_loops_in_a_row(each, way) for each in every)


def has_assertions(pattern: str) -> bool:
    """Whether an expression looks ahead, behind or back, or cannot be read.

    Of such an expression nobody can say how its texts look without trying.
    """
    try:
        return len(list(_automata(pattern, 0, SEVERAL))) > 1
    except TooHardError:
        return True


@dataclass(slots=True)
class _Part:
    """A part of an expression: where it can begin and end, each with the number of ways."""

    is_nullable: bool = True
    first: Counter[int] = field(default_factory=Counter)
    last: Counter[int] = field(default_factory=Counter)


@dataclass(slots=True)
class _Automaton:
    """An expression without empty steps.

    Attributes:
        masks: The characters of each position, as bits.
        ways: In how many ways one position follows another.
        whole: The whole expression.
        is_tied: Whether it begins at the beginning.
        ends_with_assertion: Whether something is asked for behind its last position.
    """

    masks: list[int] = field(default_factory=list)
    ways: Counter[tuple[int, int]] = field(default_factory=Counter)
    whole: _Part = field(default_factory=_Part)
    is_tied: bool = False
    ends_with_assertion: bool = False

    def follow(self) -> dict[int, list[int]]:
        """Return the positions that follow each position."""
        found: dict[int, list[int]] = {position: [] for position in range(len(self.masks))}
        for before, after in self.ways:
            found[before].append(after)
        return found


def _automata(pattern: str | bytes, flags: int, endless: int) -> Iterator[_Automaton]:
    """Yield the automaton of an expression, and those of what its assertions hold."""
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
        builder.made.is_tied = bool(items) and items[0] in _TIED
        builder.made.ends_with_assertion = _ends_with_assertion(items)
        pending += builder.inner
        yield builder.made


_TIED = ((op.AT, op.AT_BEGINNING), (op.AT, op.AT_BEGINNING_STRING))


def _ends_with_assertion(items: Iterable[tuple[Any, Any]]) -> bool:
    return any(kind in {op.AT, op.ASSERT, op.ASSERT_NOT} for kind, _ in [*items][1:])


class _Builder:
    """Makes an automaton of a parsed expression."""

    def __init__(self, flags: int, endless: int) -> None:
        self.made = _Automaton()
        self.inner: list[Any] = []
        self._flags = flags
        self._endless = endless
        self._parts = 0

    def sequence(self, items: Iterable[tuple[Any, Any]]) -> _Part:
        whole = _Part()
        for kind, value in items:
            whole = self._joined(whole, self._part(kind, value))
        return whole

    def _part(self, kind: Any, value: Any) -> _Part:  # noqa: ANN401, PLR0911 - one line per kind
        self._parts += 1
        if kind in _UNREADABLE or self._parts > MAX_PARTS:
            raise TooHardError
        if kind in {op.ASSERT, op.ASSERT_NOT}:
            self.inner.append(value[1])
            return _Part()
        if kind in {op.AT, op.FAILURE}:
            return _Part()
        if kind is op.SUBPATTERN:
            return self.sequence(value[3])
        if kind is op.ATOMIC_GROUP:
            return self.sequence(value)
        if kind is op.BRANCH:
            return self._either([self.sequence(each) for each in value[1]])
        if kind in _REPEATS:
            return self._repeated(*value)
        return self._position(_mask(kind, value, self._flags))

    def _position(self, mask: int) -> _Part:
        if len(self.made.masks) >= MAX_POSITIONS:
            raise TooHardError
        self.made.masks.append(mask)
        here = len(self.made.masks) - 1
        return _Part(is_nullable=False, first=Counter({here: 1}), last=Counter({here: 1}))

    def _link(self, last: Counter[int], first: Counter[int]) -> None:
        for before, ways in last.items():
            for after, more in first.items():
                self.made.ways[before, after] += ways * more

    def _joined(self, left: _Part, right: _Part) -> _Part:
        self._link(left.last, right.first)
        return _Part(
            is_nullable=left.is_nullable and right.is_nullable,
            first=left.first + right.first if left.is_nullable else left.first,
            last=left.last + right.last if right.is_nullable else right.last,
        )

    @staticmethod
    def _either(parts: Sequence[_Part]) -> _Part:
        return _Part(
            is_nullable=any(part.is_nullable for part in parts),
            first=sum((part.first for part in parts), Counter()),
            last=sum((part.last for part in parts), Counter()),
        )

    def _repeated(self, least: int, most: int, item: Any) -> _Part:  # noqa: ANN401
        if most >= self._endless:
            body = self.sequence(item)
            self._link(body.last, body.first)
            return _Part(
                is_nullable=least == 0 or body.is_nullable, first=body.first, last=body.last
            )
        whole = _Part()
        # Two in a row show whether one can be taken for the next; more are bounded like these.
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


def _bits(holds: Any) -> int:  # noqa: ANN401 - anything that can be asked of a character
    return sum(1 << place for place, each in enumerate(_ALPHABET) if holds(each))


def _mask(kind: Any, value: Any, flags: int) -> int:  # noqa: ANN401 - what the parser gives
    """Return the characters of the alphabet that a class holds, as bits."""
    if kind is op.ANY:
        return _EVERY if flags & re.DOTALL else _EVERY & ~(1 << ord("\n"))
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
            found |= _EVERY & ~_range(what, what, flags)
        else:
            raise TooHardError
    return _EVERY & ~found if is_negated else found


def _range(low: int, high: int, flags: int) -> int:
    """Return a range; one that holds nothing of the alphabet holds what is beyond it."""

    def holds(each: str) -> bool:
        spellings = {each, each.lower(), each.upper()} if flags & re.IGNORECASE else {each}
        return any(len(one) == 1 and low <= ord(one) <= high for one in spellings)

    found = _bits(holds)
    return found or 1 << len(_ALPHABET) - 1


def _has_loops_in_loops(made: _Automaton) -> bool:
    """Whether there are two ways from a position back to itself over the same characters."""
    follow = made.follow()
    group = components(follow)
    if any(ways > 1 and group[one] == group[other] for (one, other), ways in made.ways.items()):
        return True
    degrees: Counter[int] = Counter()
    for one, after in follow.items():
        degrees[group[one]] += 1 + sum(group[x] == group[one] for x in after)
    if sum(degree * degree for degree in degrees.values()) > MAX_STEPS:
        raise TooHardError
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for one, other in _in_one_group(group):
        pairs[one, other] = [
            (x, y)
            for x in follow[one]
            if group[x] == group[one]
            for y in follow[other]
            if group[y] == group[other] and made.masks[x] & made.masks[y]
        ]
    found: dict[int, set[bool]] = {}
    for pair, number in components(pairs).items():
        found.setdefault(number, set()).add(pair[0] == pair[1])
    return any(len(kinds) > 1 for kinds in found.values())


def _in_one_group(group: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    members: dict[int, list[int]] = {}
    for position, number in group.items():
        members.setdefault(number, []).append(position)
    return ((one, other) for each in members.values() for one in each for other in each)


def _has_loops_in_a_row(made: _Automaton, way: str) -> bool:
    """Whether one loop leads to another over characters that both of them take."""
    follow, masks = made.follow(), list(made.masks)
    if way == "search" and not made.is_tied:
        # A search begins anew at every place, as if something that takes anything went before.
        start = len(masks)
        masks.append(_EVERY)
        follow[start] = [start, *made.whole.first]
    group = components(follow)
    loops = [p for p in follow if any(group[q] == group[p] for q in follow[p])]
    is_strict = way == "fullmatch" or made.ends_with_assertion
    return any(
        _shares(first, second, follow, masks)
        for first in loops
        for second in loops
        if group[first] != group[second]
        # Where the expression may end, nothing that was taken has to be given back.
        and (is_strict or second not in made.whole.last)
    )


def _shares(first: int, second: int, follow: Follow, masks: Sequence[int]) -> bool:
    """Whether some text leads from `first` to itself, from there to `second`, and from it to it."""
    start, goal = (first, first, second), (first, second, second)
    seen, pending = {start}, [start]
    while pending:
        a, b, c = pending.pop()
        for x in follow[a]:
            for y in follow[b]:
                both = masks[x] & masks[y]
                for z in follow[c] if both else ():
                    state = (x, y, z)
                    if both & masks[z] and state not in seen:
                        if state == goal:
                            return True
                        seen.add(state)
                        pending.append(state)
    return False
