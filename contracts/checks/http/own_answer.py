"""The second request on a connection does not get the answer to the first (RFC 9112, 9.3).

A request is sent alone on new connections, and as the second one on a connection; several times if
it seems to get the other answer, since a server may fail at any request.
"""

from collections.abc import Iterator

from contracts.http.messages.exchange import Purpose, Request
from contracts.observations.evidence import Evidence
from contracts.observations.failures.chance import MIXED_UP
from contracts.observations.observation import Observation
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "own-answer"
SUMMARY = "On an open connection every request gets its own answer."

_DIALOGUE = 4


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge groups of four requests: alone, another one first, second after it, alone again."""
    mixed_up: dict[Request, list[Finding]] = {}
    right: set[Request] = set()
    for alone, first, second, again in _dialogues(evidence):
        if not all(seen.status for seen in (alone, first, second, again)):
            continue
        if any(seen.is_failing for seen in (alone, first, second, again)):
            yield not_exercised(ID, "the server failed or was busy, as it may at any request")
            continue
        asked = second.exchange.request
        is_steady = alone.status == again.status != first.status
        if is_steady and second.status == first.status and second.answer.body == first.answer.body:
            mixed_up.setdefault(asked, []).append(_finding(second, alone))
        else:
            right.add(asked)
            yield passed(ID)
    for asked, found in mixed_up.items():
        for each in found:
            is_sure = len(found) >= MIXED_UP and asked not in right
            yield failed(each) if is_sure else not_exercised(ID, "it was not so each time")


def _finding(second: Observation, alone: Observation) -> Finding:
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=(
            "The second request on a connection is answered with the answer to the "
            f"first: {second.status} instead of {alone.status}."
        ),
        values=(("request", second.exchange.request.target),),
        expected=f"status {alone.status}, as on a new connection",
        exchange=second.exchange.number,
        cause="answers are mixed up",
    )


def _dialogues(evidence: Evidence) -> Iterator[list[Observation]]:
    """Yield groups of four requests that were sent one after the other.

    Some requests of a dialogue may belong to another operation, such as a HEAD that is documented
    beside GET: what is left of it is no dialogue.
    """
    part = [seen for seen in evidence.observations if seen.exchange.purpose is Purpose.CONNECTION]
    start = 0
    while start <= len(part) - _DIALOGUE:
        group = part[start : start + _DIALOGUE]
        if group[-1].exchange.number - group[0].exchange.number == _DIALOGUE - 1:
            yield group
            start += _DIALOGUE
        else:
            start += 1
