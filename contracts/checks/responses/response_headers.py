"""The required headers of an answer are present, and documented headers are valid."""

from collections.abc import Iterator

from contracts.http.messages.exchange import Response
from contracts.http.messages.redaction import ALWAYS_SECRET
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.observations.tolerances import severity_of
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Parameter
from openapi.contract import Response as DocumentedResponse
from openapi.parameters.scalars import parse_scalar
from openapi.schema.types import type_of
from openapi.schema.validation import validator_for

ID = "response-headers"
SUMMARY = "Required headers are present; documented headers have valid values."

_SCALARS = frozenset({"string", "integer", "number", "boolean"})


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the documented headers of every documented answer."""
    for seen in evidence.conclusive():
        documented, response = seen.documented, seen.exchange.response
        if documented is None or response is None or evidence.is_contract_example:
            continue
        for header in documented.headers:
            value = response.header(header.name)
            if value is None and seen.exchange.is_recorded and _is_left_out(header, response):
                yield not_exercised(ID, f"the recording may lack the header {header.name}")
                continue
            fault = _fault(header, value)
            if fault:
                yield failed(_finding(seen, documented, header, value, fault))
            elif value is not None:
                yield passed(ID)


def _is_left_out(header: Parameter, response: Response) -> bool:
    """Whether a recorder may have left out a header: all of them, or one with secrets."""
    return not response.are_headers_known or header.name.lower() in ALWAYS_SECRET


def _fault(header: Parameter, value: str | None) -> str:
    if value is None:
        return "is missing" if header.is_required else ""
    if type_of(header.schema.definition) not in _SCALARS:
        return ""
    try:
        typed = parse_scalar(value.strip(), header.schema)
    except ValueError as error:
        return f"is {preview(value)}, allowed is {error}"
    violations = validator_for(header.schema).violations(typed)
    return f"is {preview(value)}, allowed is {violations[0].allowed}" if violations else ""


def _finding(
    seen: Observation,
    documented: DocumentedResponse,
    header: Parameter,
    value: str | None,
    fault: str,
) -> Finding:
    return Finding(
        rule=ID,
        severity=severity_of(documented),
        message=f"The header {header.name} {fault}.",
        pointer=header.name,
        values=((header.name, preview(value) if value is not None else "(missing)"),),
        source=source_text(header.source),
        contract=contract_location(seen.contract, header.pointer),
        exchange=seen.exchange.number,
        key=documented.status,
    )
