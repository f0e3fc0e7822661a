"""A charset in Content-Type is that of the body (RFC 9110, 8.3.2).

JSON is UTF-8 and needs no charset (RFC 8259, 8.1 and 11), so most clients ignore it; the others
read a different text if it is wrong.
"""

import codecs
from collections.abc import Iterator
from email.message import Message
from functools import lru_cache

from contracts.observations.evidence import Evidence
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity, is_json_type

ID = "charset"
SUMMARY = "A charset in Content-Type is that of the body."

_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})
"""Codecs of Python that are no charsets; the time of `punycode` grows with the square of a text."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every JSON body that comes with a charset."""
    for seen in evidence.conclusive():
        response = seen.answer
        if not seen.has_body or not is_json_type(response.media_type):
            continue
        name = charset_of(response.header("content-type") or "")
        if not name or seen.json_error:
            yield not_exercised(ID, "no charset is named")
            continue
        if response.is_text:
            yield not_exercised(ID, "the recorder has decoded the body")
            continue
        severity = _severity(response.body, name)
        if severity is None:
            yield passed(ID)
            continue
        yield failed(
            Finding(
                rule=ID,
                severity=severity,
                message=f"Content-Type has the charset {name[:40]}, but the body is UTF-8.",
                pointer="Content-Type",
                values=(("Content-Type", preview(response.header("content-type"))),),
                expected="no charset, or utf-8",
                exchange=seen.exchange.number,
                key=name.lower(),
                cause=name.lower(),
            )
        )


@lru_cache(maxsize=1024)
def charset_of(content_type: str) -> str:
    """Return the charset of a Content-Type; empty without one."""
    message = Message()
    message["content-type"] = content_type
    found = message.get_param("charset")
    return found if isinstance(found, str) else ""


def _severity(body: bytes, name: str) -> Severity | None:
    """Return the severity of a wrong charset; None if it is right."""
    text = body.decode("utf-8")
    try:
        if codecs.lookup(name).name in _NO_CHARSETS:
            return Severity.INFO
        read = body.decode(name)
    except LookupError:
        return Severity.INFO
    except (UnicodeDecodeError, ValueError):
        return Severity.ERROR
    if read == text:
        return None
    # A body that is no JSON in this charset fails in every client that respects it.
    return Severity.ERROR if read[:1] not in {"{", "[", '"'} else Severity.WARNING
