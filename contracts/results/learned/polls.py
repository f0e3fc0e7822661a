"""Resources that were requested again and again: states that end, and counters that only rise."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from contracts.results.learned.rows import LENGTH, Row, Value
from contracts.results.learned.rules import MAX_STATES, LearnedRule, access, is_state_name, kebab
from contracts.results.learned.rules import quoted as literal

MAX_TARGETS = 100
MAX_STEPS = 300
LEAST_STEPS = 4  # different states of one resource from which on it is followed over time

LEAST_RISES = 3  # rises of a number, with no fall, from which on it is a counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """How the resources of an operation are followed over time."""

    terminal: str  # a CEL expression over `self`, true once a resource changes no more
    rules: tuple[LearnedRule, ...]  # what held from each answer to the next


@dataclass(slots=True)
class Polls:
    """The answers about each resource of one operation, in order."""

    # By the target of the request; equal answers in a row are one.
    steps: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, target: str, row: Row) -> None:
        """Take an answer."""
        if target not in self.steps and len(self.steps) >= MAX_TARGETS:
            return
        rows = self.steps.setdefault(target, [])
        if len(rows) < MAX_STEPS and (not rows or rows[-1] != row):
            rows.append(row)

    def take(self, other: "Polls") -> None:
        """Take the answers about other resources."""
        for target, rows in other.steps.items():
            self.steps.setdefault(target, []).extend(rows)

    def following(self) -> Following | None:
        """Return how the resources are followed; None if they were not seen to run and end."""
        followed = [
            [dict(row) for row in rows] for rows in self.steps.values() if len(rows) >= LEAST_STEPS
        ]
        if not followed:
            return None
        for name in sorted({name for rows in followed for name in rows[0] if is_state_name(name)}):
            ends = _ends(followed, name)
            if ends:
                words = ", ".join(map(literal, sorted(ends)))
                terminal = f"{access(name)} in [{words}]"
                return Following(terminal=terminal, rules=tuple(_counters(followed)))
        return None


def _ends(followed: list[list[dict[str, Value]]], name: str) -> frozenset[str]:
    """Return the last states of resources, after which no other state came."""
    states = [[row.get(name) for row in rows] for rows in followed]
    if not all(isinstance(state, str) for each in states for state in each):
        return frozenset()
    lasts = {str(each[-1]) for each in states if each[-1] != each[0]}
    left = {str(one) for each in states for one, other in pairwise(each) if one != other}
    every = {state for each in states for state in each}
    return frozenset(lasts - left) if len(every) <= MAX_STATES else frozenset()


def _counters(followed: list[list[dict[str, Value]]]) -> Iterator[LearnedRule]:
    """Yield the numbers that never fell."""
    for name in followed[0][0]:
        steps = [
            (one.get(name), other.get(name)) for rows in followed for one, other in pairwise(rows)
        ]
        pairs = [
            (one, other)
            for one, other in steps
            if isinstance(one, int) and isinstance(other, int) and not isinstance(one, bool)
        ]
        rises = sum(one < other for one, other in pairs)
        has_fallen = any(one > other for one, other in pairs)
        if name.startswith(LENGTH) or rises < LEAST_RISES or has_fallen:
            continue
        if len(pairs) == len(steps):
            yield LearnedRule(
                name=kebab(name, "does-not-fall"),
                expression=f"{access(name)} >= {access(name).replace('self', 'oldSelf', 1)}",
                message=f"{name} does not fall from one answer to the next.",
                support=len(pairs),
                needs=(name,),
            )
