"""Requests that are equivalent by URI syntax or HTTP get the same answer.

A notation is refused if it is each time: a server may refuse any request now and then.
"""

from collections.abc import Iterator, Sequence

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.failures.chance import EQUIVALENTS
from contracts.observations.observation import Observation
from contracts.results.confidence import Confidence
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "equivalent-requests"
SUMMARY = "An escaped letter, or the case of a header's name, makes no difference."


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge answers to equivalent requests between two answers to the usual one."""
    seen_by_twin: dict[int, list[Observation]] = {}
    firsts: dict[int, Observation] = {}
    for seen in evidence.observations:
        if seen.exchange.purpose is not Purpose.EQUIVALENT:
            continue
        if seen.exchange.compared_to:
            seen_by_twin.setdefault(seen.exchange.compared_to, []).append(seen)
        else:
            firsts[seen.exchange.number] = seen
    for number, first in firsts.items():
        others = seen_by_twin.get(number, [])
        again = [seen for seen in others if _is_same_request(seen, first)]
        if not all(seen.is_success for seen in (first, *again)):
            yield not_exercised(ID, "the usual request did not succeed each time")
            continue
        yield from _judged(first, others)


def _judged(first: Observation, others: Sequence[Observation]) -> Iterator[CheckResult]:
    """Yield the result on each notation of a request."""
    by_notation: dict[object, list[Observation]] = {}
    for seen in others:
        # A server that fails, or is busy, may do so at any request, however it is written.
        if not _is_same_request(seen, first) and seen.status and not seen.is_failing:
            request = seen.exchange.request
            by_notation.setdefault((request.target, request.headers), []).append(seen)
    for asked in by_notation.values():
        if any(seen.is_success for seen in asked):
            yield passed(ID)
        elif len(asked) < EQUIVALENTS:
            yield not_exercised(ID, "an equivalent request was not refused often enough")
        else:
            yield failed(_finding(asked[0], first))


def _is_same_request(seen: Observation, first: Observation) -> bool:
    mine, theirs = seen.exchange.request, first.exchange.request
    return (mine.target, mine.headers) == (theirs.target, theirs.headers)


def _finding(seen: Observation, first: Observation) -> Finding:
    # Escaped letters are equivalent by RFC 3986, but many small servers do not know that. That the
    # case of names makes no difference is a rule of HTTP itself; for those of headers a framework
    # sees to that, but locks made by hand compare a scheme as it is, and clients write `Bearer`.
    mine, usual = seen.exchange.request, first.exchange.request
    is_escaped = mine.target != usual.target
    is_scheme = [name for name, _ in mine.headers] == [name for name, _ in usual.headers]
    severity = Severity.WARNING if is_scheme else Severity.ERROR
    return Finding(
        rule=ID,
        severity=Severity.INFO if is_escaped else severity,
        confidence=Confidence.TENTATIVE if is_escaped else None,
        message=(
            f"Equivalent requests are answered with {first.status} and {seen.status}: "
            f"{seen.exchange.note}."
        ),
        values=(("usual", first.exchange.request.target), ("difference", seen.exchange.note)),
        expected=f"{first.status}, as for the equivalent request",
        contract=contract_location(seen.contract, seen.operation.pointer),
        exchange=seen.exchange.number,
        key=seen.exchange.note,
        cause=seen.exchange.note,
    )
