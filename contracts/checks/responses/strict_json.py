"""A body that is declared or documented as JSON is valid by RFC 8259.

Clients read duplicate keys, NaN, bytes after the value, a byte order mark and text that is not
UTF-8 differently, so all of these are findings.
"""

import re
from collections.abc import Iterator

from contracts.checks.confidence import doubt_of
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.leniency.severity import severity_of
from contracts.observations.observation import WITHOUT_CONTENT, Observation
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity, is_json_type

ID = "strict-json"
SUMMARY = "A JSON body is valid JSON that all clients read alike."

_VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")
"""What differs between two errors of one kind: quoted text and numbers."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the text of every body that is declared or documented as JSON."""
    for seen in evidence.conclusive():
        response = seen.answer
        if seen.exchange.request.method == "HEAD" or not _is_json(seen):
            continue
        if response.unread_reason:
            yield not_exercised(ID, response.unread_reason)
        elif not seen.has_body and (not seen.is_success or seen.status in WITHOUT_CONTENT):
            yield not_exercised(ID, f"a {seen.status} without a body")
        elif not seen.json_error and not seen.json_ambiguity:
            yield passed(ID)
        else:
            yield failed(_finding(seen, response.body, severity_of(evidence, seen)))


def _finding(seen: Observation, body: bytes, severity: Severity) -> Finding:
    """Return the finding: at most a warning for a body that RFC 8259 allows clients to refuse."""
    documented, is_open = seen.documented, bool(seen.json_ambiguity)
    if is_open and severity is Severity.ERROR:
        severity = Severity.WARNING
    what = "Some clients cannot read the body" if is_open else "The body is not JSON"
    return Finding(
        rule=ID,
        severity=severity,
        confidence=doubt_of(severity),
        message=f"{what}: {seen.json_ambiguity or seen.json_error}.",
        values=(("body", preview(body[:100].decode("utf-8", "replace"))),),
        source=source_text(documented.source if documented else None),
        contract=contract_location(
            seen.contract, documented.pointer if documented else seen.operation.pointer
        ),
        exchange=seen.exchange.number,
        key=f"{seen.status} open" if is_open else str(seen.status),
        cause=f"{_VALUES.sub('', seen.json_ambiguity or seen.json_error)} {seen.status // 100}xx",
    )


def _is_json(seen: Observation) -> bool:
    if found := seen.answer.media_type:
        return is_json_type(found)
    media_types = seen.documented.media_types if seen.documented else ()
    return any(is_json_type(media.name) for media in media_types)
