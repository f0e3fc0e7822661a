"""The status of a success or redirect is documented.

Refusals of valid requests are judged by `valid-accepted`, a 5xx by `server-error`.
"""

from collections.abc import Iterator

from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.tolerances import has_condition
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "status-documented"
SUMMARY = "Every success or redirect has a status that the contract names."

_REFUSALS = (4, 5)
_NOT_MODIFIED = 304


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the status of every conclusive answer."""
    for seen in evidence.conclusive():
        if seen.documented is not None:
            yield passed(ID)
        elif seen.status == _NOT_MODIFIED and (has_condition(seen) or seen.exchange.is_recorded):
            yield not_exercised(ID, "304 answers a conditional request")
        elif seen.status // 100 in _REFUSALS or not seen.is_valid_request:
            yield not_exercised(ID, f"{seen.status} may be a refusal")
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
