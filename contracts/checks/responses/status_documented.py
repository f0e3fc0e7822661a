"""The status of an answer is one that the contract knows.

A 4xx says that a request was refused; whether it should have been is `valid-accepted`'s business,
and a 5xx is `server-error`'s. What a platform answers before the API is asked is left alone.
"""

from collections.abc import Iterator

from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.tolerances import has_condition
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "status-documented"
SUMMARY = "Every success and redirect is one that the contract names."

_REFUSALS = (4, 5)
_NOT_MODIFIED = 304


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the status of every answer to a request that names the operation."""
    for seen in evidence.conclusive():
        if seen.documented is not None:
            yield passed(ID)
        elif seen.status == _NOT_MODIFIED and has_condition(seen):
            yield not_exercised(ID, "304 answers a condition")
        elif seen.status // 100 in _REFUSALS or not seen.is_valid_request:
            yield not_exercised(ID, f"{seen.status} is a refusal")
        else:
            known = ", ".join(response.status for response in seen.operation.responses)
            yield failed(
                Finding(
                    rule=ID,
                    severity=Severity.ERROR,
                    message=f"The status {seen.status} is not documented, allowed is {known}.",
                    expected=known,
                    contract=contract_location(
                        seen.contract, f"{seen.operation.pointer}/responses"
                    ),
                    exchange=seen.exchange.number,
                    key=str(seen.status),
                )
            )
