"""How sure the findings of each check are, each with the reason.

A check that is less or more sure of one of its judgements says so in that finding
(`Finding.confidence`); the others have the confidence of this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from contracts.results.confidence import Confidence
from contracts.results.finding import Finding
from openapi.contract import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How sure the findings of a check are."""

    confidence: Confidence  # unless a finding has its own
    reason: str  # why, one clause


def _certain(reason: str) -> Trust:
    return Trust(confidence=Confidence.CERTAIN, reason=reason)


def _firm(reason: str) -> Trust:
    return Trust(confidence=Confidence.FIRM, reason=reason)


def _tentative(reason: str) -> Trust:
    return Trust(confidence=Confidence.TENTATIVE, reason=reason)


TRUST: Mapping[str, Trust] = {
    "success-seen": _firm(
        "the documented request should succeed, but the server may lack its data"
    ),
    "answered": _firm("the network may have lost the answer"),
    "server-error": _certain("the status says that the server failed"),
    "status-documented": _certain("the status is not in the contract"),
    "media-type": _certain("the header is not what the contract lists"),
    "strict-json": _certain("the bytes are no JSON"),
    "xml-text": _certain("no XML begins with these bytes"),
    "schema": _certain("a validator decides, and another explains"),
    "annotated-values": _firm("the value cannot be decoded or names no schema of the contract"),
    "write-only": _certain("the value is in the answer"),
    "response-headers": _certain("the header is missing, or its value is invalid"),
    "valid-accepted": _firm("the contract names every value, but may leave out a condition"),
    "invalid-refused": _firm("the contract forbids the value, but may be stricter than its server"),
    "framing": _certain("the bytes of the answer show it"),
    "head": _firm("two GETs around it agree, but a resource may change and change back"),
    "methods-allowed": _certain("status and header contradict HTTP or each other"),
    "http-headers": _certain("the header contradicts its syntax"),
    "charset": _certain("the bytes cannot be read in this charset, or read differently"),
    "conditional": _firm("the tags of two answers are compared, and a proxy may have one of them"),
    "own-answer": _firm("the same request is answered differently twice before and after"),
    "equivalent-requests": _firm("the usual request succeeds before and after"),
    "names-distinct": _firm("the answer has the distinctive values of another resource"),
    "access-enforced": _firm("your own credential succeeds, and so does a wrong one or none"),
    "no-reflection": _certain("the marked text of the request is in the answer"),
    "no-internals": _firm("the text has the form of a stack trace or query"),
    "undocumented-fields": _certain("the field is in no schema of the answer"),
    "pagination-walk": _firm("the walk is repeated, and a list that changes is not judged"),
    "page-links": _firm("the links contradict the pages that were read"),
    "guessed-pages": _tentative("no document says how the list pages; it is guessed from names"),
    "filters": _tentative("no document says that the parameter filters; its name and values do"),
    "polling": _firm("answers at different times are compared"),
    "thing-vanishes": _tentative("no document states how long a resource is kept"),
    "safe-repeatable": _firm("the same request succeeds before and after"),
    "read-back": _firm("two later GETs show the old state, and an unknown id is answered with 404"),
    "rules": _certain("the rule's expression is false for the body"),
}
"""By id of the check; `rules` is for every rule of a contract."""

SECOND_OPINION = _firm("Schemathesis reads the contract in its own way")
"""For rules of Schemathesis."""


def trust_in(rule: str) -> Trust:
    """Return how sure the findings of a check, a contract's rule or a foreign rule are."""
    if rule in TRUST:
        return TRUST[rule]
    return SECOND_OPINION if rule.startswith("schemathesis.") else TRUST["rules"]


def with_confidence(finding: Finding) -> Finding:
    """Return a finding with its own confidence, else with that of its check."""
    if finding.confidence is not None:
        return finding
    return replace(finding, confidence=trust_in(finding.rule).confidence)


def doubt_of(severity: Severity) -> Confidence | None:
    """Return the confidence of an error in an answer that no document shows; None if one does.

    The severity is that of `contracts.observations.tolerances.severity_of` or `body_severity`,
    which give `info` where the form of the answer is only our expectation.
    """
    return Confidence.TENTATIVE if severity is Severity.INFO else None
