"""The headers that HTTP itself defines occur once and have a valid syntax."""

import re
from collections.abc import Iterator

from contracts.http.messages.dates import http_date
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import Severity

ID = "http-headers"
SUMMARY = "Headers that HTTP defines occur once and have valid values."

_ONCE = ("content-type", "date", "etag", "location", "retry-after", "last-modified", "age")
_DATES = ("date", "last-modified")
_TAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_MEDIA_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+([ \t]*;.*)?")
_UNAUTHORIZED = 401
_CHALLENGE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+( .*)?|[^,]*,.*")


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the headers of every answer."""
    for seen in evidence.observations:
        if not seen.status or evidence.is_contract_example:
            continue
        errors = list(_errors(seen))
        if not errors:
            yield passed(ID)
        for name, severity, message in errors:
            yield failed(
                Finding(
                    rule=ID,
                    severity=severity,
                    message=f"{message}.",
                    pointer=name,
                    expected="as RFC 9110 defines it",
                    exchange=seen.exchange.number,
                    key=name,
                    cause=name,
                )
            )


def _errors(seen: Observation) -> Iterator[tuple[str, Severity, str]]:
    response = seen.answer
    names = [name.lower() for name, _ in response.headers]
    # Most answers have no header twice.
    for name in _ONCE if len(set(names)) < len(names) else ():
        values = response.values(name)
        if len(values) > 1:
            severity = Severity.ERROR if len(set(values)) > 1 else Severity.WARNING
            yield name, severity, f"The header {name} occurs {len(values)} times"
    for name in _DATES:
        value = response.header(name)
        if value is not None and http_date(value) is None:
            yield name, Severity.ERROR, f"The header {name} is {preview(value)}, which is no date"
    tag = response.header("etag")
    if tag is not None and not _TAG.fullmatch(tag.strip()):
        yield "etag", Severity.ERROR, f"The header etag is {preview(tag)}, which is no entity tag"
    kind = response.header("content-type")
    if kind is not None and not _MEDIA_TYPE.fullmatch(kind.strip()):
        message = f"The header content-type is {preview(kind)}, which is no media type"
        yield "content-type", Severity.ERROR, message
    wait = response.header("retry-after")
    if wait is not None and not _is_wait(wait.strip()):
        message = f"The header retry-after is {preview(wait)}, which is neither seconds nor a date"
        yield "retry-after", Severity.ERROR, message
    if seen.status == _UNAUTHORIZED and response.are_headers_known:
        yield from _challenge(response.values("www-authenticate"))


def _is_wait(value: str) -> bool:
    return (value.isascii() and value.isdigit()) or http_date(value) is not None


def _challenge(values: tuple[str, ...]) -> Iterator[tuple[str, Severity, str]]:
    name = "www-authenticate"
    if not values:
        yield name, Severity.ERROR, "A 401 has no header www-authenticate"
    elif not any(_CHALLENGE.fullmatch(value.strip()) for value in values):
        message = f"The header {name} is {preview(values[0])}, which is no challenge"
        yield name, Severity.ERROR, message
