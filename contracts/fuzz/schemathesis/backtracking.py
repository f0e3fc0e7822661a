"""Estimates how much work a regular expression can cause, from its structure alone.

`re` backtracks through every way in which an expression can match a text. If nested repetitions can
divide the same characters among them in several ways, the number of ways doubles with every
character. In the automaton of the expression this is an ambiguity (Weber and Seidl, "On the degree
of ambiguity of finite automata", 1991, theorem 4.1).

The estimate errs on the safe side: possessive and atomic groups are treated as if they could
backtrack, and assertions as if they always held.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

from contracts.fuzz.schemathesis.automata import Automaton, TooHardError, automata

Node = TypeVar("Node", bound=Hashable)


def components(follow: Mapping[Node, Sequence[Node]]) -> dict[Node, int]:
    """Return the number of each node's strongly connected component (Tarjan 1972).

    The recursion of the algorithm is replaced by a stack of nodes with their open successors.
    `follow` has the successors of each node; every node is a key.
    """
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    found: dict[Node, int] = {}
    for root in follow:
        if root in order:
            continue
        order[root] = low[root] = len(order)
        stack.append(root)
        work: list[tuple[Node, Iterator[Node]]] = [(root, iter(follow[root]))]
        while work:
            node, rest = work[-1]
            after = next(rest, None)
            if after is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    _close(node, stack, found, order[node])
            elif after not in order:
                order[after] = low[after] = len(order)
                stack.append(after)
                work.append((after, iter(follow[after])))
            elif after not in found:
                low[node] = min(low[node], order[after])
    return found


def _close(node: Node, stack: list[Node], found: dict[Node, int], number: int) -> None:
    while True:
        member = stack.pop()
        found[member] = number
        if member == node:
            return


SEVERAL = 16  # repetitions from which on a nested bound is treated as unbounded

MAX_STEPS = 300_000
"""Steps of the search for ambiguities; an expression that needs more is too hard."""


def is_exponential(pattern: str | bytes, flags: int = 0) -> bool:
    """Whether the work can double with every character of a text; true if it cannot be analysed."""
    try:
        return any(map(_has_loops_in_loops, automata(pattern, flags, SEVERAL)))
    except TooHardError:
        return True


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
