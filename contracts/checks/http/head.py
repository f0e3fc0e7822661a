"""HEAD is GET without the content (RFC 9110, 9.3.2).

A server need not support it (405, 501). Its status and headers must be those of GET, unless the
contract documents another status for HEAD; they are judged only if the GETs before and after agree.
"""

from collections.abc import Iterator

from contracts.http.messages.exchange import Identity, Purpose
from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "head"
SUMMARY = "HEAD has the status and the headers of GET."

FIRST_REFUSAL = 400
_NOT_SUPPORTED = frozenset({405, 501})


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every HEAD between two equal GETs."""
    by_number = {seen.exchange.number: seen for seen in evidence.observations}
    after = {
        seen.exchange.compared_to: seen
        for seen in evidence.observations
        if seen.exchange.purpose is Purpose.METHOD and seen.exchange.request.method == "GET"
    }
    for seen in evidence.observations:
        exchange = seen.exchange
        is_head = exchange.request.method == "HEAD" and exchange.asker is Identity.OWN
        before, later = by_number.get(exchange.compared_to), after.get(exchange.compared_to)
        if is_head and not seen.is_head_of_get:
            yield not_exercised(ID, "the operation is HEAD itself")
            continue
        if not is_head or before is None or later is None or not seen.status:
            continue
        if any(one.is_throttled or not one.status for one in (before, seen, later)):
            yield not_exercised(ID, "the server was busy")
        elif seen.status in _NOT_SUPPORTED:
            yield not_exercised(ID, f"HEAD is not supported: it is answered with {seen.status}")
        elif _is_documented_otherwise(seen, before.status):
            yield not_exercised(ID, f"the contract documents {seen.status} for HEAD")
        elif before.status != later.status:
            yield not_exercised(ID, "two GETs are answered with different statuses")
        else:
            yield from _compared(before, seen, later)


def _is_documented_otherwise(seen: Observation, status: int) -> bool:
    """Whether the contract has a HEAD of its own here, with this status and not with GET's."""
    own = next(
        (
            each
            for each in seen.contract.operations
            if each.method == "HEAD" and each.path == seen.operation.path
        ),
        None,
    )
    documents = own.exact_response if own is not None else None
    return (
        documents is not None
        and documents(str(seen.status)) is not None
        and documents(str(status)) is None
    )


def _compared(before: Observation, seen: Observation, later: Observation) -> Iterator[CheckResult]:
    if seen.status != before.status:
        yield failed(_finding(seen, "status", f"status {seen.status}", f"status {before.status}"))
        return
    for name in ("Content-Type", "Content-Length"):
        found, wanted = _header(seen, name), _header(before, name)
        if found is None or wanted is None or wanted != _header(later, name):
            continue
        has_changed = before.answer.body != later.answer.body
        if name == "Content-Length" and found != "0" and has_changed:
            # The length of changing content may change: 12.5 between 12.31 and 12.62 is shorter.
            continue
        if found == wanted:
            yield passed(ID)
        elif name == "Content-Length" and _names_method(before, found):
            yield not_exercised(ID, "the text of the refusal names the method")
        else:
            yield failed(_finding(seen, name, f"{name} {found}", wanted))


def _names_method(before: Observation, length: str) -> bool:
    """Whether a refusal of GET has another length only as it says GET: Express says HEAD then."""
    body, count = before.answer.body, before.answer.body.count(b"GET")
    is_longer = count > 0 and length == str(len(body) + count * (len("HEAD") - len("GET")))
    return is_longer and before.status >= FIRST_REFUSAL


def _header(seen: Observation, name: str) -> str | None:
    value = seen.answer.header(name)
    # With a content coding, the length may not be known before the content is sent.
    is_coded = seen.answer.header("content-encoding") is not None
    if value is None or (is_coded and name == "Content-Length"):
        return None
    return value.replace(" ", "").lower()


def _finding(seen: Observation, what: str, found: str, wanted: str) -> Finding:
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=f"HEAD is answered with {found}, GET with {wanted}.",
        pointer=what,
        expected=wanted,
        contract=contract_location(seen.contract, seen.operation.pointer),
        exchange=seen.exchange.number,
        key=what,
        cause=what,
    )
