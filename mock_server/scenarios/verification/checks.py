"""One answer of a world, or two about the same things, judged by the contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mock_server.scenarios.model.scenario import ListScenario, Scenario, Snapshot
from mock_server.scenarios.templates.scope import MAX_INTEGER
from openapi.contract import Location, MediaType
from openapi.json.formats import is_date_time
from openapi.json.parsing import dump_json
from openapi.json.pointers import exists, iter_values, resolve
from openapi.json.types import JSON
from openapi.rules.evaluation import (
    RuleContext,
    RuleResult,
    evaluate_rules,
    evaluate_transition_rules,
)
from openapi.rules.outcome import Outcome
from openapi.schema.validation import preview, validator_for

VANISHES = "thing-vanishes"
"""Id of the finding that a polled thing was there and is there no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledAnswer:
    """What a world said, and what it was asked.

    Attributes:
        moment: The answer.
        body: Its body, a JSON value.
        elapsed: Milliseconds after the start.
        now: The same as a time.
        seed: The world's seed.
        identity: The parameters that were sent.
        query: The typed query that was sent.
        where: File and line of the keyframe, or the file.
    """

    moment: Snapshot
    body: JSON
    elapsed: int
    now: datetime
    seed: int
    identity: Mapping[str, JSON]
    query: Mapping[str, JSON]
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioFinding:
    """Something about a scenario that is not as the contract, or the scenario, says.

    Attributes:
        id: Of the broken rule, or kebab-case.
        message: What is wrong, a sentence.
        where: File and line of the keyframe that holds, or the file.
        at: Milliseconds after the start; None for what is about the whole scenario.
        seed: The world's seed.
        identity: The thing's identity.
        pointer: JSON pointer in the body.
        found: The offending part, shortened.
        rule: File and line of the broken rule, or empty.
    """

    id: str
    message: str
    where: str = ""
    at: int | None = None
    seed: int = 0
    identity: Mapping[str, JSON] = field(default_factory=dict)
    pointer: str = ""
    found: str = ""
    rule: str = ""


def check_answer(
    scenario: Scenario, answer: SampledAnswer, sets: frozenset[str]
) -> Iterator[ScenarioFinding]:
    """Yield what is wrong with one answer."""
    media = _media_type(scenario, answer)
    if media is None:
        return
    if media.schema is not None:
        for violation in validator_for(media.schema).violations(answer.body):
            yield _finding(answer, "schema", violation.message, violation.pointer)
    for result in evaluate_rules(media.rules, answer.body, _context(scenario, answer), sets=sets):
        yield from _broken(scenario, answer, result)
    for pointer, value in iter_values(answer.body):
        yield from _judge_value(scenario, answer, pointer, value)
    if isinstance(scenario.plan, ListScenario) and scenario.plan.pagination:
        yield from _judge_keys(scenario.plan.items, scenario.plan.pagination.key, answer)


def check_transition(
    scenario: Scenario, before: SampledAnswer, after: SampledAnswer, sets: frozenset[str]
) -> Iterator[ScenarioFinding]:
    """Yield what is wrong between two answers about the same things."""
    if before.moment.status != after.moment.status:
        if _is_fine(before) and not _is_fine(after):
            message = f"it was there, and is answered with {after.moment.status} later"
            yield _finding(after, VANISHES, message)
        return
    media = _media_type(scenario, after)
    polling = scenario.operation.polling
    if media is None or polling is None or not _is_fine(after):
        return
    context = _context(scenario, after)
    for result in evaluate_transition_rules(
        media.rules, polling, before.body, after.body, context, sets=sets
    ):
        yield from _broken(scenario, after, result)


def _is_fine(answer: SampledAnswer) -> bool:
    return answer.moment.status < 300  # noqa: PLR2004 - HTTP's own number


def _judge_value(
    scenario: Scenario, answer: SampledAnswer, pointer: str, value: JSON
) -> Iterator[ScenarioFinding]:
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        message = "JSON readers do not keep integers beyond 2^53 - 1"
        yield _finding(answer, "safe-integers", message, pointer, value)
    if isinstance(value, str) and is_date_time(value):
        fraction = value.partition(".")[2].rstrip("Zz")
        # An offset other than Z is not what $time writes, so nothing is said about it.
        if value[-1] in "Zz" and len(fraction) != (scenario.digits or 0):
            message = f"a time has {scenario.digits} fractional digits in this scenario"
            yield _finding(answer, "time-digits", message, pointer, value)


def _judge_keys(items: str, key: str, answer: SampledAnswer) -> Iterator[ScenarioFinding]:
    things = resolve(answer.body, items) if exists(answer.body, items) else []
    by_text: dict[bytes, list[JSON]] = {}
    for thing in things:
        if exists(thing, key):
            found = resolve(thing, key)
            by_text.setdefault(dump_json(found), []).append(found)
    for found in by_text.values():
        if len(found) > 1:
            message = "two things in a list have one identity"
            yield _finding(answer, "keys-unique", message, items, found[0])


def _media_type(scenario: Scenario, answer: SampledAnswer) -> MediaType | None:
    response = scenario.operation.response_for(answer.moment.status)
    return response.media_type(answer.moment.media_type) if response else None


def _context(scenario: Scenario, answer: SampledAnswer) -> RuleContext:
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
        response={"status": answer.moment.status, "header": {}},
        now=answer.now,
    )


def _broken(
    scenario: Scenario, answer: SampledAnswer, result: RuleResult
) -> Iterator[ScenarioFinding]:
    if result.outcome is Outcome.FAIL:
        rule = result.rule
        yield _finding(
            answer,
            rule.id,
            f"this does not hold: {rule.message}",
            result.pointer,
            _part(answer.body, result.pointer),
            rule=f"{scenario.contract.file}:{rule.line}",
        )


def _part(body: JSON, pointer: str) -> JSON:
    return resolve(body, pointer) if exists(body, pointer) else body


def _finding(  # noqa: PLR0913 - the parts of a finding that differ
    answer: SampledAnswer,
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
