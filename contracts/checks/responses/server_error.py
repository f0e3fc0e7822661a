"""No request causes a server error, not even an invalid one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote_plus

from contracts.http.messages.exchange import Purpose, Request
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.failures.provocation import (
    BROKEN_ESCAPE,
    CONTROLLED,
    GENERATED_BODY,
    NOT_UTF8,
    Parts,
    fewest_parts,
    named,
    provoking_parts,
)
from contracts.observations.failures.trace_shape import trace_shape
from contracts.observations.observation import Observation
from contracts.results.confidence import Confidence
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity

ID = "server-error"
SUMMARY = "No request is answered with a 5xx status."

_INTERNAL = 500
"""An error even if documented: the server did not expect the request (RFC 9110, 15.6.1)."""

_BY_CHANCE = 0.01
"""How probable it may be that all requests with the same parts fail by chance."""

_NOT_IMPLEMENTED = 501
_VERSION_NOT_SUPPORTED = 505


def _is_documented(seen: Observation) -> bool:
    """Whether the contract names exactly this status, not only its class."""
    return seen.documented is not None and seen.documented.status == str(seen.status)


def _fails_by_contract(seen: Observation) -> bool:
    """Whether the contract documents nothing but server errors, as for a page that shows one."""
    return all(each.status.startswith("5") for each in seen.operation.responses)


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the status of every answer."""
    failures: list[Observation] = []
    for seen in evidence.observations:
        if not seen.status or evidence.is_contract_example:
            continue
        if seen.is_throttled:
            yield not_exercised(ID, "the server was busy")
        elif seen.status == _NOT_IMPLEMENTED and seen.exchange.request.method != "GET":
            yield not_exercised(ID, "a server need not support every method")
        elif seen.status == _VERSION_NOT_SUPPORTED and seen.exchange.purpose is Purpose.PROTOCOL:
            yield not_exercised(ID, "a server need not support every version of HTTP")
        elif seen.status // 100 != 5:  # noqa: PLR2004 - the class of server errors
            yield passed(ID)
        elif _is_documented(seen) and (seen.status != _INTERNAL or _fails_by_contract(seen)):
            yield not_exercised(ID, f"{seen.status} is a documented answer")
        else:
            failures.append(seen)
    by_chance = _failing_by_chance(evidence, failures)
    often = f"({len(by_chance)} of {sum(bool(o.status) for o in evidence.observations)} requests)"
    numbers = {seen.exchange.number for seen in by_chance}
    others = [seen for seen in failures if seen.exchange.number not in numbers]
    for seen in by_chance:
        yield failed(_chance_finding(seen, often))
    for seen, blamed in _blamed(evidence, others):
        yield failed(_finding(seen, blamed))


def _failing_by_chance(
    evidence: Evidence, failures: Sequence[Observation]
) -> Sequence[Observation]:
    """Return the failures of a server that answers one plain request with a success and a failure.

    Nothing about their requests is to blame. Not among them is what fails in another way, and
    what fails each time, more often than by chance.
    """
    answered = {_whole(seen) for seen in evidence.observations if seen.is_success}
    plain = [seen for seen in failures if _whole(seen) in answered and _is_plain(seen)]
    if not plain:
        return ()
    ways = {(seen.status, _shape(seen)) for seen in plain}
    alike = [seen for seen in failures if (seen.status, _shape(seen)) in ways]
    answers = [seen for seen in evidence.observations if seen.status]
    sent = Counter(map(provoking_parts, answers))
    failed_with = Counter(map(provoking_parts, alike))
    share = len(alike) / len(answers)
    always = {
        parts
        for parts, count in failed_with.items()
        if parts and count == sent[parts] and share**count < _BY_CHANCE
    }
    return [seen for seen in alike if provoking_parts(seen) not in always]


def _is_plain(seen: Observation) -> bool:
    return seen.exchange.purpose is Purpose.DOCUMENTED or not provoking_parts(seen)


def _whole(seen: Observation) -> Request:
    return seen.exchange.request


