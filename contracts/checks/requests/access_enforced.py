"""Without the right credential a request is refused, and no client sees another tenant's data.

A server that requires no credential is not judged, if the contract allows requests without one.
The credentials of the second identity come from the `OTHER_` variables.
"""

from collections.abc import Iterator, Sequence

from contracts.http.messages.exchange import Identity, Purpose
from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.observations.paging.foreign_items import foreign_items
from contracts.observations.similarity import is_distinctive, leaves, matches, stable_leaves
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity, is_json_type
from openapi.schema.validation import validator_for

ID = "access-enforced"
SUMMARY = "Without the right credential a request is refused."

_LOCKED = frozenset({401, 403})
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_FOREIGN = frozenset({Identity.TRESPASSER, Identity.INTRUDER})

_WHO = {
    Identity.ANONYMOUS: "without a credential",
    Identity.STRANGER: "with a wrong credential",
}


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the answers to requests with missing, wrong or foreign credentials."""
    probed = [
        seen
        for seen in evidence.observations
        if seen.exchange.purpose is Purpose.ACCESS and seen.status and not seen.is_throttled
    ]
    if not probed:
        return
    own = [seen for seen in evidence.conclusive() if seen.is_success and _is_as_documented(seen)]
    if not own:
        yield not_exercised(ID, "no request with your own credential succeeded")
        return
    anonymous = [seen for seen in probed if seen.exchange.asker is Identity.ANONYMOUS]
    if not any(seen.status in _LOCKED for seen in anonymous) and _is_open(evidence):
        yield not_exercised(ID, "neither the server nor the contract requires a credential")
        return
    is_open_to_all = any(seen.is_success for seen in anonymous)
    for seen in probed:
        if seen.exchange.asker in {Identity.ANONYMOUS, Identity.STRANGER}:
            yield _without_credential(seen, own, is_open_to_all=is_open_to_all)
    readable = [seen for seen in own if not seen.json_error]
    if readable:
        yield from _across_tenants(probed, readable)
    elif any(seen.exchange.asker in _FOREIGN and seen.is_success for seen in probed):
        yield not_exercised(ID, "the data of two tenants is compared in JSON only")
    for error, seen in foreign_items(evidence, probed):
        yield failed(_finding(seen, error, "foreign items")) if error else passed(ID)


def _is_as_documented(seen: Observation) -> bool:
    """Whether a success is JSON, or of the other media type that the contract has for it."""
    is_other = seen.media_type is not None and not is_json_type(seen.answer.media_type)
    return not seen.json_error or (is_other and seen.has_body)


def _is_open(evidence: Evidence) -> bool:
    """Whether the contract allows requests without credentials."""
    security = evidence.operation.security
    return not security or any(not alternative for alternative in security)


def _without_credential(
    seen: Observation, own: Sequence[Observation], *, is_open_to_all: bool
) -> CheckResult:
    if seen.is_success:
        if not _is_same_kind(seen, own):
            return not_exercised(ID, "the success may be a login page instead of what is protected")
        who = _WHO[seen.exchange.asker]
        message = f"The request is answered with {seen.status} {who}"
        # What is answered without a credential is answered with a wrong one, too.
        asker = Identity.ANONYMOUS if is_open_to_all else seen.exchange.asker
        return failed(_finding(seen, message, f"open {asker}"))
    if seen.status in _LOCKED and _has_data(seen, own):
        message = f"The {seen.status} contains the data that it refuses"
        return failed(_finding(seen, message, "the refusal has the data"))
    return passed(ID)


def _is_same_kind(seen: Observation, own: Sequence[Observation]) -> bool:
    """Whether a success is of the kind that the own credential gets.

    Where that is no JSON, some servers send a login page with 200: a success is of the same media
    type, and an HTML page is the same page.
    """
    if any(not each.json_error for each in own):
        return True
    kind, body = seen.answer.media_type, seen.answer.body
    alike = [each for each in own if each.answer.media_type == kind]
    is_head = seen.exchange.request.method == "HEAD"
    if kind in _PAGES:
        return any(each.answer.body == body for each in alike)
    return bool(alike) and (is_head or seen.has_body)


def _has_data(seen: Observation, own: Sequence[Observation]) -> bool:
    """Whether the body of a refusal is a valid success with all of its keys, and the same values.

    One form for every answer, such as `{code, message, data}`, is no data.
    """
    success = seen.operation.success
    media = next((m for m in success.media_types if m.schema), None) if success else None
    if media is None or media.schema is None or seen.json_error:
        return False
    keys = set(own[0].body) if isinstance(own[0].body, dict) else set()
    refused = set(seen.body) if isinstance(seen.body, dict) else set()
    if not keys or not keys <= refused or not validator_for(media.schema).is_valid(seen.body):
        return False
    asked = [each for each in own if each.exchange.purpose is Purpose.ACCESS] or own[:1]
    return any(_has_most_of(seen, each) for each in asked)


def _has_most_of(seen: Observation, own: Observation) -> bool:
    """Whether a body has more than half of the texts and numbers of another, at their places."""
    found = leaves(seen.body)
    informative = {
        place: value
        for place, value in leaves(own.body).items()
        if value is not None and not isinstance(value, bool)
    }
    same = [
        place for place, value in informative.items() if place in found and found[place] == value
    ]
    return len(same) * 2 > len(informative)


def _across_tenants(
    probed: Sequence[Observation], own: Sequence[Observation]
) -> Iterator[CheckResult]:
    """Judge requests of one tenant for the data of another, by the data in the answer.

    The owner's answers before and after show what changes by itself, and is not compared.
    """
    first = next((seen for seen in own if seen.exchange.purpose is Purpose.ACCESS), own[0])
    mine = [seen for seen in own if _target(seen) == _target(first)]
    around: dict[int, list[Observation]] = {}
    for seen in probed:
        exchange = seen.exchange
        if exchange.asker in {Identity.OWN, Identity.OTHER}:
            around.setdefault(exchange.compared_to or exchange.number, []).append(seen)
    for seen in probed:
        if seen.exchange.asker not in _FOREIGN:
            continue
        is_trespasser = seen.exchange.asker is Identity.TRESPASSER
        plain = mine if is_trespasser else [o for o in own if _target(o) == _target(seen)]
        owner = around.get(seen.exchange.compared_to, plain)
        is_other = bool(owner) and owner[0].exchange.asker is Identity.OTHER
        yield _with_data_of(seen, owner, "second" if is_other else "first")


def _with_data_of(seen: Observation, owner: list[Observation], name: str) -> CheckResult:
    stable = stable_leaves(owner)
    is_settled = any(one.exchange.number > seen.exchange.number for one in owner)
    if seen.is_success and seen.exchange.compared_to and not is_settled:
        return not_exercised(ID, "the owner's data was not asked for after the request")
    if not seen.is_success or not is_distinctive(stable) or not matches(seen, stable):
        return passed(ID)
    message = f"The answer has the data of the {name} identity: {seen.exchange.note}"
    return failed(_finding(seen, message, f"data of the {name}"))


def _schemes(seen: Observation) -> set[str]:
    """Return the names of the schemes that the operation is locked with: each is a lock."""
    return {name for alternative in seen.operation.security for name in alternative}


def _target(seen: Observation) -> str:
    return seen.exchange.request.target


def _finding(seen: Observation, message: str, cause: str) -> Finding:
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=f"{message}.",
        values=(("request", seen.exchange.note),),
        expected="401, 403 or 404",
        contract=contract_location(seen.contract, f"{seen.operation.pointer}/security"),
        exchange=seen.exchange.number,
        key=f"{seen.exchange.asker} {seen.exchange.request.method}",
        cause=f"{cause} {' or '.join(sorted(_schemes(seen)))}",
    )
