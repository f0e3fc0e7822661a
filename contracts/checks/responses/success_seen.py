"""The operation was answered with its documented success at least once, else nothing is proved."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from contracts.http.messages.exchange import Identity, Purpose
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.leniency.values import is_open_text
from contracts.observations.observation import Observation
from contracts.observations.request_heads import accepts
from contracts.observations.tolerances import (
    ABSENT,
    has_path_parameters,
    is_conclusive,
    is_conflict,
    may_be_absent,
)
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import NOT_MODIFIED, Location, Operation, Parameter, Severity, is_json_type
from openapi.json.types import JSON
from openapi.routing.segments import PLACEHOLDER

ID = "success-seen"
SUMMARY = "The operation answers at least one request with its documented success."

NOTHING_SENT = "no request was made"  # the reason why an operation without any answer is not proved

_AUTHENTICATION = frozenset({401, 403})
_FOR_SUCCESS = frozenset({Purpose.DOCUMENTED, Purpose.EXAMPLE})
_BEFORE_ALL = frozenset({401, 402, 403, 407, 424})
"""Refusals that are about the client or another server, so that each operation gives them."""

_FORBIDDEN = 403
_NO_SUCH_ID = frozenset({400, 422})
_PROBLEM = "application/problem+json"
_MOST_SAID = 300  # characters of a server's own words that a finding shows

_REFUSED, _FAILED = 4, 5  # the classes of the statuses of refusals and of server errors


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge whether one of the answers is the documented success."""
    if evidence.is_contract_example:
        return
    successes = [seen for seen in evidence.observations if _is_documented_success(seen)]
    unread = [_unread_reason(seen) for seen in successes]
    if not all(unread):
        yield from (passed(ID) for reason in unread if not reason)
        return
    if unread:
        # That is no defect of the server, and proves nothing about its answer.
        reason = f"the success answer was received but could not be read: {unread[0]}"
        yield not_exercised(ID, reason)
        return
    if evidence.operation.success is None and _is_documented_answer_seen(evidence):
        # Refusals are all that the contract documents, and one of them was seen.
        yield passed(ID)
        return
    if not evidence.operation.responses and any(map(_is_success, evidence.observations)):
        # OpenAPI 3.1 need not document a response: any success is one.
        yield passed(ID)
        return
    own = [seen for seen in evidence.observations if seen.exchange.asker is Identity.OWN]
    answers = [seen for seen in own if seen.is_routed]
    counted = Counter(str(seen.status or "no answer") for seen in answers)
    statuses = ", ".join(f"{status} (x{count})" for status, count in counted.most_common())
    reason = _mitigation(evidence.operation, answers) or _other_success(evidence)
    said = _said(answers)
    if evidence.stopped_at and not any(seen.status for seen in answers):
        # That is a finding of its own; the server may answer this operation when it runs.
        reason = reason or "the server stopped answering before"
    if answers and all(seen.exchange.is_recorded for seen in answers):
        # What others asked for need not have succeeded.
        reason = reason or f"the recording has no success: {statuses}"
    if reason:
        # A report ends the reason with a full stop of its own.
        clause = said and f"; the server says: {said.removesuffix('.')}"
        yield not_exercised(ID, f"{reason}{clause}")
        return
    success = evidence.operation.success
    yield failed(
        Finding(
            rule=ID,
            severity=Severity.ERROR,
            message=f"The success answer was never seen; seen: {statuses or 'nothing'}."
            f"{said and f' The server says: {said}'}",
            expected=f"status {success.status}" if success else "a documented 2xx",
            source=source_text(success.source if success else None),
            contract=contract_location(
                evidence.contract, success.pointer if success else evidence.operation.pointer
            ),
            exchange=answers[0].exchange.number if answers else 0,
            cause=_cause(answers),
        )
    )


