"""Keeps as few of the recorded exchanges as could be found that show a finding.

Checks are pure, so nothing is sent: the check judges parts of what was seen again, until no
exchange can be left out, or the bound on the work is reached.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from contracts.checks.all_checks import check_of
from contracts.http.deadline import OutOfTimeError
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.finding import Finding, finding_id, former_id
from contracts.results.verdict import CheckResult

T = TypeVar("T")


def minimize(
    items: Sequence[T], predicate: Callable[[Sequence[T]], bool], max_work: int
) -> tuple[T, ...]:
    """Return a part of `items`, in order, from which no item can be left out.

    This is delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
    input", 2002), without the step that tries single pieces.

    The whole has the property of the predicate, and is not tried again. After `max_work` items, all
    parts together, the best so far is returned.
    """
    kept = tuple(items)
    pieces = 2
    while len(kept) > 1:
        size = -(-len(kept) // pieces)
        for start in range(0, len(kept), size):
            rest = kept[:start] + kept[start + size :]
            max_work -= len(rest)
            if max_work < 0:
                return kept
            if rest and predicate(rest):
                kept, pieces = rest, max(pieces - 1, 2)
                break
        else:
            if size == 1:
                return kept
            pieces = min(pieces * 2, len(kept))
    return kept


MAX_REJUDGED = 4_000  # observations that are judged again for one finding
MAX_PARTNERS = 60  # earlier observations of which each is tried as the only one beside the last


def shows_finding(evidence: Evidence, judgements: Iterable[CheckResult], wanted: str) -> bool:
    """Whether one of the judgements on an operation is the finding with the id `wanted`.

    A witness of an earlier version has the id that its finding had then.
    """
    api, operation = evidence.contract.api, evidence.operation.id
    return any(
        wanted in {make(api, operation, judgement.finding) for make in (finding_id, former_id)}
        for judgement in judgements
        if judgement.finding is not None
    )


def recheck(evidence: Evidence, seen: Sequence[Observation], rule: str) -> list[CheckResult]:
    """Return the judgements of a rule on some observations alone."""
    check = check_of(rule, evidence.contract)
    if check is None:
        return []
    return [
        judgement for judgement in check.judge(evidence.limited_to(seen)) if judgement.rule == rule
    ]


def minimal_exchanges(evidence: Evidence, finding: Finding) -> tuple[int, ...]:
    """Return the numbers of the exchanges that show a finding, as few as possible, in order."""
    wanted = finding_id(evidence.contract.api, evidence.operation.id, finding)
    every = evidence.every
    last = next((s for s in every if s.exchange.number == finding.exchange), None)
    if last is None or check_of(finding.rule, evidence.contract) is None:
        return (finding.exchange,) if finding.exchange else ()

    def shows(seen: Sequence[Observation]) -> bool:
        evidence.check_time()
        return shows_finding(evidence, recheck(evidence, seen, finding.rule), wanted)

    before = [s for s in every if s.exchange.number < finding.exchange]
    try:
        return _fewest(last, every, before, shows)
    except OutOfTimeError:
        return _numbers([last])


def _fewest(
    last: Observation,
    every: Sequence[Observation],
    before: Sequence[Observation],
    shows: Callable[[Sequence[Observation]], bool],
) -> tuple[int, ...]:
    """Return the numbers of as few observations as possible that show the finding.

    Raises:
        OutOfTimeError: The time of the run is used up.
    """
    # Most findings need one or two exchanges: try those before minimizing longer sequences.
    for few in ([last], *([partner, last] for partner in reversed(before[-MAX_PARTNERS:]))):
        if shows(few):
            return _numbers(few)
    wholes = (_compared_exchanges(last, every), [*before, last], list(every))
    whole = next((part for part in wholes if shows(part)), None)
    return _numbers(minimize(whole, shows, MAX_REJUDGED) if whole else [last])


def _compared_exchanges(last: Observation, every: Sequence[Observation]) -> list[Observation]:
    """Return the observations that are compared with the last one, itself included."""
    numbers = {last.exchange.number, last.exchange.compared_to} - {0}
    return [s for s in every if s.exchange.number in numbers or s.exchange.compared_to in numbers]


def _numbers(seen: Sequence[Observation]) -> tuple[int, ...]:
    return tuple(observation.exchange.number for observation in seen)
