"""Finds an example that breaks a rule: the documented one with the smallest change that does it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, islice
from typing import Any

from contracts.credentials import proving_names
from contracts.mutations import Mutation, mutated, mutations
from contracts.observation import Observation, Observer
from contracts.probes import contract_examples
from contracts.targets import Target
from openapi.contract import Contract, MediaType, Rule, RuleBinding
from openapi.rules import Outcome, RuleResult, judge, judge_transition
from openapi.validation import validator_for

JSON = Any

ORIGIN = "http://127.0.0.1"
"""Where nobody is asked: the examples are judged without a server."""

MAX_TRIES = 6_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A documented example, changed so that it breaks a rule.

    Attributes:
        example: Its name.
        operation: Id of the operation that answers it.
        changes: What was changed; nothing where the documented example itself breaks the rule.
        is_later: Whether the changed one is the later of two answers.
        is_earlier: Whether it is the earlier one.
    """

    example: str
    operation: str
    changes: tuple[Mutation, ...]
    is_later: bool = False
    is_earlier: bool = False


def breach_of(rule: Rule, contract: Contract, now: datetime) -> Breach | None:
    """Return the smallest change of a documented example that breaks a rule; None if none does."""
    names = {each.id: proving_names(contract, each) for each in contract.operations}
    observer = Observer(contract, names)
    target = Target(contract=contract, origin=ORIGIN)
    for found, exchange in contract_examples.gather(target, now):
        bindings = [b for b in found.media_type.rules if b.rule.id == rule.id]
        if not bindings:
            continue
        seen = observer.observe(exchange)
        example, operation = found.example.name, found.operation.id
        for is_later, broken in _tests(rule, bindings, seen):
            changes = _smallest(seen.body, found.media_type, broken)
            if changes is not None:
                return Breach(
                    example=example,
                    operation=operation,
                    changes=changes,
                    is_later=rule.is_transition and is_later,
                    is_earlier=rule.is_transition and not is_later,
                )
    return None


def _tests(
    rule: Rule, bindings: Sequence[RuleBinding], seen: Observation
) -> Iterator[tuple[bool, Callable[[JSON], bool]]]:
    """Yield whether a body breaks the rule: alone, or after and before the documented one."""
    sets, context, polling = frozenset({rule.set}), seen.rule_context, seen.operation.polling
    if not rule.is_transition:
        yield True, lambda body: _fails(judge(bindings, body, context, sets=sets))
    elif polling is not None:
        yield (
            True,
            lambda body: _fails(
                judge_transition(bindings, polling, seen.body, body, context, sets=sets)
            ),
        )
        yield (
            False,
            lambda body: _fails(
                judge_transition(bindings, polling, body, seen.body, context, sets=sets)
            ),
        )


def _fails(results: Sequence[RuleResult]) -> bool:
    return any(result.outcome is Outcome.FAILED for result in results)


def _smallest(
    body: JSON, media: MediaType, broken: Callable[[JSON], bool]
) -> tuple[Mutation, ...] | None:
    if broken(body):
        return ()
    single = list(islice(mutations(body, media.schema), MAX_TRIES))
    bad = [(m, changed) for m in single if broken(changed := mutated(body, m))]
    if bad:
        valid = (m for m, changed in bad if _is_valid(media, changed))
        return (next(valid, bad[0][0]),)
    for first, second in islice(combinations(single, 2), MAX_TRIES):
        if broken(mutated(mutated(body, first), second)):
            return first, second
    return None


def _is_valid(media: MediaType, body: JSON) -> bool:
    return media.schema is None or validator_for(media.schema).is_valid(body)
