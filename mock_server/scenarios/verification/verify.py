"""Does a scenario keep what the contract says, at every moment that could matter?

It is looked at just before, at and after every moment at which it changes its course, in the
middle between two of them, and long after the end, for several identities and seeds. Findings
that the scenario expects are its purpose; those that it expects and does not give are as wrong as
those that it gives unannounced.
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
    SampledAnswer,
    ScenarioFinding,
    check_answer,
    check_transition,
)
from openapi.contract import Location, Operation, Parameter
from openapi.json.parsing import parse_json
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.text import durations

LIFECYCLE = frozenset({"lifecycle"})
"""The opt-in rules that every scenario obeys as well."""

MISSING = "expected-finding-missing"
"""Id of the finding that an expected one did not come."""

START = 1_767_614_400.417
"""When the verified worlds begin: 2026-01-05T12:00:00.417Z."""

SEEDS = (0, 1, 7)
FEWEST = 3
MAX_BYTES = 400_000
_LONG_AFTER = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """What is asked of a world again and again: one identity, or one page."""

    identity: Mapping[str, JSON]
    offset: int = 0
    limit: int | None = None


def verify(
    scenario: Scenario,
    *,
    seeds: Sequence[int] = SEEDS,
    sets: frozenset[str] = LIFECYCLE,
    start: float = START,
) -> tuple[ScenarioFinding, ...]:
    """Return what is wrong with a scenario; nothing where all is as it says.

    Args:
        scenario: What is looked at.
        seeds: Each one is a world of its own.
        sets: Opt-in sets of rules that are judged as well.
        start: When the worlds begin.
    """
    given = all_findings(scenario, seeds=seeds, sets=sets, start=start)
    expected = frozenset(scenario.expected_findings)
    unexpected = {
        (found.id, found.where): found for found in reversed(given) if found.id not in expected
    }
    missing = [
        ScenarioFinding(
            id=MISSING,
            message=f"{id_} is expected, but nothing gives it",
            where=scenario.file,
        )
        for id_ in scenario.expected_findings
        if all(found.id != id_ for found in given)
    ]
    return (*reversed(unexpected.values()), *missing)


def all_findings(
    scenario: Scenario,
    *,
    seeds: Sequence[int] = SEEDS,
    sets: frozenset[str] = LIFECYCLE,
    start: float = START,
) -> tuple[ScenarioFinding, ...]:
    """Return every finding that a scenario gives, the expected ones included."""
    worlds = [ScenarioRun(scenario, start=start, seed=seed) for seed in seeds]
    looks = [(world, look) for world in worlds for look in _samples(scenario, world)]
    found: list[ScenarioFinding] = []
    room = 0
    for place, (world, look) in enumerate(looks):
        if not place:
            room = _budget(world, look)
        # The first one is looked at closely, the others share what room is left.
        most = room // 2 if not place else room // 2 // len(looks)
        found += _sample_over_time(world, look, sample_moments(scenario, max(most, FEWEST)), sets)
    return tuple(found)


def _budget(world: ScenarioRun, look: _Sample) -> int:
    """Return how many answers can be judged in fair time: large bodies take long."""
    try:
        size = len(_ask(world, look, 0).moment.body)
    except ScenarioError:
        return FEWEST
    return MAX_BYTES // max(size, 200)


def sample_moments(scenario: Scenario, most: int = 1000) -> tuple[int, ...]:
    """Return up to about `most` moments to look at, in milliseconds after the start."""
    turns = sorted(moment for moment in scenario.plan.change_times() if moment >= 0)
    near = {moment + shift for moment in turns for shift in (-1, 0, 1, scenario.tick)}
    between = {(before + after) // 2 for before, after in pairwise(turns)}
    last = max((0, *turns)) + _LONG_AFTER
    moments = sorted(moment for moment in {0, *near, *between, last} if moment >= 0)
    if len(moments) <= most:
        return tuple(moments)
    step = len(moments) / most
    return (*(moments[int(place * step)] for place in range(most)), last)


def _sample_over_time(
    world: ScenarioRun, look: _Sample, moments: Sequence[int], sets: frozenset[str]
) -> Iterator[ScenarioFinding]:
    """Look at one thing or page again and again, and judge each answer and each pair."""
    before: SampledAnswer | None = None
    for elapsed in moments:
        try:
            answer = _ask(world, look, elapsed)
        except ScenarioError as error:
            yield ScenarioFinding(id="not-computable", message=f"{error.what}: {error.found}",
                          where=world.scenario.file, at=elapsed, seed=world.seed,
                          identity=look.identity)  # fmt: skip
            return
        yield from check_answer(world.scenario, answer, sets)
        if before is not None:
            yield from check_transition(world.scenario, before, answer, sets)
        before = answer


def _ask(world: ScenarioRun, look: _Sample, elapsed: int) -> SampledAnswer:
    now = world.time_after(elapsed)
    scenario = world.scenario
    query: dict[str, JSON] = {}
    pagination = scenario.operation.pagination
    if scenario.is_list:
        moment = world.page(look.offset, look.limit, now, identity=look.identity)
        if pagination:
            query[pagination.offset] = look.offset
            if look.limit is not None:
                query[pagination.limit] = look.limit
        where = scenario.file
    else:
        moment = world.answer(look.identity, now)
        keyframe = world.keyframe(look.identity, now)
        where = keyframe.where if keyframe else scenario.file
    return SampledAnswer(
        moment=moment,
        body=parse_json(moment.body) if moment.body else None,
        elapsed=elapsed,
        now=datetime.fromtimestamp(now, UTC),
        seed=world.seed,
        identity=look.identity,
        query=query,
        where=where,
    )


def _samples(scenario: Scenario, world: ScenarioRun) -> Iterator[_Sample]:
    identities = sample_identities(scenario)
    if not scenario.is_list:
        yield from (_Sample(identity=identity) for identity in identities)
        return
    pagination = scenario.operation.pagination
    if pagination is None:
        yield _Sample(identity=identities[0])
        return
    limit = _largest(scenario.operation.parameter(Location.QUERY, pagination.limit))
    count = world.count
    offsets = {0, max(count - limit // 2, 0), count, count // 2}
    for offset in sorted(offsets):
        yield _Sample(identity=identities[0], offset=offset, limit=limit)
    yield _Sample(identity=identities[0])


def _largest(parameter: Parameter | None) -> int:
    if parameter is None:
        return 100
    schema, _ = dereference(parameter.schema.root, parameter.schema.definition)
    return int(schema.get("maximum", 100))


def sample_identities(scenario: Scenario) -> tuple[Mapping[str, JSON], ...]:
    """Return identities to look at: the known ones, the documented one, and some neighbours."""
    usual = default_identity(scenario)
    found = [usual, *(usual | dict(identity) for identity in scenario.known)]
    found += [
        {name: _neighbour(scenario.operation, name, value, step) for name, value in usual.items()}
        for step in (1, 2)
    ]
    unique = {repr(sorted(identity.items())): identity for identity in found}
    return tuple(unique.values())


def _neighbour(operation: Operation, name: str, value: JSON, step: int) -> JSON:
    parameter = next(found for found in operation.parameters if found.name == name)
    if parameter.location is Location.PATH and isinstance(value, int):
        return value + step * 997
    examples = parameter.examples
    return examples[step % len(examples)] if examples else value


def describe(finding: ScenarioFinding) -> str:
    """Return a finding as text: what, then where it shows."""
    at = f" at {durations.format_duration(finding.at)}" if finding.at is not None else ""
    lines = [f"{finding.id}{at}: {finding.message}"]
    facts = {
        "where": finding.where,
        "pointer": finding.pointer,
        "found": finding.found,
        "identity": ", ".join(f"{name}={value}" for name, value in finding.identity.items()),
        "seed": str(finding.seed) if finding.at is not None else "",
        "rule": finding.rule,
    }
    lines += [f"  {name:<9}{text}" for name, text in facts.items() if text]
    return "\n".join(lines)
