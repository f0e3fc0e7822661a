"""Checks of one answer of a scenario run, or of two successive ones, against the contract."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mock_server.scenarios.model.scenario import ListScenario, Scenario, Snapshot
from mock_server.scenarios.templates.scope import MAX_INTEGER
from openapi.contract import Location, MediaType
from openapi.json.formats import is_date_time
from openapi.json.parsing import dump_json
from openapi.json.pointers import exists, iter_values, lookup, resolve
from openapi.json.types import JSON
from openapi.rules.evaluation import (
    RuleContext,
    RuleResult,
    RuleResultCache,
    evaluate_rules,
    evaluate_transition_rules,
)
from openapi.rules.outcome import Outcome
from openapi.schema.validation import validator_for
from openapi.text.previews import preview

VANISHES = "thing-vanishes"  # finding: a polled resource does not exist any more


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedAnswer:
    """An answer of a scenario run, with the request."""

    snapshot: Snapshot
    body: JSON  # the snapshot's body as a JSON value
    elapsed: int  # milliseconds after the start
    now: datetime  # the same moment as a time
    seed: int
    identity: Mapping[str, JSON]  # the path parameters of the request
    query: Mapping[str, JSON]  # the typed query of the request
    where: str  # file and line of the keyframe, or the file


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioFinding:
    """A contradiction between a scenario and its contract, or its own `expects`."""

    id: str  # id of the broken rule, or a kebab-case name
    message: str  # what is wrong, a sentence
    where: str = ""  # file and line of the current keyframe, or the file
    at: int | None = None  # milliseconds after the start; None if it concerns the whole scenario
    seed: int = 0
    identity: Mapping[str, JSON] = field(default_factory=dict)  # those that identify it
    pointer: str = ""  # JSON pointer into the body
    found: str = ""  # the invalid part, shortened
    rule: str = ""  # file and line of the broken rule, or empty


def check_answer(
    scenario: Scenario,
    answer: CheckedAnswer,
    sets: frozenset[str],
    memory: RuleResultCache | None = None,
) -> Iterator[ScenarioFinding]:
    """Yield the findings of one answer.

    `sets` are the opt-in rule sets to apply; `memory` is the same for all answers of a scenario.
    """
    media = _media_type(scenario, answer)
    if media is None:
        return
    if media.schema is not None:
        for violation in validator_for(media.schema).violations(answer.body):
            yield _finding(answer, "schema", violation.message, violation.pointer)
    for result in evaluate_rules(
        media.rules, answer.body, _context(scenario, answer), sets=sets, memory=memory
    ):
        yield from _broken(scenario, answer, result)
    for pointer, value in iter_values(answer.body):
        yield from _check_value(scenario, answer, pointer, value)
    if isinstance(scenario.plan, ListScenario) and scenario.plan.pagination:
        yield from _check_keys(scenario.plan.items, scenario.plan.pagination.key, answer)


def check_transition(
    scenario: Scenario,
    before: CheckedAnswer,
    after: CheckedAnswer,
    sets: frozenset[str],
    memory: RuleResultCache | None = None,
) -> Iterator[ScenarioFinding]:
    """Yield the findings of two successive answers to the same request.

    `sets` and `memory` are those of `check_answer`.
    """
    if before.snapshot.status != after.snapshot.status:
        if _is_success(before) and not _is_success(after):
            message = f"the resource existed, and is answered with {after.snapshot.status} later"
            yield _finding(after, VANISHES, message)
        return
    media = _media_type(scenario, after)
    polling = scenario.operation.polling
    if media is None or polling is None or not _is_success(after):
        return
    context = _context(scenario, after)
    for result in evaluate_transition_rules(
        media.rules, polling, before.body, after.body, context, sets=sets, memory=memory
    ):
        yield from _broken(scenario, after, result)


def _is_success(answer: CheckedAnswer) -> bool:
    return answer.snapshot.status < 300  # noqa: PLR2004 - HTTP's own number


def _check_value(
    scenario: Scenario, answer: CheckedAnswer, pointer: str, value: JSON
) -> Iterator[ScenarioFinding]:
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        message = "many JSON parsers lose the precision of integers beyond 2^53 - 1"
        yield _finding(answer, "safe-integers", message, pointer, value)
    if isinstance(value, str) and is_date_time(value):
        fraction = value.partition(".")[2].rstrip("Zz")
        # $time always writes Z, so a time with another offset is not its output.
        if value[-1] in "Zz" and len(fraction) != (scenario.digits or 0):
            message = f"times of this scenario have {scenario.digits} fractional digits"
            yield _finding(answer, "time-digits", message, pointer, value)


def _check_keys(items: str, key: str, answer: CheckedAnswer) -> Iterator[ScenarioFinding]:
    records = lookup(answer.body, items, [])
    keys = [resolve(record, key) for record in records if exists(record, key)]
    # Counted as JSON text, because a key may be an object or a list, and 1 is not true.
    counts = Counter(map(dump_json, keys))
    for text, value in {dump_json(value): value for value in keys}.items():
        if counts[text] > 1:
            message = "two records of the list have the same key"
            yield _finding(answer, "keys-unique", message, items, value)


def _media_type(scenario: Scenario, answer: CheckedAnswer) -> MediaType | None:
    response = scenario.operation.response_for(answer.snapshot.status)
    return response.media_type(answer.snapshot.media_type) if response else None


def _context(scenario: Scenario, answer: CheckedAnswer) -> RuleContext:
    parameters = scenario.operation.parameters
    headers = {
        parameter.name.lower(): str(answer.identity.get(parameter.name, parameter.example))
        for parameter in parameters
        if parameter.location is Location.HEADER and parameter.is_required
    }
    path = {
        parameter.name: answer.identity[parameter.name]
        for parameter in parameters
        if parameter.location is Location.PATH and parameter.name in answer.identity
    }
    return RuleContext(
        request={
            "method": scenario.operation.method,
            "path": path,
            "query": dict(answer.query),
            "header": headers,
        },
        response={"status": answer.snapshot.status, "header": {}},
        now=answer.now,
    )


def _broken(
    scenario: Scenario, answer: CheckedAnswer, result: RuleResult
) -> Iterator[ScenarioFinding]:
    if result.outcome is Outcome.FAIL:
        rule = result.rule
        yield _finding(
            answer,
            rule.id,
            f"rule violated: {rule.message}",
            result.pointer,
            _part(answer.body, result.pointer),
            rule=scenario.contract.location(rule.pointer),
        )


def _part(body: JSON, pointer: str) -> JSON:
    return lookup(body, pointer, body)


def _finding(  # noqa: PLR0913 - the parts of a finding that do not follow from the answer
    answer: CheckedAnswer,
    id_: str,
    message: str,
    pointer: str = "",
    value: JSON = "",
    *,
    rule: str = "",
) -> ScenarioFinding:
    return ScenarioFinding(
        id=id_,
        message=message,
        where=answer.where,
        at=answer.elapsed,
        seed=answer.seed,
        identity=answer.identity,
        pointer=pointer,
        found=preview(value) if value != "" else "",
        rule=rule,
    )
