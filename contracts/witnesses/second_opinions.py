"""Which judgements of Schemathesis count beside our own."""

from collections.abc import Iterator, Sequence

from contracts.checks.responses import schema
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.verdict import CheckResult
from openapi.contract import Severity, is_json_type
from openapi.parameters.shape import shape_of
from openapi.schema.types import type_of

METHOD_RULES = frozenset({"schemathesis.unsupported-method"})
"""Rules of Schemathesis about requests with a method that the contract does not name."""

SCHEMA_RULE = "schemathesis.response-schema-conformance"

ALWAYS_ALLOWED_METHODS = frozenset({"HEAD", "OPTIONS", "TRACE"})
"""Methods that HTTP itself defines: a server may answer them even if no contract names them."""


def relevant_second_opinions(
    evidence: Evidence, own: Sequence[CheckResult], second_opinion: Sequence[CheckResult]
) -> Iterator[CheckResult]:
    """Yield the judgements of Schemathesis that count beside our own.

    Only those about a success: only our checks know which refusals a contract leaves open. Not
    those about an exchange that our own checks object to, and of a body not where our own check of
    its schema has a milder word, as about a value that the document's example shows. A judgement
    about an undocumented method counts although the request belongs to no operation.
    """
    objected = {
        judgement.finding.exchange
        for judgement in own
        if judgement.finding and judgement.finding.severity is Severity.ERROR
    }
    shown = {each.finding.exchange for each in own if each.finding and each.rule == schema.ID}
    successes = [seen for seen in evidence.observations if seen.is_success]
    routed = {seen.exchange.number for seen in successes if seen.is_routed} - objected
    # Schemathesis reads YAML as data; we judge a text as the text that it is.
    texts = {seen.exchange.number for seen in successes if _is_text(seen)}
    every = {
        seen.exchange.number
        for seen in successes
        if seen.exchange.request.method not in ALWAYS_ALLOWED_METHODS
    }
    for judgement in second_opinion:
        relevant = every if judgement.rule in METHOD_RULES else routed
        if judgement.rule == SCHEMA_RULE:
            relevant = relevant - texts - shown
        if judgement.finding is None or judgement.finding.exchange in relevant:
            yield judgement


def _is_text(seen: Observation) -> bool:
    found, schema = seen.answer.media_type, seen.schema
    is_string = schema is not None and type_of(shape_of(schema).definition) == "string"
    return (is_string or found.startswith("text/")) and not is_json_type(found)
