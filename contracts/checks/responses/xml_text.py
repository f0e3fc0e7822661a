"""A body that is declared as XML begins as XML does, and is not JSON.

A document may allow both, so that the label alone says how a client reads the body. Whether the XML
is well-formed is not judged.
"""

from collections.abc import Iterator

from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.leniency.severity import is_documented_example
from contracts.observations.observation import Observation
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity, is_xml_type
from openapi.json.parsing import JsonError, parse_json

ID = "xml-text"
SUMMARY = "A body that is declared as XML is XML."

_BEGINNINGS = (b"<", b"\xef\xbb\xbf<", b"\xfe\xff", b"\xff\xfe", b"\x00<", b"\x4c\x6f\xa7\x94")
"""How XML begins in UTF-8, UTF-16 and EBCDIC (XML 1.0, appendix F)."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the first bytes of every body that is declared as XML."""
    for seen in evidence.conclusive():
        response = seen.answer
        if not is_xml_type(response.media_type) or not seen.has_body:
            continue
        if response.unread_reason:
            yield not_exercised(ID, response.unread_reason)
        elif response.body.lstrip().startswith(_BEGINNINGS):
            yield passed(ID)
        else:
            yield failed(_finding(seen, response.media_type, response.body))


def _finding(seen: Observation, media_type: str, body: bytes) -> Finding:
    documented = seen.documented
    what = "JSON" if _is_json(body) else "no XML"
    return Finding(
        rule=ID,
        # An example that is no XML is the document's fault; a server may show it.
        severity=Severity.WARNING if is_documented_example(seen) else Severity.ERROR,
        message=f"The Content-Type is {media_type}, but the body is {what}.",
        pointer="Content-Type",
        values=(("body", preview(body[:100].decode("utf-8", "replace"))),),
        expected="a text that begins with <",
        source=source_text(documented.source if documented else None),
        contract=contract_location(
            seen.contract, documented.pointer if documented else seen.operation.pointer
        ),
        exchange=seen.exchange.number,
        key=str(seen.status),
        cause=what,
    )


def _is_json(body: bytes) -> bool:
    try:
        parse_json(body)
    except JsonError:
        return False
    return True
