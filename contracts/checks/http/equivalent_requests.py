"""Requests that URI syntax and HTTP call equal are answered alike."""

from collections.abc import Iterator

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence, is_throttled
from contracts.observations.observation import Observation
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "equivalent-requests"
SUMMARY = "An escaped letter, or the case of a header's name, changes nothing."


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge answers to one request in other words, between two answers to it as it is."""
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
            yield not_exercised(ID, "the request was not answered with a success each time")
            continue
        for seen in others:
            if _is_same_request(seen, first) or not seen.status or is_throttled(seen):
                continue
            yield passed(ID) if seen.is_success else failed(_finding(seen, first))


def _is_same_request(seen: Observation, first: Observation) -> bool:
    mine, theirs = seen.exchange.request, first.exchange.request
    return (mine.target, mine.headers) == (theirs.target, theirs.headers)


def _finding(seen: Observation, first: Observation) -> Finding:
    # RFC 3986 calls an escaped letter equal, and many a small server has never heard of it; that
    # header names have no case is HTTP itself.
    is_escaped = seen.exchange.request.target != first.exchange.request.target
    return Finding(
        rule=ID,
        severity=Severity.INFO if is_escaped else Severity.ERROR,
        message=(
            f"Equal requests are answered with {first.status} and {seen.status}: "
            f"{seen.exchange.note}."
        ),
        values=(("as it is", first.exchange.request.target), ("asked", seen.exchange.note)),
        expected=f"{first.status}, as for the same request in other words",
        contract=contract_location(seen.contract, seen.operation.pointer),
        exchange=seen.exchange.number,
        key=seen.exchange.note,
    )
