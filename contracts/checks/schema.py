"""A body is as its schema says, formats included."""

from collections.abc import Iterator

from contracts.documents import contract_line, describe, source_text
from contracts.evidence import Evidence
from contracts.finding import Finding, shown
from contracts.freedoms import severity_of
from contracts.observation import Observation
from contracts.verdict import Judgement, failed, not_exercised, passed
from openapi.contract import Response as DocumentedResponse
from openapi.contract import Schema
from openapi.pointers import join
from openapi.validation import Violation, validator_for

ID = "schema"
SUMMARY = "Every body is valid against its documented schema."

MAX_VIOLATIONS = 10
"""Of one body that are reported."""


def judge(evidence: Evidence) -> Iterator[Judgement]:
    """Judge every body that could be read, by the schema of its representation."""
    for seen in evidence.answered():
        documented, media = seen.documented, seen.judged_media_type
        if documented is None or media is None or media.schema is None:
            yield not_exercised(ID, f"no schema is documented for {seen.status}")
        elif seen.body_fault:
            yield not_exercised(ID, f"no JSON to judge: {seen.body_fault}")
        elif validator_for(media.schema).is_valid(seen.body):
            yield passed(ID)
        else:
            for violation in validator_for(media.schema).explain(seen.body)[:MAX_VIOLATIONS]:
                yield failed(_finding(seen, documented, media.schema, violation))


def _finding(
    seen: Observation, documented: DocumentedResponse, schema: Schema, violation: Violation
) -> Finding:
    missing = _missing(violation)
    place = join(violation.pointer, missing) if missing else violation.pointer
    source, pointer = describe(schema, place)
    return Finding(
        rule=ID,
        severity=severity_of(documented),
        message=f"{violation.message}.",
        pointer=place,
        values=((place or "body", "(missing)" if missing else shown(violation.value)),),
        expected=violation.allowed,
        source=source_text(source),
        contract=contract_line(seen.contract, pointer),
        exchange=seen.exchange.number,
        key=f"{documented.status} {violation.keyword}",
    )


def _missing(violation: Violation) -> str:
    """Return the name of a missing key, so that the finding can point to its documented line."""
    if violation.keyword != "required" or not isinstance(violation.value, dict):
        return ""
    _, _, names = violation.message.partition(" lacks ")
    return names.partition(",")[0].strip()
