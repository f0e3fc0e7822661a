"""Estimates how much work a regular expression can cause, from its structure alone.

`re` backtracks through every way in which an expression can match a text. If repetitions can divide
the same characters among them in several ways, the number of ways grows with the text: it doubles
with every character (exponential), or grows with the square of the length (quadratic: two
repetitions in a row that match the same characters, or a search that can begin in the middle of
what it repeats). The expression is converted to an automaton without empty transitions (Glushkov
1961), in which the two cases are ambiguities (Weber and Seidl, "On the degree of ambiguity of
finite automata", 1991, theorems 4.1 and 4.2).

The estimate errs on the safe side: possessive and atomic groups are treated as if they could
backtrack, and assertions as if they always held.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from contracts.fuzz.schemathesis.automata import ANY_CHARACTER, Automaton, TooHardError, automata
from contracts.fuzz.schemathesis.graphs import components

SEVERAL = 16
"""Repetitions from which on a nested bound is treated as unbounded."""

MAX_STEPS = 300_000
"""Steps of the search for ambiguities; an expression that needs more is too hard."""

Follow = Mapping[int, Sequence[int]]
"""The positions that follow each position."""


def is_exponential(pattern: str | bytes, flags: int = 0) -> bool:
    """Whether the work can double with every character of a text; true if it cannot be analysed.

    Args:
        pattern: The source of the expression.
        flags: The flags of `re`.
    """
    try:
        return any(map(_has_loops_in_loops, automata(pattern, flags, SEVERAL)))
    except TooHardError:
        return True


def is_linear(
    pattern: str | bytes, flags: int = 0, *, way: str = "search", endless: int = 1000
) -> bool:
    """Whether the work grows no faster than the text; false if it cannot be analysed.

    Args:
        pattern: The source of the expression.
        flags: The flags of `re`.
        way: How it is used: `fullmatch`, `match`, or `search` (also for `sub`, `split` and others).
        endless: Repetitions from which on a bound is treated as unbounded.
    """
    if is_exponential(pattern, flags):
        return False
    try:
        every = list(automata(pattern, flags, endless))
    except TooHardError:
        return False
    return not any(_has_loops_in_a_row(each, way) for each in every)


def has_assertions(pattern: str) -> bool:
    """Whether an expression has lookarounds or backreferences, or cannot be analysed.

    Texts that match such an expression can only be found by trying.
    """
    try:
        return len(list(automata(pattern, 0, SEVERAL))) > 1
    except TooHardError:
        return True


def _has_loops_in_loops(made: Automaton) -> bool:
    """Whether two different paths over the same characters lead from a position back to it."""
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


def _has_loops_in_a_row(made: Automaton, way: str) -> bool:
    """Whether one loop leads to another over characters that both of them match."""
    follow, masks = made.follow(), list(made.masks)
    if way == "search" and not made.is_anchored:
        # A search begins again at every place, like an expression with a leading `.*`.
        start = len(masks)
        masks.append(ANY_CHARACTER)
        follow[start] = [start, *made.whole.first]
    group = components(follow)
    loops = [p for p in follow if any(group[q] == group[p] for q in follow[p])]
    is_strict = way == "fullmatch" or made.ends_with_assertion
    return any(
        _shares(first, second, follow, masks)
        for first in loops
        for second in loops
        if group[first] != group[second]
        # If the expression may end in the second loop, no failure causes backtracking.
        and (is_strict or second not in made.whole.last)
    )


def _shares(first: int, second: int, follow: Follow, masks: Sequence[int]) -> bool:
    """Whether one text leads from `first` to `first`, to `second`, and from `second` to itself."""
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
