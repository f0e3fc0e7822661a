"""Whether a regular expression takes time in proportion to its text.

An expression is quadratic if two repetitions in a row match the same characters, or if a search can
begin in the middle of what it repeats (Weber and Seidl, "On the degree of ambiguity of finite
automata", 1991, theorem 4.2).
"""

from contracts.fuzz.schemathesis.automata import ANY_CHARACTER, TooHardError, automata
from contracts.fuzz.schemathesis.backtracking import components, is_exponential


def is_linear(pattern, flags=0, *, way="search", endless=1000):
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


def _has_loops_in_a_row(made, way):
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


def _shares(first, second, follow, masks):
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