def _blamed(
    evidence: Evidence, failures: Sequence[Observation]
) -> Iterator[tuple[Observation, Parts]]:
    """Yield each failure with the parts of its request that are to blame.

    Where the plain request always fails, no part of another one is.
    """
    parts = [provoking_parts(seen) for seen in failures]
    by_status: dict[int, set[Parts]] = {}
    for seen, own in zip(failures, parts, strict=True):
        by_status.setdefault(seen.status, set()).add(own)
    always = {} if _works(evidence) else _parts_of_plain(failures, parts)
    plain = {_asked(seen) for seen, own in zip(failures, parts, strict=True) if not own}
    plain -= {_asked(seen) for seen in evidence.observations if seen.is_success}
    for seen, own in zip(failures, parts, strict=True):
        if _asked(seen) in plain:
            yield seen, ()
        else:
            yield seen, always.get(seen.status, fewest_parts(own, by_status[seen.status]))


def _parts_of_plain(failures: Sequence[Observation], parts: Sequence[Parts]) -> Mapping[int, Parts]:
    """Return the parts of the plainest failing requests, by status.

    A required value that the contract does not name is one: the documented request has it, too.
    """
    found: dict[int, Parts] = {}
    for seen, own in zip(failures, parts, strict=True):
        if not own or seen.exchange.purpose is Purpose.DOCUMENTED:
            kept = found.setdefault(seen.status, own)
            found[seen.status] = min(kept, own, key=lambda each: (len(each), each))
    return found


def _asked(seen: Observation) -> tuple[str, str]:
    return seen.exchange.request.method, seen.exchange.request.target


def _works(evidence: Evidence) -> bool:
    """Whether a request with the method of the operation was answered with a success."""
    method = evidence.operation.method
    return any(
        seen.is_success and seen.exchange.request.method == method for seen in evidence.observations
    )


def _finding(seen: Observation, blamed: Parts) -> Finding:
    documented, shape = seen.documented, _shape(seen)
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=f"{'A request with ' + named(blamed) if blamed else 'The request'} is answered "
        f"with {seen.status}: the server failed"
        f"{f' with {shape}' if shape else ''}.",
        values=tuple(_values(seen, blamed)),
        expected="a success, or a 4xx that states what is wrong with the request",
        source=source_text(documented.source if documented else None),
        contract=contract_location(
            seen.contract, documented.pointer if documented else seen.operation.pointer
        ),
        exchange=seen.exchange.number,
        key=str(seen.status),
        # The same error from the same place has one cause, whatever provokes it.
        cause=f"{seen.status} {shape}" if shape or blamed else "",
        blamed=() if shape else blamed,
    )


def _chance_finding(seen: Observation, often: str) -> Finding:
    """Return the finding of a server that fails sometimes; it is one for all operations."""
    return replace(
        _finding(seen, ()),
        message=f"The server fails sometimes {often}: the same plain request is answered with a "
        f"success, and with {seen.status}.",
        confidence=Confidence.FIRM,
        key="sometimes",
        cause="sometimes",
    )


def _shape(seen: Observation) -> str:
    """Return the shape of the trace that an answer shows; empty if it shows none."""
    return trace_shape(seen.answer.body.decode("utf-8", "replace"))


def _values(seen: Observation, blamed: Parts) -> Iterator[tuple[str, str]]:
    """Yield the parts that provoke a failure, with what was sent in them."""
    request = seen.exchange.request
    text = request.body.decode("utf-8", "replace")
    sent = {
        NOT_UTF8: request.path,
        CONTROLLED: request.path,
        BROKEN_ESCAPE: request.path,
        **{f"query {unquote_plus(name)}": value for name, _, value in _raw(request.query)},
        **{f"path {name}": value for name, value in seen.path_values.items()},
        **{f"query {name}": value for name, value in seen.query},
        **{f"header {name.lower()}": value for name, value in request.headers},
        **({"body": text, GENERATED_BODY: text} if request.body else {}),
    }
    for part in blamed:
        place = part if part in sent else f"header {part.partition(' ')[2].lower()}"
        yield part, preview(sent[place]) if place in sent else "(missing)"


def _raw(query: str) -> Iterator[tuple[str, str, str]]:
    """Yield the parts of a query that need not be UTF-8."""
    return (part.partition("=") for part in query.split("&"))
