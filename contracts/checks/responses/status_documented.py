"""The status of an answer is documented.

A success or redirect with another status is an error. A refusal is an info: valid requests that are
refused are judged by `valid-accepted`, a 5xx by `server-error`. But a 410 in place of the 404 that
the contract documents is a warning: it names the status for this very case.
"""

from collections.abc import Iterator

from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.observations.request_heads import has_condition
from contracts.observations.tolerances import (
    ABSENT,
    GATEWAY_STATUSES,
    HTTP_REFUSALS,
    has_path_parameters,
)
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "status-documented"
SUMMARY = "Every answer has a status that the contract names."

_REFUSALS, _FAILURES = 4, 5
_NOT_MODIFIED = 304
_ALWAYS_ALLOWED = HTTP_REFUSALS | GATEWAY_STATUSES
"""Refusals of HTTP itself, and of what is before the API; no contract lists them all."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the status of every conclusive answer."""
    for seen in evidence.conclusive():
        if seen.documented is not None:
            yield passed(ID)
        elif not seen.operation.responses:
            # OpenAPI 3.1 need not document any; the document lacks it, and the server is healthy.
            yield failed(_finding(seen, Severity.INFO))
        elif seen.status == _NOT_MODIFIED and (has_condition(seen) or seen.exchange.is_recorded):
            yield not_exercised(ID, "304 answers a conditional request")
        elif seen.status in _ALWAYS_ALLOWED or seen.is_head_of_get:
            yield not_exercised(ID, f"{seen.status} needs no documentation")
        elif seen.status // 100 == _FAILURES:
            yield not_exercised(ID, f"{seen.status} is judged by server-error")
        elif seen.status // 100 == _REFUSALS:
            yield failed(_finding(seen, _severity_of_refusal(seen)))
        elif not seen.is_valid_request:
            yield not_exercised(ID, f"{seen.status} may be a refusal")
        else:
            yield failed(_finding(seen, Severity.ERROR))


def _severity_of_refusal(seen: Observation) -> Severity:
    is_absent = seen.status in ABSENT and seen.is_valid_request
    is_of_path = is_absent and has_path_parameters(seen.operation)
    is_named = any(seen.operation.exact_response(str(status)) is not None for status in ABSENT)
    return Severity.WARNING if is_of_path and is_named else Severity.INFO


def _finding(seen: Observation, severity: Severity) -> Finding:
    known = ", ".join(response.status for response in seen.operation.responses)
    return Finding(
        rule=ID,
        severity=severity,
        message=f"The status {seen.status} is not documented, allowed is {known}."
        if known
        else f"The status {seen.status} is not documented: the operation documents no response.",
        expected=known,
        contract=contract_location(seen.contract, f"{seen.operation.pointer}/responses"),
        exchange=seen.exchange.number,
        key=str(seen.status),
        cause=str(seen.status),
    )
