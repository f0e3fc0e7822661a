"""HEAD is GET without the content (RFC 9110, 9.3.2).

A server need not support it (405, 501). Its status and headers must be those of GET, unless the
contract documents another status for HEAD; they are judged only if the GETs before and after agree.
A difference counts if every HEAD of a resource shows it; another status, which any request may get
now and then, only after several HEADs.
"""

from collections.abc import Iterator, Sequence

from contracts.http.messages.exchange import Identity, Purpose, Request
from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.failures.chance import HEADS
from contracts.observations.observation import Observation
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "head"
SUMMARY = "HEAD has the status and the headers of GET."

FIRST_REFUSAL = 400
_NOT_SUPPORTED = frozenset({405, 501})

_STATUS = "status"  # the key of a finding about it

Dialogue = tuple[Observation, Observation, Observation]
"""GET, HEAD, and GET again."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the HEADs of each resource, each between two equal GETs."""
    asked: dict[Request, list[Dialogue]] = {}
    for before, seen, later in _dialogues(evidence):
        if not seen.is_head_of_get:
            yield not_exercised(ID, "the operation is HEAD itself")
        elif before is None or later is None or not seen.status:
            continue
        elif reason := _unjudged(before, seen, later):
            yield not_exercised(ID, reason)
        else:
            asked.setdefault(before.exchange.request, []).append((before, seen, later))
    for dialogues in asked.values():
        yield from _judged(dialogues)


def _dialogues(
    evidence: Evidence,
) -> Iterator[tuple[Observation | None, Observation, Observation | None]]:
    """Yield every HEAD with the GETs before and after it, as far as there are such."""
    by_number = {seen.exchange.number: seen for seen in evidence.observations}
    after = {
        seen.exchange.compared_to: seen
        for seen in evidence.observations
        if seen.exchange.purpose is Purpose.METHOD and seen.exchange.request.method == "GET"
    }
    for seen in evidence.observations:
        exchange = seen.exchange
        if exchange.request.method == "HEAD" and exchange.asker is Identity.OWN:
            first = exchange.compared_to
            yield by_number.get(first), seen, after.get(first)


def _unjudged(before: Observation, seen: Observation, later: Observation) -> str:
    """Return why a HEAD cannot be compared with the GETs around it; empty if it can."""
    if any(one.is_throttled or not one.status for one in (before, seen, later)):
        return "the server was busy"
    if seen.status in _NOT_SUPPORTED:
        return f"HEAD is not supported: it is answered with {seen.status}"
    if _is_documented_otherwise(seen, before.status):
        return f"the contract documents {seen.status} for HEAD"
    is_same = before.status == later.status
    return "" if is_same else "two GETs are answered with different statuses"


def _judged(dialogues: Sequence[Dialogue]) -> Iterator[CheckResult]:
    """Yield the results on one resource; a difference is one only if each HEAD shows it."""
    judged = [[*_compared(*dialogue)] for dialogue in dialogues]
    shown = [{each.finding.key for each in found if each.finding} for found in judged]
    always = set[str].intersection(*shown)
    if len(dialogues) < HEADS:
        always -= {_STATUS}
    for found in judged:
        for each in found:
            if each.finding is None or each.finding.key in always:
                yield each
            else:
                yield not_exercised(ID, "the same HEAD was not answered so each time")


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
        yield failed(_finding(seen, _STATUS, f"status {seen.status}", f"status {before.status}"))
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
