"""What comes in does not go out as code: markup in HTML, a line break in a header.

That is CWE-79 and CWE-113. Input that comes back inside JSON, or escaped, is harmless. Judged on
every exchange whose request carried something that could do harm.
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
SUMMARY = "Markup and line breaks of a request do not come back as such."

_MARKUP = re.compile(r"<[A-Za-z][^<>]{0,200}>")
_SHORTEST = 4
_HEADER = re.compile(r"[\r\n]([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*)")
_ACTIVE = ("html", "xml", "svg")


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the answers to requests that carry markup or line breaks."""
    for seen in evidence.observations:
        response = seen.exchange.response
        if response is None or evidence.is_contract_example:
            continue
        sent = _sent(seen)
        markup = [piece for piece in _MARKUP.findall(sent) if len(piece) >= _SHORTEST]
        injected = [found for found in _HEADER.findall(sent) if response.header(found[0])]
        if injected:
            name, value = injected[0]
            told = f"A line break of the request makes a header: {name}: {value[:40]}"
            yield failed(_finding(seen, told, "header"))
        elif markup and _is_active(seen):
            body = response.body.decode("utf-8", "replace")
            found = next((piece for piece in markup if piece in body), "")
            if not found and response.unread_reason:
                yield not_exercised(ID, response.unread_reason)
            elif found:
                told = f"Markup of the request comes back in {response.media_type or 'a body'}"
                yield failed(_finding(seen, f"{told}: {preview(found)}", "markup"))
            else:
                yield passed(ID)
        elif markup or _HEADER.search(sent):
            yield passed(ID)


def _sent(seen: Observation) -> str:
    request = seen.exchange.request
    values = (value for _, value in request.headers)
    return "\n ".join([unquote_plus(request.target, errors="replace"), *values])


def _is_active(seen: Observation) -> bool:
    """Whether a browser would take the body for a page."""
    response = seen.exchange.response
    kind = response.media_type if response else ""
    return not kind or any(word in kind for word in _ACTIVE)


def _finding(seen: Observation, message: str, key: str) -> Finding:
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=f"{message}.",
        expected="nothing of the request, or escaped, or in JSON",
        exchange=seen.exchange.number,
        key=key,
    )
