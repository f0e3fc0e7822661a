"""The required headers of an answer are present, and documented headers are valid.

A list in a header is separated by commas (OpenAPI 3.0.3, style `simple`); each item is judged.
"""

import re
from collections.abc import Iterator

from contracts.checks.confidence import doubt_of
from contracts.http.archive.bodies import is_redaction
from contracts.http.messages.exchange import Response
from contracts.http.messages.redaction import ALWAYS_SECRET, HIDDEN_SUFFIX
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.leniency.severity import severity_of
from contracts.observations.observation import Observation
from contracts.observations.tolerances import GATEWAY_STATUSES, HTTP_REFUSALS
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Parameter, Severity
from openapi.json.types import JSON
from openapi.parameters.errors import InvalidParameterError
from openapi.parameters.scalars import parse_scalar
from openapi.parameters.shape import shape_of
from openapi.parameters.typed_texts import typed_items
from openapi.schema.types import type_of
from openapi.schema.validation import validator_for

ID = "response-headers"
SUMMARY = "Required headers are present; documented headers have valid values."

_NOT_MODIFIED = 304
_NOT_FOUND = 404
_OF_HTTP = (HTTP_REFUSALS - {_NOT_FOUND}) | GATEWAY_STATUSES | {_NOT_MODIFIED}
_UNWRITTEN = re.compile(r"[^ -~]")  # what a header cannot contain, or only in some encoding
_SCALARS = frozenset({"string", "integer", "number", "boolean"})


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the documented headers of every documented answer."""
    errors: dict[tuple[Parameter, str | None], str] = {}
    for seen in evidence.conclusive():
        documented, response = seen.documented, seen.answer
        if documented is None or evidence.is_contract_example:
            continue
        if seen.status in _OF_HTTP and not documented.status.isdigit():
            # `default` is about the API's own answers; a 304 repeats headers of the 200, and
            # HTTP's refusals often come from what is before the API.
            continue
        for header in documented.headers:
            values = response.values(header.name)
            is_list = type_of(shape_of(header.schema).definition) == "array"
            # Several lines of a list are one list (RFC 9110, 5.3).
            value = ", ".join(values) if is_list and values else response.header(header.name)
            if value is None and seen.exchange.is_recorded and _is_left_out(header, response):
                yield not_exercised(ID, f"the recording may lack the header {header.name}")
                continue
            if value is not None and is_hidden(value):
                yield not_exercised(ID, f"the recording hides the header {header.name}")
                continue
            # Most answers have the same few values.
            key = (header, value)
            if key not in errors:
                errors[key] = _error_of(header, value)
            if error := errors[key]:
                severity = _severity(severity_of(evidence, seen), header, value)
                yield failed(_finding(seen, header, value, error, severity))
            elif value is not None:
                yield passed(ID)


def _severity(severity: Severity, header: Parameter, value: str | None) -> Severity:
    """Return a warning in place of an error where the document itself shows the value.

    A header cannot have each character that an example has.
    """
    shown = (each.strip() for each in header.examples if isinstance(each, str))
    is_shown = value is not None and any(
        _UNWRITTEN.sub("?", each) == _UNWRITTEN.sub("?", value) for each in shown
    )
    return Severity.WARNING if is_shown and severity is Severity.ERROR else severity


def _is_left_out(header: Parameter, response: Response) -> bool:
    """Whether a recorder may have left out a header: all of them, or one with secrets."""
    return not response.are_headers_known or header.name.lower() in ALWAYS_SECRET


def is_hidden(value: str) -> bool:
    """Whether a recorder, or a run, has written something else in the place of a secret."""
    return (value.startswith("$") and value.endswith(HIDDEN_SUFFIX)) or is_redaction(value)


def _error_of(header: Parameter, value: str | None) -> str:
    if value is None:
        return "is missing" if header.is_required else ""
    shape = shape_of(header.schema)
    kind = type_of(shape.definition)
    # A comma inside quotes separates nothing, and how a server means it is not documented.
    if kind not in _SCALARS and not (kind == "array" and '"' not in value):
        return ""
    typed: JSON
    try:
        if kind == "array":
            typed = typed_items([part.strip() for part in value.split(",") if part.strip()], shape)
        else:
            typed = parse_scalar(value.strip(), shape)
    except InvalidParameterError as error:
        return f"is {preview(value)}, which {error}"
    except ValueError as error:
        return f"is {preview(value)}, allowed is {error}"
    violations = validator_for(header.schema).violations(typed)
    return f"is {preview(value)}, allowed is {violations[0].allowed}" if violations else ""


def _finding(
    seen: Observation, header: Parameter, value: str | None, error: str, severity: Severity
) -> Finding:
    return Finding(
        rule=ID,
        severity=severity,
        confidence=doubt_of(severity),
        message=f"The header {header.name} {error}.",
        pointer=header.name,
        values=((header.name, preview(value) if value is not None else "(missing)"),),
        source=source_text(header.source),
        contract=contract_location(seen.contract, header.pointer),
        exchange=seen.exchange.number,
        key=seen.documented.status if seen.documented else "",
        cause=f"{header.name.lower()} {'invalid' if value is not None else 'missing'}",
    )
