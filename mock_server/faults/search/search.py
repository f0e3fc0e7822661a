"""A bounded search for bodies that break one rule, and as little else as can be.

Healthy bodies are edited, once, twice and thrice, near what the rule looks at; what breaks the rule
is weighed by what else it breaks, and mended where a further edit helps. No API is known here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from mock_server.faults.model.fault import CheckId
from mock_server.faults.search.edits import Edit, edits, lengthened
from mock_server.faults.search.expression_hints import ExpressionHints, extract_hints
from mock_server.faults.search.schema_places import Index, location_at
from openapi.contract import MediaType, PathWildcard, Polling, Rule, RuleBinding, Severity
from openapi.json.pointers import iter_values, join, replaced, resolve, tokens
from openapi.json.types import JSON
from openapi.rules.evaluation import RuleContext, evaluate_rules, evaluate_transition_rules
from openapi.rules.outcome import Outcome
from openapi.schema.validation import SchemaValidator

BUDGET = 8000
"""Bodies that are tried for one rule."""

_MAX_WEIGHED = 40
_MENDING_ROUNDS = 4
_MENDING_BUDGET = 1500
_CANNOT_EDIT = (KeyError, IndexError, ValueError, TypeError)
_WEIGHTS = {Severity.ERROR: 10_000, Severity.WARNING: 100, Severity.INFO: 1}

Bodies = tuple[JSON, ...]
"""One body, or the earlier and the later one of a transition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleViolation:
    """Bodies that break a rule.

    Attributes:
        bodies: The body; for a transition rule the earlier and the later one.
        context: In which request and answer they break it.
        also: Ids of whatever else they break, `schema` among them.
        weight: How much that is.
    """

    bodies: Bodies
    context: RuleContext
    also: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchGoal:
    """The rule that is to be broken, and where.

    Attributes:
        binding: The rule and the way to what it judges.
        media: The representation that it stands on.
        judge: The judge of its schema.
        index: The places of its schema.
        polling: How the polled thing is found, for transition rules.
    """

    binding: RuleBinding
    media: MediaType
    judge: SchemaValidator
    index: Index
    polling: Polling | None = None

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.binding.rule


def find_violation(
    goal: SearchGoal,
    bases: Sequence[JSON],
    contexts: Sequence[RuleContext],
    *,
    numbers: tuple[int, ...] = (),
    budget: int = BUDGET,
) -> RuleViolation | None:
    """Return the least breakage that is found, the same one every time.

    Args:
        goal: What is to be broken.
        bases: Healthy bodies to begin from, the likeliest first.
        contexts: Requests and answers in which to break it.
        numbers: Further numbers that matter, such as a limit that was asked for.
        budget: How many bodies are tried.
    """
    return _Search(goal, contexts, numbers, budget).run(bases)


def broken_rules(
    bindings: Sequence[RuleBinding],
    bodies: Bodies,
    context: RuleContext,
    *,
    polling: Polling | None = None,
    sets: frozenset[str] = frozenset(),
) -> dict[str, Rule]:
    """Return the rules that bodies break, each alone and one after the other, by id."""
    results = [
        result for body in bodies for result in evaluate_rules(bindings, body, context, sets=sets)
    ]
    if len(bodies) > 1 and polling is not None:
        results += evaluate_transition_rules(
            bindings, polling, bodies[0], bodies[-1], context, sets=sets
        )
    return {result.rule.id: result.rule for result in results if result.outcome is Outcome.FAIL}


def is_broken(goal: SearchGoal, breakage: RuleViolation) -> bool:
    """Whether bodies are valid, and break the rule in their context."""
    if not all(map(goal.judge.is_valid, breakage.bodies)):
        return False
    sets = frozenset(filter(None, [goal.rule.rule_set]))
    bindings, bodies, context = [goal.binding], breakage.bodies, breakage.context
    return bool(broken_rules(bindings, bodies, context, polling=goal.polling, sets=sets))


