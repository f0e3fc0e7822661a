"""A bounded search for bodies that break one rule, with the fewest side effects.

Valid bodies are edited once and twice near the values that the rule reads. A body that breaks the
rule is scored by the other rules that it breaks; further edits then reduce these side effects.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from mock_server.faults.model.fault import CheckId
from mock_server.faults.search.edits import Edit, edits, lengthened
from mock_server.faults.search.expression_hints import extract_hints
from mock_server.faults.search.schema_places import Index, location_at
from openapi.contract import MediaType, PathWildcard, Polling, Rule, RuleBinding, Severity
from openapi.json.pointers import iter_values, join, replaced, resolve, tokens
from openapi.json.types import JSON
from openapi.rules.evaluation import (
    RuleContext,
    RuleResultCache,
    evaluate_rules,
    evaluate_transition_rules,
)
from openapi.rules.outcome import Outcome
from openapi.schema.validation import SchemaValidator

BUDGET = 8000  # number of bodies that are tried for one rule

_MAX_SCORED = 40
_REDUCTION_ROUNDS = 4
_REDUCTION_BUDGET = 1500
_CANNOT_EDIT = (KeyError, IndexError, ValueError, TypeError)
_WEIGHTS = {Severity.ERROR: 10_000, Severity.WARNING: 100, Severity.INFO: 1}

Bodies = tuple[JSON, ...]  # one body, or the earlier and the later one of a transition


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleViolation:
    """Bodies that break a rule."""

    bodies: Bodies  # the body; for a transition rule the earlier and the later one
    context: RuleContext  # the request and answer in which they break it
    side_effects: tuple[str, ...]  # ids of other rules that they break, and `schema`
    weight: int  # the sum of the weights of the other broken rules, by severity


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchGoal:
    """The rule to break, and the answers that it applies to."""

    binding: RuleBinding  # the rule and the path to the values that it applies to
    media: MediaType  # the media type of the answers
    validator: SchemaValidator  # the validator of the answers' schema
    index: Index  # the locations of the answers' schema
    polling: Polling | None = None  # the polled resource of the operation, for transition rules

    @property
    def rule(self) -> Rule:
        """The rule to break."""
        return self.binding.rule


def find_violation(  # noqa: PLR0913 - the goal, and how far the search goes
    goal: SearchGoal,
    bases: Sequence[JSON],
    contexts: Sequence[RuleContext],
    *,
    numbers: tuple[int, ...] = (),
    documented: Sequence[Bodies] = (),
    budget: int = BUDGET,
    takes_first: bool = False,
) -> RuleViolation | None:
    """Return the violation with the lowest weight that is found; the result is deterministic.

    It starts from valid bodies, the best first, and tries at most `budget` others; `numbers` are
    further ones to try, such as a requested limit. Bodies that are `documented` to break the rule
    are tried before all others. With `takes_first` it is the first that is found, whatever else it
    breaks, which is not looked at: there is one exactly if there is one without.
    """
    search = _Search(goal, contexts, numbers, budget, takes_first=takes_first)
    return search.run(bases, documented)


def broken_rules(  # noqa: PLR0913 - bodies, and what their rules need
    bindings: Sequence[RuleBinding],
    bodies: Bodies,
    context: RuleContext,
    *,
    polling: Polling | None = None,
    sets: frozenset[str] = frozenset(),
    memory: RuleResultCache | None = None,
) -> dict[str, Rule]:
    """Return the rules by id that the bodies break, including transition rules for two bodies."""
    results = [
        result
        for body in bodies
        for result in evaluate_rules(bindings, body, context, sets=sets, memory=memory)
    ]
    if len(bodies) > 1 and polling is not None:
        results += evaluate_transition_rules(
            bindings, polling, bodies[0], bodies[-1], context, sets=sets, memory=memory
        )
    return {result.rule.id: result.rule for result in results if result.outcome is Outcome.FAIL}


def is_broken(goal: SearchGoal, violation: RuleViolation) -> bool:
    """Whether the bodies are valid and break the rule in their context."""
    if not all(map(goal.validator.is_valid, violation.bodies)):
        return False
    sets = frozenset(filter(None, [goal.rule.rule_set]))
    bindings, bodies, context = [goal.binding], violation.bodies, violation.context
    return bool(broken_rules(bindings, bodies, context, polling=goal.polling, sets=sets))


class _Search:
    def __init__(
        self,
        goal: SearchGoal,
        contexts: Sequence[RuleContext],
        numbers: tuple[int, ...],
        budget: int,
        *,
        takes_first: bool,
    ) -> None:
        self._goal = goal
        self._contexts = contexts
        self._numbers = numbers
        self._budget = budget
        self._takes_first = takes_first
        self._hints = extract_hints(goal.rule.expression).with_numbers(numbers)
        self._sets = frozenset(filter(None, [goal.rule.rule_set]))
        # An edit changes one part of a body: most of the values in it were judged before.
        self._memory = RuleResultCache()
        self._best: RuleViolation | None = None
        self._invalid: list[Bodies] = []
        self._scored = 0

    def run(self, bases: Sequence[JSON], documented: Sequence[Bodies]) -> RuleViolation | None:
        """Return the best violation; a later round is tried only if the ones before found none."""
        starts = [*bases, *self._lengthened(bases)]
        for candidates in (documented, *self._rounds(starts)):
            for bodies in candidates:
                if self._is_over():
                    break
                self._try(bodies)
            if self._best is not None:
                return self._best if self._takes_first else self._reduced(self._best)
        # Only bodies that break the schema too are left.
        for bodies in self._invalid:
            self._score_if_broken(bodies)
        return self._best

    def _rounds(self, starts: Sequence[JSON]) -> Iterator[Iterable[Bodies]]:
        # From simple to complex: unchanged bodies, one edit, two edits.
        if self._goal.rule.is_transition:
            yield ((body, body) for body in starts)
            yield (pair for body in starts for pair in self._one_changed(body))
            yield (pair for body in starts for pair in self._both_changed(body))
        else:
            yield ((body,) for body in starts)
            yield ((body,) for start in starts for body in self._edited(start))
            yield ((body,) for start in starts for body in self._edited_twice(start))

    def _is_over(self) -> bool:
        best = self._best
        is_enough = best is not None and (self._takes_first or best.weight == 0)
        return self._budget <= 0 or self._scored >= _MAX_SCORED or is_enough

    def _try(self, bodies: Bodies) -> None:
        self._budget -= 1
        if all(self._goal.validator.is_valid(body) for body in bodies):
            self._score_if_broken(bodies)
        elif len(self._invalid) < _MAX_SCORED:
            self._invalid.append(bodies)

    def _score_if_broken(self, bodies: Bodies) -> None:
        for context in self._contexts:
            if not self._failed([self._goal.binding], bodies, context):
                continue
            self._scored += 1
            found = self._score(bodies, context)
            if self._best is None or found.weight < self._best.weight:
                self._best = found

    def _score(self, bodies: Bodies, context: RuleContext) -> RuleViolation:
        if self._takes_first:
            return RuleViolation(bodies=bodies, context=context, side_effects=(), weight=0)
        failed = self._failed(self._goal.media.rules, bodies, context)
        others = {id_: rule for id_, rule in failed.items() if id_ != self._goal.rule.id}
        is_valid = all(self._goal.validator.is_valid(body) for body in bodies)
        weight = sum(_WEIGHTS[rule.severity] for rule in others.values())
        return RuleViolation(
            bodies=bodies,
            context=context,
            side_effects=(*sorted(others), *(() if is_valid else (CheckId.SCHEMA,))),
            weight=weight,
        )

    def _failed(
        self, bindings: Sequence[RuleBinding], bodies: Bodies, context: RuleContext
    ) -> dict[str, Rule]:
        return broken_rules(
            bindings,
            bodies,
            context,
            polling=self._goal.polling,
            sets=self._sets,
            memory=self._memory,
        )

    def _lengthened(self, bases: Sequence[JSON]) -> Iterator[JSON]:
        """Yield the bases with more items in a list that the rule reads."""
        for body in bases:
            for pointer, value in iter_values(body):
                keys = [token for token in tokens(pointer) if not token.isdigit()]
                if isinstance(value, list) and keys and keys[-1] in self._hints.names:
                    place = location_at(body, pointer, self._goal.index)
                    for longer in lengthened(value, place, self._goal.index, self._hints):
                        yield replaced(body, pointer, longer)

    def _edits(self, body: JSON) -> list[Edit]:
        found: list[Edit] = []
        for start in _starts(body, self._goal.binding.path):
            found += edits(body, start, self._goal.index, self._hints)
        return found

    def _direct_pairs(self, body: JSON) -> Iterator[tuple[Edit, Edit]]:
        """Yield all pairs of direct edits, those of early edits before those of late ones."""
        direct = [edit for edit in self._edits(body) if edit.is_direct]
        indexes = range(len(direct))
        yield from ((direct[i], direct[j]) for i, j in sorted(product(indexes, indexes), key=sum))

    def _edited(self, body: JSON) -> Iterator[JSON]:
        for edit in self._edits(body):
            yield from _applied(body, edit)

    def _edited_twice(self, body: JSON) -> Iterator[JSON]:
        for first, second in self._direct_pairs(body):
            if first.pointer < second.pointer:
                yield from _applied(body, first, second)

    def _one_changed(self, body: JSON) -> Iterator[Bodies]:
        for other in self._edited(body):
            yield body, other
            yield other, body

    def _both_changed(self, body: JSON) -> Iterator[Bodies]:
        for first, second in self._direct_pairs(body):
            for old in _applied(body, first):
                for new in _applied(body, second):
                    yield old, new

    def _reduced(self, best: RuleViolation) -> RuleViolation:
        """Return the violation after further edits that reduce its side effects."""
        for _ in range(_REDUCTION_ROUNDS):
            self._scored, self._budget = 0, _REDUCTION_BUDGET
            others = [b for b in self._goal.media.rules if b.rule.id in best.side_effects]
            count = len({binding.rule.id for binding in others})
            for bodies in self._reductions(best):
                if self._is_over():
                    break
                self._budget -= 1
                # First only the rules that are broken now, because most edits fix none of them.
                if all(map(self._goal.validator.is_valid, bodies)) and (
                    len(self._failed(others, bodies, best.context)) < count
                ):
                    self._score_if_broken(bodies)
            if self._best is None or self._best is best:
                break
            best = self._best
        return best

    def _reductions(self, best: RuleViolation) -> Iterator[Bodies]:
        rules = {binding.rule.id: binding.rule for binding in self._goal.media.rules}
        broken = [rules[id_].expression for id_ in best.side_effects if id_ in rules]
        hints = extract_hints(*broken)
        for i, body in enumerate(best.bodies):
            for edit in edits(body, "", self._goal.index, hints):
                for edited in _applied(body, edit):
                    yield (*best.bodies[:i], edited, *best.bodies[i + 1 :])
        if len(best.bodies) > 1:
            for edit in edits(best.bodies[0], "", self._goal.index, hints):
                yield tuple(edited for body in best.bodies for edited in _applied(body, edit))


def _starts(body: JSON, path: tuple[str | PathWildcard, ...], pointer: str = "") -> list[str]:
    """Return pointers to the first value at the path of a rule; none if the body has none."""
    if not path:
        return [pointer]
    step, value = path[0], resolve(body, pointer)
    if step is PathWildcard.ITEMS:
        keys = [*range(len(value))][:1] if isinstance(value, list) else []
    elif step is PathWildcard.VALUES:
        keys = [*value][:1] if isinstance(value, dict) else []
    else:
        keys = [step] if isinstance(value, dict) and step in value else []
    return [found for key in keys for found in _starts(body, path[1:], join(pointer, key))]


def _applied(body: JSON, *wanted: Edit) -> Iterator[JSON]:
    """Yield the body after all these edits; nothing if one cannot be applied."""
    try:
        for edit in wanted:
            body = edit.apply(body)
    except _CANNOT_EDIT:
        return
    yield body
