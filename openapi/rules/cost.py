"""An upper bound of the steps that an expression takes on a value, known before evaluation.

CEL's macros iterate over lists: `self.all(a, self.all(b, …))` takes the square of the list's
length, and each further macro multiplies. CEL has no budget, and an evaluation cannot be stopped.
So the product is computed first, from the nesting of the macros and the sizes in the value.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from openapi.json.types import JSON

MAX_STEPS = 2_000_000  # steps that one evaluation may take: about a second

# An unclosed quote matches up to the end of the text, so that the search takes linear time.
_TEXT = re.compile(r"'(?:[^'\\]|\\.|\\\Z)*+(?:'|\Z)|\"(?:[^\"\\]|\\.|\\\Z)*+(?:\"|\Z)", re.DOTALL)
MACRO = re.compile(r"\.\s*(?:all|exists|exists_one|existsOne|filter|map)\s*\(\s*([A-Za-z_]\w*)\s*,")
"""The beginning of a call that iterates over a list, with the name of its variable."""
_WORD = re.compile(r"(?<![.\w])[A-Za-z_]\w*")
_GLOBAL = frozenset({"self", "oldSelf", "request", "response"})
_OPENING = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain:
    """Lists, each inside the items of the one before."""

    variable: str  # name of an item of the innermost list
    is_deep: bool = False  # whether there is more than one list


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """A macro call, with the loops that it runs in."""

    end: int = 0  # position of the end of its arguments in the expression
    chains: tuple[_Chain, ...] = ()  # loops from outside to inside, each for every item before


def refuse_costly(expression: str, names: Mapping[str, JSON]) -> None:
    """Refuse an expression that may take too many steps on these values.

    Raises:
        ValueError: It may take more than `MAX_STEPS`.
    """
    nestings = _nestings(expression)
    if not nestings:
        return
    largest, total = _sizes(names)
    largest = max(largest, expression.count(",") + 1)
    total = max(largest, total)
    steps = max(largest**lone * total**deep for lone, deep in nestings)
    if steps > MAX_STEPS:
        raise ValueError(
            f"the rule may take {steps:.0e} steps on this value, allowed are {MAX_STEPS:.0e}"
        )


@lru_cache(maxsize=1024)
def _nestings(expression: str) -> frozenset[tuple[int, int]]:
    """Return the nestings of macros: the numbers of loops over one list and of deep chains.

    A single loop is left out: it takes no more steps than the value has members.
    """
    text = _TEXT.sub(lambda match: "_" * len(match[0]), expression)
    found = set()
    for walk in _walks(text):
        deep = sum(chain.is_deep for chain in walk.chains)
        found.add((len(walk.chains) - deep, deep))
    return frozenset(pair for pair in found if sum(pair) > 1)


def _walks(text: str) -> Iterator[_Walk]:
    around: list[_Walk] = []
    for match in MACRO.finditer(text):
        around = [walk for walk in around if walk.end > match.start()]
        place = _start_of_range(text, match.start())
        words = set(_WORD.findall(text[place : match.start()]))
        chains = around[-1].chains if around else ()
        walk = _Walk(end=_end_of_call(text, match.end()), chains=_longer(chains, words, match[1]))
        yield walk
        around.append(walk)


def _longer(chains: tuple[_Chain, ...], words: set[str], variable: str) -> tuple[_Chain, ...]:
    """Return the chains with one more loop, over a list that the words of its operand name."""
    inner = [chain for chain in chains if chain.variable in words]
    if len(inner) == 1 and not words & _GLOBAL:
        # The lists inside all items have together no more items than the value has members.
        longer = _Chain(variable=variable, is_deep=True)
        return tuple(longer if chain is inner[0] else chain for chain in chains)
    return (*chains, _Chain(variable=variable))


def _start_of_range(text: str, end: int) -> int:
    """Return where the operand before a dot begins: its names, calls and indexes."""
    place = end
    while place > 0:
        char = text[place - 1]
        if char in _OPENING:
            place = _matching(text, place - 1)
        elif (
            char.isalnum() or char in "_." or (char.isspace() and text[place:].lstrip()[:1] == ".")
        ):
            place -= 1
        else:
            break
    return place


def _matching(text: str, closing: int) -> int:
    depth = 0
    for place in range(closing, -1, -1):
        if text[place] in ")]}":
            depth += 1
        elif text[place] in "([{":
            depth -= 1
            if not depth:
                return place
    return 0


def _end_of_call(text: str, inside: int) -> int:
    depth = 1
    for place in range(inside, len(text)):
        depth += (text[place] in "([{") - (text[place] in ")]}")
        if not depth:
            return place
    return len(text)


def _sizes(names: Mapping[str, JSON]) -> tuple[int, int]:
    """Return the length of the longest list or object, and the number of members of all."""
    largest = total = 0
    pending: list[JSON] = [*names.values()]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            value = [*value.values()]
        if isinstance(value, list):
            largest, total = max(largest, len(value)), total + len(value)
            pending += value
    return largest, total
