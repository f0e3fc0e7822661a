"""Verification of a whole scenario against its contract.

Answers are checked just before, at and after every change, halfway between two changes, and long
after the last one, for several identities and seeds. Findings that the scenario expects are left
out; one that it expects and that is missing is a finding itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.model.scenario import Scenario
from mock_server.scenarios.playing.export import default_identity
from mock_server.scenarios.playing.run import ScenarioRun
from mock_server.scenarios.verification.checks import (
    CheckedAnswer,
    ScenarioFinding,
    check_answer,
    check_transition,
)
from openapi.contract import Location, Operation, PageKind, Parameter
from openapi.json.parsing import parse_json
from openapi.json.types import JSON
from openapi.parameters.shape import shape_of
from openapi.rules.evaluation import RuleResultCache
from openapi.text import durations
from openapi.text.facts import facts_text

LIFECYCLE = frozenset({"lifecycle"})  # the opt-in rule sets that every scenario must obey
MISSING = "expected-finding-missing"  # id of the finding that an expected finding is missing
START = 1_767_614_400.417  # when the verified runs start: 2026-01-05T12:00:00.417Z

SEEDS = (0, 1, 7)
MIN_ANSWERS = 3  # answers to the first request that are checked at least; of others, one
MAX_BYTES = 400_000  # size of all checked bodies, so that a verification takes seconds

_LONG_AFTER = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """A request that is repeated over time: for one resource, or one page of a list."""

    identity: Mapping[str, JSON]
    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """What was checked before, in a verification of one scenario."""

    memory: RuleResultCache  # outcomes of rules on values
    answers: set[tuple[object, ...]]  # the answers, each with its request and its time

    def has(self, request: _Request, answer: CheckedAnswer) -> bool:
        """Whether the same answer was checked; it is from now on."""
        snapshot = answer.snapshot
        asked = (repr(sorted(request.identity.items())), request.offset, request.limit)
        key = (asked, answer.elapsed, snapshot.status, snapshot.body, answer.where)
        if key in self.answers:
            return True
        self.answers.add(key)
        return False


def verify(scenario: Scenario, *, seeds: Sequence[int] = SEEDS) -> tuple[ScenarioFinding, ...]:
    """Return the unexpected findings of a scenario, and those for missing expected ones.

    Runs of all `seeds` are checked.
    """
    given = all_findings(scenario, seeds=seeds)
    expected = frozenset(scenario.expected_findings)
    unexpected = {
        (found.id, found.where): found for found in reversed(given) if found.id not in expected
    }
    missing = [
        ScenarioFinding(
            id=MISSING,
            message=f"the finding {id_} is expected but was not found",
            where=scenario.file,
        )
        for id_ in scenario.expected_findings
        if all(found.id != id_ for found in given)
    ]
    return (*reversed(unexpected.values()), *missing)


def all_findings(scenario: Scenario, *, seeds: Sequence[int]) -> tuple[ScenarioFinding, ...]:
    """Return every finding of a scenario, including the expected ones."""
    runs = [ScenarioRun(scenario, start=START, seed=seed) for seed in seeds]
    requests = [(run, request) for run in runs for request in _requests(scenario, run)]
    budget = _budget(*requests[0]) if requests else 0
    found: list[ScenarioFinding] = []
    checked = _Checked(memory=RuleResultCache(), answers=set())
    for index, (run, request) in enumerate(requests):
        # The first request gets half of the budget, the others share the other half.
        most = budget // 2 if not index else budget // 2 // len(requests)
        least = MIN_ANSWERS if not index else 1
        moments = moments_to_check(scenario, max(most, least))
        found += _check_over_time(run, request, moments, checked)
    return tuple(found)


def _budget(run: ScenarioRun, request: _Request) -> int:
    """Return how many answers of this size can be checked in a few seconds."""
    try:
        size = len(_ask(run, request, 0).snapshot.body)
    except ScenarioError:
        return MIN_ANSWERS
    return MAX_BYTES // max(size, 200)


def moments_to_check(scenario: Scenario, most: int = 1000) -> tuple[int, ...]:
    """Return up to about `most` moments to check, in milliseconds after the start."""
    changes = sorted(moment for moment in scenario.plan.change_times() if moment >= 0)
    near = {moment + shift for moment in changes for shift in (-1, 0, 1, scenario.tick)}
    between = {(before + after) // 2 for before, after in pairwise(changes)}
    last = max((0, *changes)) + _LONG_AFTER
    moments = sorted(moment for moment in {0, *near, *between, last} if moment >= 0)
    if len(moments) <= most:
        return tuple(moments)
    step = len(moments) / most
    return (*(moments[int(index * step)] for index in range(most)), last)


def _check_over_time(
    run: ScenarioRun, request: _Request, moments: Sequence[int], checked: _Checked
) -> Iterator[ScenarioFinding]:
    """Repeat a request at these moments; check each answer, and each two successive ones."""
    before: CheckedAnswer | None = None
    was_checked = False
    for elapsed in moments:
        try:
            answer = _ask(run, request, elapsed)
        except ScenarioError as error:
            yield ScenarioFinding(id="not-computable", message=f"{error.what}: {error.found}",
                          where=run.scenario.file, at=elapsed, seed=run.seed,
                          identity=request.identity)  # fmt: skip
            return
        # Other seeds often give the same answer at the same moment.
        is_checked = checked.has(request, answer)
        if not is_checked:
            yield from check_answer(run.scenario, answer, LIFECYCLE, checked.memory)
        if before is not None and not (is_checked and was_checked):
            memory = checked.memory
            yield from check_transition(run.scenario, before, answer, LIFECYCLE, memory)
        before, was_checked = answer, is_checked


def _ask(run: ScenarioRun, request: _Request, elapsed: int) -> CheckedAnswer:
    now = run.time_after(elapsed)
    scenario = run.scenario
    query: dict[str, JSON] = {}
    pagination = scenario.operation.pagination
    if scenario.is_list:
        snapshot = run.page(request.offset, request.limit, now, identity=request.identity)
        if pagination:
            size = request.limit or pagination.page_size
            if pagination.is_counted:
                query[pagination.position] = pagination.value_at(request.offset, size)
            if request.limit is not None and pagination.limit:
                query[pagination.limit] = request.limit
        where = scenario.file
    else:
        snapshot = run.answer(request.identity, now)
        keyframe = run.keyframe(request.identity, now)
        where = keyframe.where if keyframe else scenario.file
    return CheckedAnswer(
        snapshot=snapshot,
        body=parse_json(snapshot.body) if snapshot.body else None,
        elapsed=elapsed,
        now=datetime.fromtimestamp(now, UTC),
        seed=run.seed,
        identity=request.identity,
        query=query,
        where=where,
    )


def _requests(scenario: Scenario, run: ScenarioRun) -> Iterator[_Request]:
    identities = identities_to_check(scenario)
    if not scenario.is_list:
        yield from (_Request(identity=identity) for identity in identities)
        return
    pagination = scenario.operation.pagination
    if pagination is None:
        yield _Request(identity=identities[0])
        return
    parameter = scenario.operation.parameter(Location.QUERY, pagination.limit)
    limit = _largest(parameter) if pagination.limit else None
    size = pagination.page_size if limit is None else limit
    count = run.count
    # The first page, one in the middle, one across the end, and one after it.
    offsets = {0, max(count - size // 2, 0), count, count // 2}
    if pagination.kind is not PageKind.OFFSET:
        offsets = {offset // max(size, 1) * size for offset in offsets}
    for offset in sorted(offsets):
        yield _Request(identity=identities[0], offset=offset, limit=limit)
    yield _Request(identity=identities[0])


def _largest(parameter: Parameter | None) -> int:
    if parameter is None:
        return 100
    return int(shape_of(parameter.schema).definition.get("maximum", 100))


def identities_to_check(scenario: Scenario) -> tuple[Mapping[str, JSON], ...]:
    """Return the documented identity, the known ones, and two others."""
    first = default_identity(scenario)
    found = [first, *(first | dict(identity) for identity in scenario.known)]
    found += [
        {name: _other(scenario.operation, name, value, step) for name, value in first.items()}
        for step in (1, 2)
    ]
    unique = {repr(sorted(identity.items())): identity for identity in found}
    return tuple(unique.values())


def _other(operation: Operation, name: str, value: JSON, step: int) -> JSON:
    parameter = next(found for found in operation.parameters if found.name == name)
    if parameter.location is Location.PATH and isinstance(value, int):
        return value + step * 997
    examples = parameter.examples
    return examples[step % len(examples)] if examples else value


def describe(finding: ScenarioFinding) -> str:
    """Return a finding as text: what is wrong, then where."""
    at = f" at {durations.format_duration(finding.at)}" if finding.at is not None else ""
    return facts_text(
        f"{finding.id}{at}: {finding.message}",
        where=finding.where,
        pointer=finding.pointer,
        found=finding.found,
        identity=", ".join(f"{name}={value}" for name, value in finding.identity.items()),
        seed=str(finding.seed) if finding.at is not None else "",
        rule=finding.rule,
    )
