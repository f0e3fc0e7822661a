"""A body is valid against its schema, formats included."""

from collections.abc import Iterator

from contracts.http.messages.exchange import Identity
from contracts.observations.citations import cite, contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.observations.tolerances import body_severity
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Schema
from openapi.json.pointers import join
from openapi.schema.validation import Violation, validator_for

ID = "schema"
SUMMARY = "Every body is valid against its documented schema."

MAX_VIOLATIONS = 10
"""Violations of one body that are reported."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every readable body, including successes without credentials."""
    for seen in (*evidence.conclusive(), *_anonymous_answers(evidence)):
        documented, media = seen.documented, seen.effective_media_type
        if documented is None or media is None or media.schema is None:
            yield not_exercised(ID, f"no schema is documented for {seen.status}")
        elif seen.json_error:
            yield not_exercised(ID, f"no JSON to judge: {seen.json_error}")
        elif validator_for(media.schema).is_valid(seen.body):
            yield passed(ID)
        else:
            for violation in validator_for(media.schema).violations(seen.body)[:MAX_VIOLATIONS]:
                yield failed(_finding(seen, documented.status, media.schema, violation))


def _anonymous_answers(evidence: Evidence) -> Iterator[Observation]:
    for seen in evidence.observations:
        is_open = seen.exchange.asker is Identity.ANONYMOUS and seen.is_routed and seen.is_success
        if is_open and seen.exchange.request.method != "HEAD":
            yield seen


def _finding(seen: Observation, status: str, schema: Schema, violation: Violation) -> Finding:
    missing = _missing(violation)
    place = join(violation.pointer, missing) if missing else violation.pointer
    source, pointer = cite(schema, place)
    return Finding(
        rule=ID,
        severity=body_severity(seen, schema, source),
        message=f"{_sentence(violation)}.",
        pointer=place,
        values=((place or "body", "(missing)" if missing else preview(violation.value)),),
        expected=violation.allowed,
        source=source_text(source),
        contract=contract_location(seen.contract, pointer),
        exchange=seen.exchange.number,
        key=f"{status} {violation.keyword}",
    )


def _sentence(violation: Violation) -> str:
    message = violation.message_for("the body")
    return f"T{message[1:]}" if message.startswith("the body ") else message


def _missing(violation: Violation) -> str:
    """Return the name of a missing key, so that the finding can cite its documentation."""
    if violation.keyword != "required" or not isinstance(violation.value, dict):
        return ""
    _, _, names = violation.message.partition(" lacks ")
    return names.partition(",")[0].strip()