def _cause(answers: Sequence[Observation]) -> str:
    """Return what may be wrong for many operations at once; empty for what is about this one.

    One wrong credential is refused by each, and one missing database makes each fail. What is
    answered to the documented request counts, not to others.
    """
    documented = [seen for seen in answers if seen.exchange.purpose in _FOR_SUCCESS] or answers
    statuses = {seen.status for seen in documented}
    if {status // 100 for status in statuses} == {_FAILED}:
        return "server errors"
    return str(*statuses) if len(statuses) == 1 and statuses <= _BEFORE_ALL else ""


def _other_success(evidence: Evidence) -> str:
    """Return which undocumented success was seen; empty for none.

    One wrong status is one error, which `status-documented` reports; the operation is not proved.
    """
    others = [
        seen
        for seen in evidence.conclusive()
        if seen.is_success and seen.is_valid_request and not seen.is_head_of_get
    ]
    return f"the success has an undocumented status: {_statuses(others)}" if others else ""


def _said(answers: Iterable[Observation]) -> str:
    """Return what the first problem among answers says (RFC 9457, 3.1.4); empty without one."""
    for seen in answers:
        if seen.answer.media_type == _PROBLEM and isinstance(seen.body, Mapping):
            detail = seen.body.get("detail")
            return " ".join(detail.split())[:_MOST_SAID] if isinstance(detail, str) else ""
    return ""


def is_success_proved(seen: Observation) -> bool:
    """Whether an answer is the success that the contract documents, and could be read."""
    return _is_documented_success(seen) and not _unread_reason(seen)


def _is_documented_success(seen: Observation) -> bool:
    return _is_success(seen) and seen.documented is not None


def _is_success(seen: Observation) -> bool:
    return (
        seen.is_routed
        and (seen.is_success or _is_redirect_as_success(seen))
        and not seen.is_head_of_get
    )


def _is_documented_answer_seen(evidence: Evidence) -> bool:
    return any(
        seen.is_routed
        and seen.is_valid_request
        and seen.documented is not None
        and not seen.is_head_of_get
        and not _unread_reason(seen)
        for seen in evidence.observations
    )


def _is_redirect_as_success(seen: Observation) -> bool:
    """Whether the answer is a redirect that the contract documents as the success."""
    success = seen.operation.success
    return (
        seen.documented is not None
        and seen.documented is success
        and success.status.startswith("3")
        and str(seen.status) != NOT_MODIFIED
    )


def _unread_reason(seen: Observation) -> str:
    """Return why the body of an answer is not read; empty if it is.

    JSON that not every reader accepts (64 levels deep, say) is no defect of the server.
    """
    if seen.unread_reason or not seen.status:
        return seen.unread_reason
    media = seen.effective_media_type
    is_ambiguous = media is not None and is_json_type(media.name) and seen.json_ambiguity
    return seen.json_error if is_ambiguous else ""


def _undocumented_success(operation: Operation) -> str:
    """Return why no success can be seen, whatever the server answers; empty if one can."""
    if not operation.responses:
        return "the documents describe no answer"
    if operation.success is None and any(each.status[:1] == "1" for each in operation.responses):
        return "the documented success is a change of protocol (1xx), which is not asked for"
    return ""


def _missing_body(operation: Operation, answers: list[Observation]) -> str:
    """Return why a required body was not sent; empty if it was, or is not required."""
    wanted = operation.request_body
    is_bare = not any(seen.exchange.request.body for seen in answers)
    if wanted is None or not wanted.is_required or not is_bare:
        return ""
    kinds = ", ".join(media.name for media in wanted.media_types)
    return f"no body was sent: the contract has no example of {kinds}"


def _mitigation(operation: Operation, answers: list[Observation]) -> str:
    """Return why there is no success although the server may be healthy; empty if it is not."""
    if not answers:
        return NOTHING_SENT
    if reason := _undocumented_success(operation) or _missing_body(operation, answers):
        return reason
    may_succeed = [seen for seen in answers if seen.is_valid_request] or answers
    if all(_is_refusal_of_another_request(seen) for seen in answers):
        return "no documented request was made, and others were refused"
    # Server errors have a check of their own, and do not show whether the resource exists.
    others = [seen for seen in may_succeed if seen.is_throttled or seen.status // 100 != _FAILED]
    # A HEAD that is refused does not show it either.
    if any(not seen.is_head_of_get for seen in others):
        may_succeed = others
    valid = [seen for seen in may_succeed if is_conclusive(seen)] or may_succeed
    if all(seen.is_throttled for seen in valid):
        return "the server was busy every time"
    # Odd values in a path are not found, with credentials or without.
    found = [seen for seen in valid if seen.status not in ABSENT] or valid
    if all(seen.status in _AUTHENTICATION and not seen.has_credentials for seen in found):
        return f"every answer is {_statuses(found)}: credentials are missing"
    return _mitigation_of_refusals(operation, valid)


def _statuses(answers: Iterable[Observation]) -> str:
    return " or ".join(sorted({str(seen.status) for seen in answers}))


def _may_be_unknown(seen: Observation) -> bool:
    """Whether an answer may say that the server has no resource of this id.

    Some say so with 400 or 422 about a text that none of their ids looks like. A server error about
    a value that was made up is an error of its own, and does not show what an existing one gets.
    """
    if seen.status in ABSENT and has_path_parameters(seen.operation):
        return True
    is_status = seen.status in {*ABSENT, *_NO_SUCH_ID} or seen.status // 100 == _FAILED
    return is_status and bool(_made_up(seen))


def _made_up(seen: Observation) -> Sequence[str]:
    """Return the parameters that may name a resource, with a value that no document shows.

    They are those of the path, and free texts that are required elsewhere, as in `?path=text`.
    """
    return [
        parameter.name
        for parameter in seen.operation.parameters
        if (parameter.location is Location.PATH or _is_free_text(seen, parameter))
        and _value(seen, parameter) not in parameter.examples
    ]


def _is_free_text(seen: Observation, parameter: Parameter) -> bool:
    if not parameter.is_required or parameter.location is Location.COOKIE:
        return False
    return is_open_text(parameter.schema, _value(seen, parameter), has_refusal=False)


def _value(seen: Observation, parameter: Parameter) -> JSON:
    is_header = parameter.location is Location.HEADER
    name = parameter.name.lower() if is_header else parameter.name
    value: JSON = getattr(seen.parameters, parameter.location.value).get(name)
    return value


def _is_documented_403(seen: Observation) -> bool:
    documented = seen.documented
    return seen.status == _FORBIDDEN and documented is not None and documented.status == "403"


def _is_refusal_of_another_request(seen: Observation) -> bool:
    """Whether an invalid request that was not made to see the success was refused."""
    is_other = seen.exchange.purpose not in _FOR_SUCCESS and not seen.exchange.is_recorded
    return is_other and not seen.is_valid_request and seen.status // 100 == _REFUSED


def _mitigation_of_refusals(operation: Operation, valid: list[Observation]) -> str:
    plain = [seen for seen in valid if seen.exchange.purpose in _FOR_SUCCESS and accepts(seen)]
    # The last of a path names the resource; the others name what it belongs to.
    paths = PLACEHOLDER.findall(operation.path)
    if plain and all(map(_is_documented_403, plain)):
        # What an administrator has switched off, or these credentials may not do.
        return "every documented request is answered with 403, as documented: it is not permitted"
    if plain and all(map(is_conflict, plain)):
        return "every documented request is answered with 409: a resource is in another state"
    if plain and not paths and all(map(may_be_absent, plain)):
        return f"every documented request is answered with {_statuses(plain)}, as documented"
    unknown = valid if all(seen.status in ABSENT for seen in valid) else plain
    is_about_body = not paths and _is_body_derived(operation)
    if unknown and not is_about_body and all(map(_may_be_unknown, unknown)):
        names = paths or _made_up(unknown[0])
        return f"every answer is {_statuses(unknown)}: no existing {names[-1]} is known"
    if _is_body_derived(operation) and all(seen.status // 100 == _REFUSED for seen in valid):
        return (
            f"every answer is {_statuses(valid)}: the server may have stricter rules for the "
            "body than the contract, which has no example of one"
        )
    return ""


def _is_body_derived(operation: Operation) -> bool:
    """Whether the operation takes a body of which the contract has no example."""
    wanted = operation.request_body
    return wanted is not None and not any(media.examples for media in wanted.media_types)
