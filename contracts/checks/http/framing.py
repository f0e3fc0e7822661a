"""Every answer is framed as HTTP requires: one correct length, and no bytes after the end.

`contracts.http.client.connection` finds the errors while it reads. With one of them, another
client or a proxy may read a different answer.
"""

from collections.abc import Iterator

from contracts.observations.evidence import Evidence
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "framing"
SUMMARY = "Length, coding and header section of every answer are as HTTP requires."


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the framing of every answer."""
    for seen in evidence.observations:
        if not seen.status or evidence.is_contract_example:
            continue
        if seen.exchange.is_recorded:
            yield not_exercised(ID, "a recording does not show how an answer was framed")
            continue
        if not seen.answer.framing_errors:
            yield passed(ID)
        for error in seen.answer.framing_errors:
            yield failed(
                Finding(
                    rule=ID,
                    severity=Severity.ERROR,
                    message=f"The answer is not well-formed: {error}.",
                    expected="an answer that all clients read alike (RFC 9112)",
                    exchange=seen.exchange.number,
                    key=_kind(error),
                    cause=_kind(error),
                )
            )


def _kind(error: str) -> str:
    return "".join(c for c in error if not c.isdigit())[:60]
