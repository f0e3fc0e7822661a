"""A request that is invalid by the contract is refused."""

from collections.abc import Iterator

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.observations.tolerances import (
    GATEWAY_STATUSES,
    HTTP_REFUSALS,
    NOT_WHOLE,
    discrepancy_of,
    is_converted_body,
    tolerated_body,
    tolerated_violation,
)
from contracts.results.confidence import Confidence
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity
from openapi.parameters.serialization import ParameterViolation

ID = "invalid-refused"
SUMMARY = "A request with an invalid or missing parameter or body is refused."


_INVALID_ON_PURPOSE = frozenset({Purpose.PARAMETER, Purpose.GENERATED})
"""Why requests with invalid values are made; all others have the documented ones."""

_OWN_EXAMPLE = "the invalid value is a documented example, which a server may accept"


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the answers to requests with an invalid parameter or body."""
    for seen in evidence.conclusive():
        error = seen.request_body_error
        if evidence.is_contract_example or not (seen.parameters.violations or error):
            continue
        if not seen.is_whole_request:
            yield not_exercised(ID, NOT_WHOLE)
        elif seen.status // 100 == 4:  # noqa: PLR2004 - the class of refusals
            is_usual = not error or seen.status in GATEWAY_STATUSES | HTTP_REFUSALS
            known = _refusals(seen)
            is_known = is_usual or not known or seen.documented is not None
            yield passed(ID) if is_known else failed(_unknown_finding(seen, error, known))
        elif seen.is_success and seen.exchange.purpose not in _INVALID_ON_PURPOSE:
            yield not_exercised(ID, _OWN_EXAMPLE)
        elif seen.is_success and error:
            freedom = tolerated_body(seen)
            yield not_exercised(ID, freedom) if freedom else failed(_body_finding(seen, error))
        elif seen.is_success:
            yield from _accepted(seen)


def _accepted(seen: Observation) -> Iterator[CheckResult]:
    freedoms = [tolerated_violation(seen, violation) for violation in seen.parameters.violations]
    if all(freedoms):
        yield not_exercised(ID, freedoms[0])
        return
    # One invalid parameter that must not be tolerated is enough; the first one is reported.
    violation = seen.parameters.violations[freedoms.index("")]
    yield failed(_finding(seen, violation))


def _refusals(seen: Observation) -> str:
    """Return the documented 4xx statuses as a list: `400, 404`."""
    statuses = (response.status for response in seen.operation.responses)
    return ", ".join(status for status in statuses if status.startswith("4"))


def _unknown_finding(seen: Observation, error: str, known: str) -> Finding:
    """Return the info that a refusal, though correct, has an undocumented status."""
    return Finding(
        rule=ID,
        severity=Severity.INFO,
        message=f"An invalid request is refused with {seen.status}, not as documented: {error}.",
        pointer="request body",
        expected=known,
        source=source_text(seen.operation.source),
        contract=contract_location(seen.contract, f"{seen.operation.pointer}/responses"),
        exchange=seen.exchange.number,
        key=f"body {seen.status}",
        cause=f"body {seen.status}",
    )


def _body_finding(seen: Observation, error: str) -> Finding:
    is_converted = is_converted_body(seen)
    return Finding(
        rule=ID,
        severity=Severity.WARNING if is_converted else Severity.ERROR,
        confidence=Confidence.TENTATIVE if is_converted else None,
        message=f"An invalid request is accepted with {seen.status}: {error}.",
        pointer="request body",
        expected="a 4xx",
        source=source_text(seen.operation.source),
        contract=contract_location(seen.contract, f"{seen.operation.pointer}/requestBody"),
        exchange=seen.exchange.number,
        key="body, converted" if is_converted else "body",
        cause="a scalar in the body is converted" if is_converted else "",
    )


def _finding(seen: Observation, violation: ParameterViolation) -> Finding:
    parameter = seen.operation.parameter(violation.location, violation.name)
    entry = discrepancy_of(seen.contract, parameter) if parameter else None
    return Finding(
        rule=ID,
        severity=entry.severity if entry else Severity.ERROR,
        message=f"An invalid request is accepted with {seen.status}: the {violation.message}.",
        pointer=violation.name,
        values=((violation.name, preview(violation.found) if violation.found else "(missing)"),),
        expected=f"a 4xx; allowed is {violation.allowed}",
        source=source_text(parameter.source if parameter else None),
        contract=contract_location(
            seen.contract, parameter.pointer if parameter else seen.operation.pointer
        ),
        discrepancy=entry.id if entry else "",
        ruling=entry.decision if entry else "",
        exchange=seen.exchange.number,
        key="missing" if not violation.found else violation.allowed,
        cause=f"{violation.location} {violation.name} "
        f"{violation.allowed if violation.found else 'missing'}",
        blamed=(f"{violation.location} {violation.name}",),
    )
