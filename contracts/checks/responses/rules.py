"""Every rule of the contract (`x-rules`) holds; each has a verdict under its own id."""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from contracts.observations.citations import cite, contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.observations.resources import (
    ResourceKey,
    ResourceState,
    happened_before,
    resource_states,
)
from contracts.observations.tolerances import discrepancy
from contracts.results.confidence import Confidence
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import MediaType, Schema
from openapi.json.pointers import join, replaced
from openapi.rules.evaluation import (
    RuleContext,
    RuleResult,
    RuleResultCache,
    evaluate_transition_rules,
    judges_values_alone,
)
from openapi.rules.evaluation import evaluate_rules as judge_rules
from openapi.rules.outcome import Outcome

ID = "rules"
SUMMARY = "Every rule of the contract holds for every body, alone and from answer to answer."

_FIELD = re.compile(r"\bself\.([A-Za-z_][A-Za-z0-9_]*)")
_MAX_FIELDS = 6


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every body alone, and every two successive answers about one resource."""
    latest: dict[ResourceKey, ResourceState] = {}
    memory = RuleResultCache(evidence.check_time)
    alone = _SingleBodies(evidence.rule_sets, memory)
    for seen in evidence.conclusive():
        media = seen.effective_media_type
        if media is None or not media.rules or seen.json_error:
            continue
        yield from alone.results(seen, media)
        for result in _transitions(seen, media, latest, evidence, memory):
            yield _judgement(seen, result, media.schema)


class _SingleBodies:
    """Judges bodies alone; polls repeat a body until there is progress."""

    def __init__(self, sets: frozenset[str], memory: RuleResultCache) -> None:
        self._sets = sets
        self._memory = memory
        self._passed: dict[tuple[MediaType, bytes], tuple[CheckResult, ...]] = {}
        self._are_alone: dict[MediaType, bool] = {}

    def results(self, seen: Observation, media: MediaType) -> tuple[CheckResult, ...]:
        """Return the results on the body of an answer."""
        key = (media, seen.answer.body)
        known = self._passed.get(key)
        if known is not None:
            return known
        context, sets = partial(_context_of, seen), self._sets
        judged = judge_rules(media.rules, seen.body, context, sets=sets, memory=self._memory)
        results = tuple(_judgement(seen, each, media.schema) for each in judged)
        if media not in self._are_alone:
            self._are_alone[media] = judges_values_alone(media.rules, sets)
        # A finding has the number of its own exchange.
        if self._are_alone[media] and all(each.finding is None for each in results):
            self._passed[key] = results
        return results


def _transitions(
    seen: Observation,
    media: MediaType,
    latest: dict[ResourceKey, ResourceState],
    evidence: Evidence,
    memory: RuleResultCache,
) -> tuple[RuleResult, ...]:
    """Judge the resources of an answer against their latest states; update these states."""
    polling, sets = seen.operation.polling, evidence.rule_sets
    found = list(resource_states(seen, evidence.check_time))
    if polling is None or not found:
        return ()
    known = [latest[one.name] for one in found if one.name in latest]
    before = [one.value for one in known if happened_before(one.seen, seen)]
    latest.update({one.name: one for one in found})
    if not before:
        return ()
    # Earlier states from several pages become one body, as transition rules compare two bodies.
    old_body = replaced(seen.body, polling.items, before) if polling.key else before[0]
    context = partial(_context_of, seen)
    return evaluate_transition_rules(
        media.rules, polling, old_body, seen.body, context, sets=sets, memory=memory
    )


def _context_of(seen: Observation) -> RuleContext:
    return seen.rule_context


def _judgement(seen: Observation, result: RuleResult, schema: Schema | None) -> CheckResult:
    rule = result.rule
    match result.outcome:
        case Outcome.PASS:
            return passed(rule.id)
        case Outcome.NOT_EXERCISED:
            return not_exercised(rule.id, result.reason)
    entry = discrepancy(seen.contract, rule.discrepancy)
    lines = [source_text(rule.source)]
    if not lines[0] and schema is not None:
        lines.append(source_text(cite(schema, result.pointer)[0]))
    return failed(
        Finding(
            rule=rule.id,
            severity=rule.severity,
            # Two answers may be from before and after a change that is none of the resource.
            confidence=Confidence.FIRM if rule.is_transition else None,
            message=f"Does not hold: {rule.message}",
            pointer=result.pointer,
            values=tuple(_values(rule.expression, result)),
            expected=rule.expression,
            source=next(filter(None, lines), ""),
            contract=contract_location(seen.contract, rule.pointer),
            discrepancy=rule.discrepancy,
            ruling=entry.decision if entry else "",
            exchange=seen.exchange.number,
            cause="the rule does not hold",
        )
    )


def _values(expression: str, result: RuleResult) -> Iterator[tuple[str, str]]:
    """Yield the values of the fields in the rule's expression, else the judged value."""
    value = result.value
    names = list(dict.fromkeys(_FIELD.findall(expression)))
    held = [name for name in names if isinstance(value, Mapping) and name in value]
    for name in held[:_MAX_FIELDS]:
        yield join(result.pointer, name), preview(value[name])
    if not held:
        yield result.pointer or "body", preview(value)