class _Search:
    def __init__(
        self,
        goal: SearchGoal,
        contexts: Sequence[RuleContext],
        numbers: tuple[int, ...],
        budget: int,
    ) -> None:
        self._goal = goal
        self._contexts = contexts
        self._numbers = numbers
        self._budget = budget
        self._hints = extract_hints(goal.rule.expression).with_numbers(numbers)
        self._sets = frozenset(filter(None, [goal.rule.rule_set]))
        self._best: RuleViolation | None = None
        self._invalid: list[Bodies] = []
        self._weighed = 0

    def run(self, bases: Sequence[JSON]) -> RuleViolation | None:
        starts = [*bases, *self._grown(bases)]
        for candidates in self._stages(starts):
            for bodies in candidates:
                if self._is_over():
                    break
                self._try(bodies)
            if self._best is not None:
                return self._reduced(self._best)
        for bodies in self._invalid:
            self._weigh_if_broken(bodies)
        return self._best

    def _stages(self, starts: Sequence[JSON]) -> Iterator[Iterable[Bodies]]:
        # What comes early is simple; each stage is a superset of what the one before could do.
        if self._goal.rule.is_transition:
            yield ((body, body) for body in starts)
            yield (pair for body in starts for pair in self._one_changed(body))
            yield (pair for body in starts for pair in self._both_changed(body))
        else:
            yield ((body,) for body in starts)
            yield ((body,) for start in starts for body in self._edited(start))
            yield ((body,) for start in starts for body in self._edited_twice(start))

    def _is_over(self) -> bool:
        return self._budget <= 0 or self._weighed >= _MAX_WEIGHED or self._is_perfect()

    def _is_perfect(self) -> bool:
        return self._best is not None and self._best.weight == 0

    def _try(self, bodies: Bodies) -> None:
        self._budget -= 1
        if all(self._goal.judge.is_valid(body) for body in bodies):
            self._weigh_if_broken(bodies)
        elif len(self._invalid) < _MAX_WEIGHED:
            self._invalid.append(bodies)

    def _weigh_if_broken(self, bodies: Bodies) -> None:
        for context in self._contexts:
            if not self._breaks(bodies, context):
                continue
            self._weighed += 1
            found = self._score(bodies, context)
            if self._best is None or found.weight < self._best.weight:
                self._best = found

    def _breaks(self, bodies: Bodies, context: RuleContext) -> bool:
        return self._goal.rule.id in self._failed([self._goal.binding], bodies, context)

    def _score(self, bodies: Bodies, context: RuleContext) -> RuleViolation:
        failed = self._failed(self._goal.media.rules, bodies, context)
        others = {id_: rule for id_, rule in failed.items() if id_ != self._goal.rule.id}
        is_valid = all(self._goal.judge.is_valid(body) for body in bodies)
        weight = sum(_WEIGHTS[rule.severity] for rule in others.values())
        return RuleViolation(
            bodies=bodies,
            context=context,
            also=(*sorted(others), *(() if is_valid else (CheckId.SCHEMA,))),
            weight=weight,
        )

    def _failed(
        self, bindings: Sequence[RuleBinding], bodies: Bodies, context: RuleContext
    ) -> dict[str, Rule]:
        return broken_rules(bindings, bodies, context, polling=self._goal.polling, sets=self._sets)

    def _grown(self, bases: Sequence[JSON]) -> Iterator[JSON]:
        """Yield the bases with one more item in a list that the rule looks at."""
        for body in bases:
            for pointer, value in iter_values(body):
                keys = [token for token in tokens(pointer) if not token.isdigit()]
                if isinstance(value, list) and keys and keys[-1] in self._hints.names:
                    place = location_at(body, pointer, self._goal.index)
                    for longer in lengthened(value, place, self._goal.index, self._hints):
                        yield replaced(body, pointer, longer)

    def _edits(self, body: JSON, hints: ExpressionHints | None = None) -> list[Edit]:
        found: list[Edit] = []
        for start in _starts(body, self._goal.binding.path):
            found += edits(body, start, self._goal.index, hints or self._hints)
        return found

    def _edited(self, body: JSON) -> Iterator[JSON]:
        yield from _applied(body, self._edits(body))

    def _edited_twice(self, body: JSON) -> Iterator[JSON]:
        near = [edit for edit in self._edits(body) if edit.is_direct]
        for first, second in _pairs_by_order(near, near):
            if first.pointer < second.pointer:
                yield from _applied_all(body, (first, second))

    def _one_changed(self, body: JSON) -> Iterator[Bodies]:
        for other in self._edited(body):
            yield body, other
            yield other, body

    def _both_changed(self, body: JSON) -> Iterator[Bodies]:
        near = [edit for edit in self._edits(body) if edit.is_direct]
        for first, second in _pairs_by_order(near, near):
            for old in _applied(body, [first]):
                for new in _applied(body, [second]):
                    yield old, new

    def _reduced(self, best: RuleViolation) -> RuleViolation:
        """Return the breakage after further edits that make it break less beside its rule."""
        for _ in range(_MENDING_ROUNDS):
            self._weighed, self._budget = 0, _MENDING_BUDGET
            others = [b for b in self._goal.media.rules if b.rule.id in best.also]
            for bodies in self._reductions(best):
                if self._is_over():
                    break
                self._budget -= 1
                # Most edits help nothing; that is seen sooner than all that they break.
                if all(map(self._goal.judge.is_valid, bodies)) and len(
                    self._failed(others, bodies, best.context)
                ) < len({binding.rule.id for binding in others}):
                    self._weigh_if_broken(bodies)
            if self._best is None or self._best is best:
                break
            best = self._best
        return best

    def _reductions(self, best: RuleViolation) -> Iterator[Bodies]:
        rules = {binding.rule.id: binding.rule for binding in self._goal.media.rules}
        broken = [rules[id_].expression for id_ in best.also if id_ in rules]
        hints = extract_hints(*broken)
        for i, body in enumerate(best.bodies):
            for edit in edits(body, "", self._goal.index, hints):
                for mended in _applied(body, [edit]):
                    yield (*best.bodies[:i], mended, *best.bodies[i + 1 :])
        for edit in edits(best.bodies[0], "", self._goal.index, hints):
            if len(best.bodies) > 1:
                both = [mended for body in best.bodies for mended in _applied(body, [edit])]
                yield tuple(both)


def _starts(body: JSON, path: tuple[str | PathWildcard, ...], pointer: str = "") -> list[str]:
    """Return pointers to the first values that a rule judges."""
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


def _applied(body: JSON, wanted: Iterable[Edit]) -> Iterator[JSON]:
    for edit in wanted:
        yield from _applied_all(body, (edit,))


def _applied_all(body: JSON, wanted: Iterable[Edit]) -> Iterator[JSON]:
    try:
        for edit in wanted:
            body = edit.apply(body)
    except _CANNOT_EDIT:
        return
    yield body


def _pairs_by_order(first: Sequence[Edit], second: Sequence[Edit]) -> Iterator[tuple[Edit, Edit]]:
    """Yield all pairs, those of early edits before those of late ones."""
    places = sorted(product(range(len(first)), range(len(second))), key=sum)
    yield from ((first[i], second[j]) for i, j in places)
