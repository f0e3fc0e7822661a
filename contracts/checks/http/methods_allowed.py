"""A 405 has `Allow`, `Allow` lists the methods that work, and no undocumented method works."""

import re
from collections.abc import Container, Iterator

from contracts.http.messages.exchange import Identity
from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import Operation, Severity

ID = "methods-allowed"
SUMMARY = "A 405 has Allow, Allow lists the methods that work, and no other method works."

_NOT_ALLOWED = 405
_OWN = frozenset({"GET", "HEAD", "OPTIONS"})
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SPACE = " \t"
_FORGETS = "forgets"


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every `Allow`, every 405, and every success of an undocumented method."""
    if evidence.is_contract_example:
        return
    works = {
        seen.exchange.request.path: seen.exchange.request.method
        for seen in evidence.conclusive()
        if seen.is_success
        and seen.exchange.request.method == seen.operation.method
        # What an answer to OPTIONS lists is the server's choice (RFC 9110, 10.2.1).
        and seen.operation.method != "OPTIONS"
    }
    named = {
        operation.method
        for operation in evidence.contract.operations
        if operation.path == evidence.operation.path
    }
    for seen in evidence.observations:
        if not seen.status or seen.is_throttled:
            continue
        if seen.status != _NOT_ALLOWED or not _documents_refusal_alone(seen.operation):
            yield from _allow(seen, works.get(seen.exchange.request.path, ""), named)
        is_other = seen.exchange.request.method not in named | _OWN
        if is_other and seen.is_success and seen.exchange.asker is Identity.OWN:
            yield _undocumented(seen)


def _documents_refusal_alone(operation: Operation) -> bool:
    """Whether 405 is what an operation is for, as in a service that answers with any status."""
    return operation.success is None and any(
        each.status == str(_NOT_ALLOWED) for each in operation.responses
    )


def _allow(seen: Observation, works: str, named: Container[str]) -> Iterator[CheckResult]:
    values = seen.answer.values("allow")
    if values or (seen.status == _NOT_ALLOWED and seen.answer.are_headers_known):
        allow = ", ".join(values)
        wrong = _error_of(seen, allow, works) if values else _missing(seen)
        if wrong is None:
            yield passed(ID)
            return
        # Frameworks with a route for each method, such as Starlette, list those of one route.
        is_one_route = wrong[1] == _FORGETS and any(
            method in named for method in listed_methods(allow) or ()
        )
        severity = Severity.WARNING if is_one_route else Severity.ERROR
        yield failed(_finding(seen, *wrong, severity))


def _missing(seen: Observation) -> tuple[str, str]:
    method = seen.exchange.request.method
    return f"{method} is answered with 405 without Allow", "missing"


def _error_of(seen: Observation, allow: str, works: str) -> tuple[str, str] | None:
    """Return what is wrong with an `Allow`, and the finding's key; None if it is right."""
    method, listed = seen.exchange.request.method, listed_methods(allow)
    if listed is None:
        return f"Allow is {allow[:80]!r}, which is no list of methods", "malformed"
    if works and listed and works not in listed:
        return f"Allow is {allow[:80]!r}, but {works} works, too", _FORGETS
    if seen.status == _NOT_ALLOWED and method in listed:
        return f"{method} is answered with 405, but Allow lists it", "lists"
    return None


def listed_methods(allow: str) -> tuple[str, ...] | None:
    """Return the methods that an `Allow` lists; None if it is not a list of tokens.

    A list may have empty members (RFC 9110, 5.6.1.2). Each member is matched alone, as a regular
    expression for the whole list would backtrack over its spaces and commas.
    """
    members = [member.strip(_SPACE) for member in allow.split(",")]
    names = tuple(member for member in members if member)
    return names if all(map(_METHOD.fullmatch, names)) else None


def _undocumented(seen: Observation) -> CheckResult:
    """Return the result for a success of an undocumented method; TRACE may echo the request."""
    method = seen.exchange.request.method
    if method == "TRACE":
        return passed(ID)
    message = f"{method} is not documented here, but is answered with {seen.status}"
    return failed(_finding(seen, message, f"works {method}"))


def _finding(
    seen: Observation, message: str, key: str, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(
        rule=ID,
        severity=severity,
        message=f"{message}.",
        pointer="Allow",
        expected="405, with the methods that work in Allow (RFC 9110, 15.5.6)",
        contract=contract_location(seen.contract, seen.operation.pointer),
        exchange=seen.exchange.number,
        key=key,
        cause=key,
    )
