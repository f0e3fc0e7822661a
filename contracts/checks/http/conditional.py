"""Entity tags and conditional requests are as in RFC 9110, 8.8 and 13.

A 304 answers only a tag of the requested resource; a strong tag identifies one body.
"""

from collections.abc import Iterator

from contracts.http.messages.exchange import Identity, header
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import NOT_MODIFIED, Severity

ID = "conditional"
SUMMARY = "A 304 answers only a known tag, and a strong tag identifies one body."

_NOT_MODIFIED = 304
_CONDITIONS = ("if-none-match", "if-modified-since")


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every 304, and all answers with the same tag."""
    if evidence.is_contract_example:
        return  # it answers no request
    bodies: dict[tuple[str, ...], Observation] = {}
    for seen in evidence.observations:
        response, request = seen.answer, seen.exchange.request
        if not seen.status or seen.is_throttled or seen.exchange.asker is not Identity.OWN:
            continue
        tag = response.header("etag")
        if seen.status == _NOT_MODIFIED:
            yield _not_modified(seen, tag)
        elif seen.is_success and tag and not tag.startswith("W/") and request.method == "GET":
            coding = response.header("content-encoding") or ""
            key = (request.target, tag, coding, *_chosen_by(seen))
            if not response.is_body_known:
                continue
            first = bodies.setdefault(key, seen)
            if first.answer.body == response.body:
                yield passed(ID)
            else:
                message = f"The tag {tag[:60]} was sent with two different bodies"
                yield failed(_finding(seen, message, "tag"))


def _not_modified(seen: Observation, tag: str | None) -> CheckResult:
    conditions = [header(seen.exchange.request.headers, name) for name in _CONDITIONS]
    sent = conditions[0]
    if not any(conditions) and ("" in conditions or seen.exchange.is_recorded):
        is_empty = "" in conditions
        lacking = "the recording may lack the condition of the request"
        return not_exercised(ID, "the condition of the request is empty" if is_empty else lacking)
    documented = seen.documented
    if documented and documented.status == NOT_MODIFIED and seen.operation.success is None:
        return not_exercised(ID, "304 is the documented answer to every request")
    if not any(conditions):
        return failed(_finding(seen, "A 304 answers an unconditional request", "unasked"))
    if sent and sent.strip() != "*" and tag and _opaque(tag) not in _opaque(sent):
        message = f"A 304 answers the tag {sent[:60]}, but the current tag is {tag[:60]}"
        return failed(_finding(seen, message, "other"))
    # The probe's made-up tag: without an ETag in the answer no other one is known to be wrong.
    if sent and not tag and "no-such-tag" in sent:
        message = f"A 304 answers the tag {sent[:60]}, which the server never sent"
        return failed(_finding(seen, message, "other"))
    return passed(ID)


def _opaque(tag: str) -> str:
    return tag.replace("W/", "").strip()


def _chosen_by(seen: Observation) -> tuple[str, ...]:
    """Return the values of headers by which a server may select another representation."""
    request = seen.exchange.request
    names = ("accept", "accept-language", "authorization")
    return tuple(header(request.headers, name) or "" for name in names)


def _finding(seen: Observation, message: str, key: str) -> Finding:
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=f"{message}.",
        pointer="ETag",
        expected="a 304 only if If-None-Match has the current tag, else the whole answer",
        exchange=seen.exchange.number,
        key=key,
        cause=key,
    )
