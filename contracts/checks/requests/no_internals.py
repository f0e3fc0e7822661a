"""No answer shows internals of the server, or the client's credential (CWE-209).

Internals are searched in refusals and server errors only, credentials in every answer.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from contracts.http.archive.bodies import is_redaction
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.confidence import Confidence
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity
from openapi.json.pointers import iter_values
from openapi.text.secret_names import is_credential_name

ID = "no-internals"
SUMMARY = "No answer shows a stack trace, a query, a secret of the server, or the credential."

_FIRST_REFUSAL = 400
_SHORTEST_SECRET = 8

SEARCHED = 64 * 1024
"""Characters of a body that are searched; every repetition below is bounded, too."""

_TRACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a stack trace (Python)", re.compile(r"Traceback \(most recent call last\)")),
    ("a stack trace (Python)", re.compile(r'File \\?"[^"\n]{1,200}\.py\\?", line \d')),
    ("a stack trace (Ruby)", re.compile(r"\.rb:\d{1,7}:in [`']")),
    (
        "a stack trace (Java)",
        re.compile(r"\bat [\w$.<>]{1,200}\([\w$]{1,100}\.(java|kt|scala):\d{1,7}\)"),
    ),
    (
        "a stack trace (.NET)",
        re.compile(r"\bat [\w.`<>]{1,200}\([^()\n]{0,300}\) in [^\n]{1,200}:line \d"),
    ),
    (
        "a stack trace (JavaScript)",
        re.compile(r"\bat [^\n()]{1,200}\([^()\n]{1,300}\.[cm]?[jt]s:\d{1,7}:\d{1,7}\)"),
    ),
    ("a stack trace (Go)", re.compile(r"goroutine \d{1,9} \[running\]|\.go:\d{1,7} \+0x[0-9a-f]")),
    (
        "a stack trace (PHP)",
        re.compile(r"(Fatal error|Uncaught \w)[^\n]{1,300}\.php(:| on line )"),
    ),
    ("a query", re.compile(r"\bSELECT\s[^;]{1,300}\sFROM\s")),
    ("an error of the database", re.compile(r"syntax error at or near|SQLSTATE\[|ORA-\d{5}\b")),
)

_SECRETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "the password of a URL",
        re.compile(
            r"(?<![\w+.-])[A-Za-z][\w+.-]{1,30}:(?:\\?/){2}[^\s:/@\"'<>?#]{0,60}:"
            r"(?![*x.]{1,100}@)[^\s:/@\"'<>{}\[\]$%?#]{3,100}@[\w\[]"
        ),
    ),
    ("a key of AWS", re.compile(r"(?<![A-Za-z0-9])AKIA[0-9A-Z]{16}(?![A-Za-z0-9])")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----")),
)
"""Secrets of the server that have a form of their own; findings never repeat them."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every answer for internals and credentials in it."""
    for seen in evidence.observations:
        response = seen.answer
        if not seen.status or evidence.is_contract_example:
            continue
        text = response.body.decode("utf-8", "replace")
        headers = "\n".join(value for _, value in response.headers)
        found = _trace(seen, text)
        shows_own = any(secret in text or secret in headers for secret in _credentials(seen))
        if shows_own and seen.is_success and _is_about_credential(seen):
            yield not_exercised(ID, "the answer is about a credential, as its path says")
        elif shows_own:
            yield failed(_finding(seen, "The answer repeats the credential of the request", "key"))
        elif secret := _secret(seen, text):
            yield failed(_finding(seen, f"The answer shows {secret[0]} {secret[1]}", secret[0]))
        elif found:
            message = f"The answer shows {found[0]}: {preview(found[1])}"
            yield failed(_finding(seen, message, found[0]))
        elif response.unread_reason:
            yield not_exercised(ID, response.unread_reason)
        else:
            yield passed(ID)


def _is_about_credential(seen: Observation) -> bool:
    """Whether a path such as `/users/me/token` says that its answers carry a credential."""
    return is_credential_name(seen.operation.path.rstrip("/").rpartition("/")[2])


def _trace(seen: Observation, text: str) -> tuple[str, str] | None:
    if seen.status < _FIRST_REFUSAL:
        return None
    for what, pattern in _TRACES:
        match = pattern.search(text, 0, SEARCHED)
        if match and match[0] not in seen.exchange.request.target:
            return what, match[0]
    return None


def _secret(seen: Observation, text: str) -> tuple[str, str] | None:
    """Return which secret of the server a refusal or server error shows, and where."""
    if seen.status < _FIRST_REFUSAL:
        return None
    request = seen.exchange.request
    sent = f"{unquote(request.target)}\n{request.body.decode('utf-8', 'replace')}"
    for what, pattern in _SECRETS:
        match = pattern.search(text, 0, SEARCHED)
        if match and match[0] not in sent and match[0] not in request.target:
            values = iter_values(seen.body)
            pointers = (at for at, each in values if isinstance(each, str) and match[0] in each)
            pointer = next(pointers, "")
            return what, f"at {pointer}" if pointer else f"at character {match.start()} of the body"
    return None


def _credentials(seen: Observation) -> Iterator[str]:
    """Yield the credentials of the request without their schemes."""
    for value in seen.credentials:
        token = value.rpartition(" ")[2]
        if len(token) >= _SHORTEST_SECRET and not is_redaction(token):
            yield token


def _finding(seen: Observation, message: str, key: str) -> Finding:
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        # A credential is found by its value, internals by their form.
        confidence=Confidence.CERTAIN if key == "key" else None,
        message=f"{message}.",
        expected="a message about the request, without internals of the server",
        exchange=seen.exchange.number,
        key=key,
        cause=key,
    )
