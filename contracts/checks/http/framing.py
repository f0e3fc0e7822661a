"""An answer is carried as HTTP says: one length, true, and nothing behind it.

`contracts.http.client.connection` sees it while it reads; a proxy or another client would read
another answer.
"""

from collections.abc import Iterator

from contracts.observations.evidence import Evidence
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import Severity

ID = "framing"
SUMMARY = "Length, coding and head of every answer are as HTTP says."


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge how every answer was carried."""
    for seen in evidence.observations:
        response = seen.exchange.response
        if response is None or evidence.is_contract_example:
            continue
        if not response.framing_errors:
            yield passed(ID)
        for fault in response.framing_errors:
            yield failed(
                Finding(
                    rule=ID,
                    severity=Severity.ERROR,
                    message=f"The answer is not well-formed: {fault}.",
                    expected="an answer that every client reads alike (RFC 9112)",
                    exchange=seen.exchange.number,
                    key=_kind(fault),
                )
            )


def _kind(fault: str) -> str:
    return "".join(c for c in fault if not c.isdigit())[:60]
