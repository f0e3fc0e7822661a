"""Finds an example that breaks a rule: the documented one with the smallest change that does it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, combinations, islice
from typing import Any

from contracts.explain.large_mutations import large_mutations
from contracts.http.requests.targets import Target
from contracts.observations.observation import Observation, Observer
from contracts.probes import contract_examples
from contracts.probes.inputs.json_mutations import Mutation, apply_mutation, mutations
from openapi.contract import Contract, Location, MediaType, Operation, Rule, RuleBinding
from openapi.rules.evaluation import (
    RuleContext,
    RuleOutcome,
    RuleResult,
    evaluate_rules,
    evaluate_transition_rules,
)
from openapi.schema.validation import validator_for

JSON = Any
Changes = tuple[Mutation, ...]

ORIGIN = "http://127.0.0.1"
"""Where nobody is asked: the examples are judged without a server."""

MAX_TRIES = 6_000
"""Of each size of change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterexample:
    """A documented example, changed so that it breaks a rule.

    Attributes:
        example: Its name.
        operation: Id of the operation that answers it.
        changes: What was changed; nothing where the documented example itself breaks the rule.
        asked: What was asked for with which value, where that was changed as well; or nothing.
        is_later: Whether the changed one is the later of two answers.
        is_earlier: Whether it is the earlier one.
    """

    example: str
    operation: str
    changes: Changes
    asked: tuple[str, JSON] | None = None
    is_later: bool = False
    is_earlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One way to hold a body against a rule.

    Attributes:
        is_broken: Whether a body breaks it.
        asked: What the request asks for, where it is not as documented.
        is_later: Whether the body is the later of two.
        is_earlier: Whether it is the earlier of two.
    """

    is_broken: Callable[[JSON], bool]
    asked: tuple[str, JSON] | None = None
    is_later: bool = False
    is_earlier: bool = False


def find_counterexample(rule: Rule, contract: Contract, now: datetime) -> Counterexample | None:
    """Return the smallest change of a documented example that breaks a rule; None if none does."""
    observer = Observer(contract)
    target = Target(contract=contract, origin=ORIGIN)
    bound = [
        (found, exchange, bindings)
        for found, exchange in contract_examples.gather(target, now)
        if (bindings := [b for b in found.media_type.rules if b.rule.id == rule.id])
    ]
    for search in (_small, _large):
        for found, exchange, bindings in bound:
            seen = observer.observe(exchange)
            for trial, changes in search(seen, found.media_type, [*_trials(rule, bindings, seen)]):
                return Counterexample(
                    example=found.example.name,
                    operation=found.operation.id,
                    changes=changes,
                    asked=trial.asked,
                    is_later=trial.is_later,
                    is_earlier=trial.is_earlier,
                )
    return None


def _trials(rule: Rule, bindings: Sequence[RuleBinding], seen: Observation) -> Iterator[_Attempt]:
    """Yield the ways to break a rule: by a body, by the request, or by one of two bodies."""
    sets, context, polling = frozenset({rule.rule_set}), seen.rule_context, seen.operation.polling
    if rule.is_transition and polling is not None:

        def later(body: JSON) -> bool:
            return _fails(
                evaluate_transition_rules(bindings, polling, seen.body, body, context, sets=sets)
            )

        def earlier(body: JSON) -> bool:
            return _fails(
                evaluate_transition_rules(bindings, polling, body, seen.body, context, sets=sets)
            )

        yield _Attempt(is_broken=later, is_later=True)
        yield _Attempt(is_broken=earlier, is_earlier=True)
    elif not rule.is_transition:
        for asked, about in ((None, context), *_other_requests(rule, seen.operation, context)):

            def alone(body: JSON, about: RuleContext = about) -> bool:
                return _fails(evaluate_rules(bindings, body, about, sets=sets))

            yield _Attempt(is_broken=alone, asked=asked)


def _other_requests(
    rule: Rule, operation: Operation, context: RuleContext
) -> Iterator[tuple[tuple[str, JSON], RuleContext]]:
    """Yield what else may have been asked, for a rule that looks at the request."""
    for parameter in operation.parameters:
        if parameter.location is Location.COOKIE or parameter.name.lower() not in (
            rule.expression.lower()
        ):
            continue
        place = parameter.location.value
        name = parameter.name.lower() if parameter.location is Location.HEADER else parameter.name
        given: Mapping[str, JSON] = context.request[place]
        value = f"{given[name]}-2" if isinstance(given.get(name), str) else 1
        request = {**context.request, place: {**given, name: value}}
        yield (parameter.name, value), replace(context, request=request)


def _fails(results: Sequence[RuleResult]) -> bool:
    return any(result.outcome is RuleOutcome.FAILED for result in results)


def _small(
    seen: Observation, media: MediaType, trials: Sequence[_Attempt]
) -> Iterator[tuple[_Attempt, Changes]]:
    """Yield what breaks a rule by no change or one; what the schema allows comes first."""
    for trial in trials:
        if trial.is_broken(seen.body):
            yield trial, ()
    single = [*islice(mutations(seen.body, media.schema), MAX_TRIES)]
    for trial in trials:
        tried = ((change, apply_mutation(seen.body, change)) for change in single)
        bad = [(change, body) for change, body in tried if trial.is_broken(body)]
        valid = [change for change, body in bad if _is_valid(media, body)]
        for change in (*valid, *(change for change, _ in bad)):
            yield trial, (change,)


def _large(
    seen: Observation, media: MediaType, trials: Sequence[_Attempt]
) -> Iterator[tuple[_Attempt, Changes]]:
    """Yield what breaks a rule by a larger change, or by two."""
    for candidates in (_bold, _pairs):
        for trial in trials:
            for changes, body in islice(candidates(seen.body, media), MAX_TRIES):
                if trial.is_broken(body):
                    yield trial, changes


def _bold(body: JSON, media: MediaType) -> Iterator[tuple[Changes, JSON]]:
    for change in large_mutations(body, media.schema):
        yield (change,), apply_mutation(body, change)


def _pairs(body: JSON, media: MediaType) -> Iterator[tuple[Changes, JSON]]:
    """Yield two small changes, and a larger one with a small one after it, turn by turn."""
    small = [*islice(mutations(body, media.schema), MAX_TRIES)]
    both = (
        (pair, apply_mutation(apply_mutation(body, pair[0]), pair[1]))
        for pair in combinations(small, 2)
    )
    return chain.from_iterable(zip(both, _bold_and_small(body, media), strict=False))


def _bold_and_small(body: JSON, media: MediaType) -> Iterator[tuple[Changes, JSON]]:
    lists = (c for c in large_mutations(body, media.schema) if isinstance(c.after, list))
    for first in lists:
        changed = apply_mutation(body, first)
        inside: Iterable[Mutation] = mutations(changed, media.schema)
        for second in inside:
            yield (first, second), apply_mutation(changed, second)


def _is_valid(media: MediaType, body: JSON) -> bool:
    return media.schema is None or validator_for(media.schema).is_valid(body)
