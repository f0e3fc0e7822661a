"""How much an error in an answer weighs: what no documentation shows is no error of a server."""

from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from openapi.contract import Basis, Schema, Severity, Source
from openapi.json.equality import is_same_json
from openapi.json.pointers import exists, resolve
from openapi.schema.spelling import spellings
from openapi.schema.violations import Violation

KNOWN = frozenset({Basis.DOCUMENTED, Basis.EXAMPLE})
"""What states of a document that a reader can check."""


def body_severity(
    evidence: Evidence,
    seen: Observation,
    schema: Schema,
    source: Source | None,
    violation: Violation,
) -> Severity:
    """Return the severity of an error inside an answer's body.

    The body of an answer that the documentation does not show may have any form. But if it has
    every required key of the documented form, the documented places in it must be valid. A body
    that is a documented example shows that the document contradicts itself, which is a warning, and
    so does a value that an example has in the same place.

    Args:
        evidence: All that was observed.
        seen: The answer.
        schema: The schema of its body.
        source: The documentation of the invalid place.
        violation: The error.
    """
    severity = severity_of(evidence, seen)
    if is_documented_example(seen) or _is_documented_value(seen, violation):
        return Severity.WARNING if severity is Severity.ERROR else severity
    required, body = schema.definition.get("required", ()), seen.body
    is_meant = bool(required) and isinstance(body, dict) and all(key in body for key in required)
    is_known = source is not None and source.basis in KNOWN
    return Severity.ERROR if is_meant and is_known else severity


def is_documented_example(seen: Observation) -> bool:
    """Whether the body of an answer is one of its examples, as a value or as a text."""
    text = seen.answer.body.decode("utf-8", "replace")
    examples = seen.effective_media_type.examples if seen.effective_media_type else ()
    return any(each.value in (seen.body, text) for each in examples if not each.is_placeholder)


def _is_documented_value(seen: Observation, violation: Violation) -> bool:
    """Whether an example has the same value in the same place, or the same unknown keys.

    A server may write the value in its documented type, and add what the example lacks.
    """
    media, value, pointer = seen.effective_media_type, violation.value, violation.pointer
    examples = (each.value for each in (media.examples if media else ()) if not each.is_placeholder)
    for shown in (resolve(each, pointer) for each in examples if exists(each, pointer)):
        has_same_keys = isinstance(shown, dict) and {*violation.unknown} <= shown.keys()
        if violation.unknown and has_same_keys:
            return True
        # In its documented type, the value breaks another keyword.
        spelt = () if violation.keyword == "type" else spellings(shown)
        if any(is_same_json(each, value) for each in (shown, *spelt)):
            return True
    return False


def severity_of(evidence: Evidence, seen: Observation) -> Severity:
    """Return the severity of an error in this answer: `info` where it is only our expectation.

    It is where no documentation shows the answer, or a framework gave it before the API could.
    """
    documented = seen.documented
    if documented is None or evidence.is_of_router(seen):
        return Severity.INFO
    basis = documented.source.basis if documented.source else Basis.DOCUMENTED
    if basis in KNOWN or documented.status.startswith("2"):
        return Severity.ERROR
    return Severity.INFO
