"""A body is valid against its schema, formats included."""

from collections.abc import Iterator

from contracts.checks.confidence import doubt_of
from contracts.http.messages.exchange import Identity
from contracts.observations.citations import cite, contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.leniency.severity import body_severity
from contracts.observations.observation import Observation
from contracts.results.finding import Finding, generic_place, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Schema, Severity
from openapi.json.pointers import join
from openapi.schema.validation import validator_for
from openapi.schema.violations import Violation
from openapi.schema.walk import dead_reference

ID = "schema"
SUMMARY = "Every body is valid against its documented schema."

MAX_VIOLATIONS = 10  # violations of one body that are reported


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every readable body, including successes without credentials."""
    for seen in (*evidence.conclusive(), *_anonymous_answers(evidence)):
        documented, schema = seen.documented, seen.schema
        if documented is None or schema is None:
            yield not_exercised(ID, f"no schema is documented for {seen.status}")
        elif seen.json_error:
            yield not_exercised(ID, f"no JSON to judge: {seen.json_error}")
        else:
            yield from _judged(evidence, seen, documented.status, schema)


def _judged(
    evidence: Evidence, seen: Observation, status: str, schema: Schema
) -> Iterator[CheckResult]:
    validator = validator_for(schema)
    violations, given_up = validator.violations(seen.body), validator.given_up(seen.body)
    for violation in violations[:MAX_VIOLATIONS]:
        yield failed(_finding(evidence, seen, status, schema, violation))
    for place in given_up[:MAX_VIOLATIONS]:
        yield failed(_given_up_finding(seen, status, schema, place))
    if not violations and not given_up:
        dead = dead_reference(schema)
        reason = f"$ref {dead!r} of the document does not resolve, so anything is valid there"
        yield not_exercised(ID, reason) if dead else passed(ID)


def _anonymous_answers(evidence: Evidence) -> Iterator[Observation]:
    for seen in evidence.observations:
        is_open = seen.exchange.asker is Identity.ANONYMOUS and seen.is_routed and seen.is_success
        if is_open and seen.exchange.request.method != "HEAD":
            yield seen


def _finding(
    evidence: Evidence, seen: Observation, status: str, schema: Schema, violation: Violation
) -> Finding:
    missing = _missing(violation)
    place = join(violation.pointer, missing) if missing else violation.pointer
    source, pointer = cite(schema, place)
    severity = body_severity(evidence, seen, schema, source, violation)
    return Finding(
        rule=ID,
        severity=severity,
        confidence=doubt_of(severity),
        message=f"{_sentence(violation)}.",
        pointer=place,
        values=((place or "body", "(missing)" if missing else preview(violation.value)),),
        expected=violation.allowed,
        source=source_text(source),
        contract=contract_location(seen.contract, pointer),
        exchange=seen.exchange.number,
        key=f"{status} {violation.keyword}",
        cause=_cause(pointer, place, violation),
    )


def _cause(pointer: str, place: str, violation: Violation) -> str:
    """Return the cause: the broken statement of a shared schema, or the place and the statement.

    `pointer` is that of the schema of the place, in the contract; `place` is in the body.
    """
    is_shared = not pointer.startswith("/paths/")
    where = pointer if is_shared else f"{generic_place(place)} {violation.allowed}"
    return f"{where} {violation.keyword}"


def _given_up_finding(seen: Observation, status: str, schema: Schema, place: str) -> Finding:
    """Name a pattern that decides nothing; that is no fault of the server."""
    source, pointer = cite(schema, place)
    return Finding(
        rule=ID,
        severity=Severity.INFO,
        message=f"The pattern of {place or 'the body'} takes too long to be matched; what it "
        "asks for was not judged.",
        pointer=place,
        expected="a pattern that does not look ahead, behind or back",
        source=source_text(source),
        contract=contract_location(seen.contract, f"{pointer}/pattern"),
        exchange=seen.exchange.number,
        key=f"{status} pattern given up {pointer}",
        cause=f"{pointer} pattern given up",
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
