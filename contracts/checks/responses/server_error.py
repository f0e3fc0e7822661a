"""No request causes a server error, not even an invalid one."""

from collections.abc import Iterator

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence, is_throttled
from contracts.observations.observation import Observation
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "server-error"
SUMMARY = "No request is answered with a 5xx status."

_INTERNAL = 500
"""An error even if documented: the server did not expect the request (RFC 9110, 15.6.1)."""

_NOT_IMPLEMENTED = 501
_VERSION_NOT_SUPPORTED = 505


def _is_documented(seen: Observation) -> bool:
    """Whether the contract names exactly this status, not only its class."""
    return seen.documented is not None and seen.documented.status == str(seen.status)


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the status of every answer."""
    for seen in evidence.observations:
        if not seen.status or evidence.is_contract_example:
            continue
        if is_throttled(seen):
            yield not_exercised(ID, "the server was busy")
        elif seen.status == _NOT_IMPLEMENTED and seen.exchange.request.method != "GET":
            yield not_exercised(ID, "a server need not support every method")
        elif seen.status == _VERSION_NOT_SUPPORTED and seen.exchange.purpose is Purpose.PROTOCOL:
            yield not_exercised(ID, "a server need not support every version of HTTP")
        elif seen.status // 100 != 5:  # noqa: PLR2004 - the class of server errors
            yield passed(ID)
        elif seen.status != _INTERNAL and _is_documented(seen):
            yield not_exercised(ID, f"{seen.status} is a documented answer")
        else:
            documented = seen.documented
            yield failed(
                Finding(
                    rule=ID,
                    severity=Severity.ERROR,
                    message=f"The request is answered with {seen.status}: the server failed.",
                    expected="a success, or a 4xx that states what is wrong with the request",
                    source=source_text(documented.source if documented else None),
                    contract=contract_location(
                        seen.contract, documented.pointer if documented else seen.operation.pointer
                    ),
                    exchange=seen.exchange.number,
                    key=str(seen.status),
                )
            )
