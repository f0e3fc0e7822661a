"""Input is not returned as code: markup in HTML (CWE-79), a line break in a header (CWE-113).

Input that is returned in JSON, or escaped, is harmless. Every request with markup or line breaks
is judged.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "no-reflection"
SUMMARY = "Markup and line breaks of a request are not returned unescaped."

_MARKUP = re.compile(r"<[A-Za-z][^<>]{0,200}>[^<>\s]{0,40}")
"""A tag and the text after it, by which it differs from the page's own tags."""
_SUSPECT = re.compile(r"<|[\r\n][^ ]")
"""What markup and a line break have; most requests have neither."""
_SHORTEST = 4
_HEADER = re.compile(r"[\r\n]([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*)")
_ACTIVE = ("html", "xml", "svg")


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the answers to requests with markup or line breaks."""
    for seen in evidence.observations:
        response = seen.answer
        if not seen.status or evidence.is_contract_example:
            continue
        sent = _sent(seen)
        if not _SUSPECT.search(sent):
            continue
        markup = [piece for piece in _MARKUP.findall(sent) if len(piece) >= _SHORTEST]
        injected = [found for found in _HEADER.findall(sent) if response.header(found[0])]
        if injected:
            name, value = injected[0]
            message = f"A line break of the request creates a header: {name}: {value[:40]}"
            yield failed(_finding(seen, message, "header"))
        elif markup and _is_active(seen):
            body = response.body.decode("utf-8", "replace")
            back = (piece for piece in markup if piece in body)
            found = next((piece for piece in back if not _is_of_page(piece, evidence)), "")
            if not found and response.unread_reason:
                yield not_exercised(ID, response.unread_reason)
            elif found:
                where = response.media_type or "a body"
                message = f"Markup of the request is returned in {where}: {preview(found)}"
                yield failed(_finding(seen, message, "markup"))
            else:
                yield passed(ID)
        elif markup or _HEADER.search(sent):
            yield passed(ID)


def _is_of_page(piece: str, evidence: Evidence) -> bool:
    """Whether another answer has the same markup although its request did not."""
    data = piece.encode()
    return any(
        data in seen.answer.body and piece not in _sent(seen) for seen in evidence.observations
    )


def _sent(seen: Observation) -> str:
    request = seen.exchange.request
    values = (value for _, value in request.headers)
    return "\n ".join([unquote_plus(request.target, errors="replace"), *values])


def _is_active(seen: Observation) -> bool:
    """Whether a browser may render the body as a page."""
    kind = seen.answer.media_type
    return not kind or any(word in kind for word in _ACTIVE)


def _finding(seen: Observation, message: str, key: str) -> Finding:
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=f"{message}.",
        expected="no input in the answer, or escaped, or in JSON",
        exchange=seen.exchange.number,
        key=key,
        cause=key,
    )
