"""The Content-Type of an answer is documented; its charset is left to another check."""

from collections.abc import Iterator

from contracts.checks.confidence import doubt_of
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.leniency.severity import severity_of
from contracts.observations.observation import WITHOUT_CONTENT, Observation
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Response, Severity, is_json_type

ID = "media-type"
FIRST_REFUSAL = 400
_NOT_ACCEPTABLE = 406
SUMMARY = "The Content-Type is the documented one."


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the Content-Type of every documented answer with a body."""
    for seen in evidence.conclusive():
        documented, response = seen.documented, seen.answer
        is_head = seen.exchange.request.method == "HEAD"
        if documented is None or not documented.media_types:
            yield not_exercised(ID, f"no representation is documented for {seen.status}")
        elif not seen.has_body and (
            is_head or not seen.is_success or seen.status in WITHOUT_CONTENT
        ):
            yield not_exercised(ID, f"a {seen.status} without a body")
        elif seen.media_type is not None:
            yield passed(ID)
        elif not response.are_headers_known and not response.media_type:
            yield not_exercised(ID, "the recording does not have the headers")
        else:
            allowed = ", ".join(media.name for media in documented.media_types)
            found = response.header("content-type")
            wrong = f"The Content-Type is {found!r}" if found else "There is no Content-Type"
            severity = _severity(evidence, seen, documented)
            yield failed(
                Finding(
                    rule=ID,
                    severity=severity,
                    confidence=doubt_of(severity),
                    message=f"{wrong}, allowed is {allowed}.",
                    pointer="Content-Type",
                    values=(("Content-Type", found or "(none)"),),
                    expected=allowed,
                    source=source_text(documented.source),
                    contract=contract_location(seen.contract, f"{documented.pointer}/content"),
                    exchange=seen.exchange.number,
                    key=f"{documented.status} {response.media_type}",
                    cause=f"{response.media_type} for {allowed}",
                )
            )


def _severity(evidence: Evidence, seen: Observation, documented: Response) -> Severity:
    """Return the severity: clients can still read a refusal in another kind of JSON.

    A 406 says that no type suits the client, in one of the server's choice (RFC 9110, 15.5.7).
    """
    severity, found = severity_of(evidence, seen), seen.answer.media_type
    if seen.status == _NOT_ACCEPTABLE:
        return Severity.INFO
    are_json = is_json_type(found) and any(
        is_json_type(media.name) for media in documented.media_types
    )
    if severity is Severity.ERROR and seen.status >= FIRST_REFUSAL and are_json:
        return Severity.WARNING
    return severity
