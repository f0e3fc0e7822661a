"""Where credentials are demanded, only the right one opens, and only what is one's own.

A server that lets anybody in is healthy where the contract allows that; then nothing is judged.
Whether a second identity really is somebody else is the caller's word (`OTHER_…`).
"""

from collections.abc import Iterator, Sequence

from contracts.checks.requests.tenant_isolation import foreign_items
from contracts.http.messages.exchange import Identity, Purpose
from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence, is_throttled
from contracts.observations.observation import Observation
from contracts.observations.similarity import is_distinctive, matches, stable_leaves
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity
from openapi.schema.validation import validator_for

ID = "access-enforced"
SUMMARY = "Without the right credential there is nothing to be had."

_LOCKED = frozenset({401, 403})
_FEWEST_KEYS = 1

_WHO = {
    Identity.ANONYMOUS: "without a credential",
    Identity.STRANGER: "with a wrong credential",
    Identity.TRESPASSER: "to one who may not see it",
    Identity.INTRUDER: "to somebody else",
}


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the answers to those who should get none."""
    probed = [
        seen
        for seen in evidence.observations
        if seen.exchange.purpose is Purpose.ACCESS and seen.status and not is_throttled(seen)
    ]
    if not probed:
        return
    own = [seen for seen in evidence.conclusive() if seen.is_success and not seen.json_error]
    if not own:
        yield not_exercised(ID, "nothing was to be had with one's own credential")
        return
    nobody = [seen for seen in probed if seen.exchange.asker is Identity.ANONYMOUS]
    if not any(seen.status in _LOCKED for seen in nobody) and _is_open(evidence):
        yield not_exercised(ID, "the server demands no credential, and need not")
        return
    for seen in probed:
        if seen.exchange.asker in {Identity.ANONYMOUS, Identity.STRANGER}:
            yield _locked_out(seen, own)
    yield from _contexts(probed, own)
    for fault, seen in foreign_items(evidence, probed):
        yield failed(_finding(seen, fault)) if fault else passed(ID)


def _is_open(evidence: Evidence) -> bool:
    """Whether the contract lets a client come without credentials."""
    security = evidence.operation.security
    return not security or any(not alternative for alternative in security)


def _locked_out(seen: Observation, own: Sequence[Observation]) -> CheckResult:
    if seen.is_success:
        who = _WHO[seen.exchange.asker]
        return failed(_finding(seen, f"The request is answered with {seen.status} {who}"))
    if seen.status in _LOCKED and _tells(seen, own):
        return failed(_finding(seen, f"The {seen.status} carries what it refuses"))
    return passed(ID)


def _tells(seen: Observation, own: Sequence[Observation]) -> bool:
    """Whether the body of a refusal has everything that a success has."""
    success = seen.operation.success
    media = next((m for m in success.media_types if m.schema), None) if success else None
    if media is None or media.schema is None or seen.json_error:
        return False
    keys = set(own[0].body) if isinstance(own[0].body, dict) else set()
    refused = set(seen.body) if isinstance(seen.body, dict) else set()
    return (
        len(keys) >= _FEWEST_KEYS
        and keys <= refused
        and validator_for(media.schema).is_valid(seen.body)
    )


def _contexts(probed: Sequence[Observation], own: Sequence[Observation]) -> Iterator[CheckResult]:
    """Judge who got what belongs to another context than the one that was asked for."""
    by_number = {seen.exchange.number: seen for seen in probed}
    first = next((seen for seen in own if seen.exchange.purpose is Purpose.ACCESS), own[0])
    mine = stable_leaves([seen for seen in own if _target(seen) == _target(first)])
    for seen in probed:
        if seen.exchange.asker is Identity.TRESPASSER:
            theirs = by_number.get(seen.exchange.compared_to)
            stays = mine if theirs is None else stable_leaves([theirs])
            yield _trespassed(seen, stays, is_mine=theirs is None)
        elif seen.exchange.asker is Identity.INTRUDER:
            same = [known for known in own if _target(known) == _target(seen)]
            yield _trespassed(seen, stable_leaves(same), is_mine=True)


def _trespassed(seen: Observation, stays: dict[str, object], *, is_mine: bool) -> CheckResult:
    if not seen.is_success:
        return passed(ID)
    if not is_distinctive(stays) or not matches(seen, stays):
        return passed(ID)
    whose = "belongs to one's own context" if is_mine else "belongs to somebody else"
    return failed(_finding(seen, f"The answer is what {whose}: {seen.exchange.note}"))


def _target(seen: Observation) -> str:
    return seen.exchange.request.target


def _finding(seen: Observation, message: str) -> Finding:
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=f"{message}.",
        values=(("asked", seen.exchange.note),),
        expected="401, 403 or 404",
        contract=contract_location(seen.contract, f"{seen.operation.pointer}/security"),
        exchange=seen.exchange.number,
        key=f"{seen.exchange.asker} {seen.exchange.request.method}",
    )
