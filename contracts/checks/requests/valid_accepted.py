"""A request with documented values is not refused."""

from collections.abc import Callable, Collection, Iterator
from functools import cache, partial

from contracts.http.messages.exchange import Request
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.failures.provocation import Parts, fewest_parts, named
from contracts.observations.observation import Observation
from contracts.observations.paging.pages import NO_SUCH_PAGE, max_offset, pages_of, past_end_test
from contracts.observations.paging.server_maximum import shortened
from contracts.observations.request_heads import accepts
from contracts.observations.tolerances import (
    GATEWAY_STATUSES,
    UNUSUAL,
    is_conflict,
    may_be_absent,
    refusal_reasons,
)
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "valid-accepted"
SUMMARY = "A request made of documented values is accepted."

_FORBIDDEN = 403
_INVALID = frozenset({400, 422})
_AUTHENTICATION = frozenset({401, 403})
_PRECONDITIONS = frozenset({412, 428})  # RFC 9110, 15.5.13, and RFC 6585, 3


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the answers to valid requests."""
    if evidence.operation.success is None:
        return  # refusals are all that is documented
    # Pages are read for the first refusal; most recordings have none.
    past_end = cache(partial(_past_end_test, evidence))
    refused: list[Observation] = []
    done = {seen.exchange.request for seen in evidence.conclusive() if seen.is_success}
    for seen in evidence.conclusive():
        if (
            not seen.is_valid_request
            or seen.status // 100 not in {2, 4}
            or evidence.is_contract_example
        ):
            continue
        # HEAD and HTTP/1.0 need not be supported; equivalent requests have their own check.
        if seen.is_head_of_get or seen.exchange.purpose in UNUSUAL:
            continue
        if seen.is_success:
            yield passed(ID)
            continue
        is_past = _says_no_page(seen) and (past_end()(seen) or _may_be_past(seen))
        reason = "the list ends before this page" if is_past else _mitigation(seen, done)
        if not reason and _may_be_no_page(seen, evidence):
            reason = "the number may be that of a page that does not exist"
        if reason:
            yield not_exercised(ID, reason)
        else:
            refused.append(seen)
    every = {_sent_parts(seen) for seen in refused if not _is_about_credentials(seen)}
    for seen in refused:
        # Where a request without any parameter is refused, too, no parameter is to blame.
        parts = () if () in every else fewest_parts(_sent_parts(seen), every)
        yield failed(_finding(seen, parts, _former_key(seen, refused)))


def _says_no_page(seen: Observation) -> bool:
    """Whether a refusal may be about the place of a page, where it could be past the end.

    A 400 may be if it is documented, and no bound for the position is.
    """
    is_documented = seen.documented is not None and seen.documented.status.startswith("4")
    is_unbounded = is_documented and max_offset(seen.operation) is None
    return seen.status in NO_SUCH_PAGE or (seen.status in _INVALID and is_unbounded)


def _past_end_test(evidence: Evidence) -> Callable[[Observation], bool]:
    return past_end_test(shortened(pages_of(evidence.conclusive(), evidence.check_time)))


def _sent_parts(seen: Observation) -> Parts:
    return tuple(sorted(f"query {name}" for name in seen.parameters.query))


def _former_key(seen: Observation, refused: list[Observation]) -> str:
    """Return the status, and the fewest parameters with which a request is refused with it."""
    sent = {*seen.parameters.query}
    parts = [
        sorted(other.parameters.query)
        for other in refused
        if other.status == seen.status and sent >= {*other.parameters.query}
    ]
    fewest = min(parts, key=lambda names: (len(names), names))
    return f"{seen.status} {','.join(fewest)}"


def _is_about_credentials(seen: Observation) -> bool:
    return seen.status in _AUTHENTICATION


def _why_now(seen: Observation, done: Collection[Request]) -> str:
    """Return why a write may be refused for what was written before; empty if it may not."""
    if is_conflict(seen):
        return "the state of the resource does not allow it"
    is_done = not seen.operation.is_safe and seen.exchange.request in done
    return "the same request succeeded, and need not be possible twice" if is_done else ""


def _mitigation(seen: Observation, done: Collection[Request]) -> str:
    """Return why the refusal may be correct; empty if it is not."""
    return _why_now(seen, done) or _why_refused(seen)


def _why_refused(seen: Observation) -> str:
    open_value = next(refusal_reasons(seen), "")
    if seen.status == _FORBIDDEN and open_value:
        return open_value
    if seen.status in _AUTHENTICATION and seen.has_credentials and seen.operation.security:
        is_recorded = seen.exchange.is_recorded
        return "whether the recorded credentials are right is not known" if is_recorded else ""
    if seen.status in GATEWAY_STATUSES:
        return f"answered with {seen.status} without credentials"
    if of_resource := _mitigation_by_resource(seen):
        return of_resource
    if not accepts(seen):
        return "the request accepts no documented media type"
    is_stricter = "the server may have stricter rules for the body than the contract"
    return open_value if seen.operation.request_body is None else is_stricter


def _mitigation_by_resource(seen: Observation) -> str:
    """Return why the resource of a request may be the reason of its refusal; empty if it is not."""
    if may_be_absent(seen):
        return "the resource does not exist on this server"
    if seen.status in _PRECONDITIONS and not seen.operation.is_safe:
        return "the change needs the state of the resource that was read before (If-Match)"
    return ""


def _may_be_no_page(seen: Observation, evidence: Evidence) -> bool:
    """Whether a 404 may say that there is no page of this number.

    Django REST framework answers so, and a document without `x-pagination` does not say which of
    its numbers are pages. A server that answers so without a number misses the whole operation.
    """
    if seen.status not in NO_SUCH_PAGE or seen.operation.pagination or not _has_number(seen):
        return False
    return not any(
        each.status == seen.status and each.is_valid_request and not _has_number(each)
        for each in evidence.conclusive()
    )


def _has_number(seen: Observation) -> bool:
    return any(type(value) is int for value in seen.parameters.query.values())


def _may_be_past(seen: Observation) -> bool:
    """Whether a recorded request may be past the end: that end need not be in the recording."""
    paging = seen.operation.pagination
    is_page = paging is not None and paging.position in seen.parameters.query
    return seen.exchange.is_recorded and is_page


def _finding(seen: Observation, blamed: Parts, key: str) -> Finding:
    if _is_about_credentials(seen):
        blamed, cause = (), "credentials"
        message = f"The given credentials are refused with {seen.status}."
        expected = "credentials that this server accepts"
    else:
        cause = "refused" if blamed else ""
        which = f" with {named(blamed)}" if blamed else ""
        message = f"A valid request{which} is refused with {seen.status}."
        expected = "a success: every value is documented"
    sent = {**seen.parameters.path, **seen.parameters.query}
    source = seen.operation.source
    names = [p for p in seen.operation.parameters if p.name in sent and p.source is not None]
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=message,
        values=tuple((name, str(value)) for name, value in sent.items()),
        expected=expected,
        source=source_text(names[-1].source if names else source),
        contract=contract_location(
            seen.contract, names[-1].pointer if names else seen.operation.pointer
        ),
        exchange=seen.exchange.number,
        key=key,
        cause=cause,
        blamed=blamed,
    )
