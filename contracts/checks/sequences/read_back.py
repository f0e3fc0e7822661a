"""What a successful write has changed shows when it is read back.

RFC 9110, 9.3.4: after a successful PUT, a GET of the same resource should give an equivalent one.
A server may normalise values, leave members out or add some, so an update is lost only if a later
GET shows none of what was written, twice, with a pause in between. A server that answers ids that
do not exist, as a mock with documented answers does, keeps nothing and is not judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.learning.read_back import (
    DONE,
    UPDATES,
    creator_of,
    id_at_end,
    id_parameter,
    ids_in,
    leaves_of,
    reader_of,
    schemas_at,
)
from contracts.observations.observation import Observation, media_type_matches
from contracts.observations.tolerances import ABSENT
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Parameter, Severity
from openapi.json.parsing import JsonError, parse_json
from openapi.json.pointers import exists, lookup
from openapi.json.types import JSON

ID = "read-back"
SUMMARY = "What a successful write has changed shows when it is read back."

NO_READER = "the contract has no GET that shows what it changes"
NO_CREATOR = "the contract has no POST that makes a resource to delete"
ANY_ID = "the server answers an id that does not exist, too, as a mock without records does"
_CREATED = 201
_LOOKS = 2  # answers after a write that must agree


@dataclass(slots=True)
class _Round:
    """A write, and the answers to GETs around it."""

    write: Observation
    before: Observation | None  # the last GET before it
    made: Observation | None  # the POST of what a DELETE removes
    after: list[Observation] = field(default_factory=list)


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every write that was made to be read back."""
    operation = evidence.operation
    if evidence.is_contract_example or operation.is_safe:
        return
    reader = reader_of(operation, evidence.contract)
    parameter = None if reader is None else id_parameter(reader)
    if reader is None or parameter is None:
        yield not_exercised(ID, NO_READER)
        return
    if operation.method == "DELETE" and creator_of(reader, evidence.contract) is None:
        yield not_exercised(ID, NO_CREATOR)
        return
    for each in _rounds(evidence):
        if each.write.status not in DONE:
            yield not_exercised(ID, f"the write was answered with {each.write.status}")
        elif operation.method in UPDATES:
            yield _update(evidence, each)
        elif operation.method == "DELETE":
            yield _deletion(evidence, each, parameter)
        else:
            yield _creation(evidence, each, parameter)


def _rounds(evidence: Evidence) -> Iterator[_Round]:
    """Yield the writes with the GETs around them; those that were not read are left out."""
    before: Observation | None = None
    made: Observation | None = None
    found: _Round | None = None
    for seen in evidence.every:
        if seen.exchange.purpose is not Purpose.READ_BACK or not seen.is_conclusive:
            continue
        if seen.operation.id == evidence.operation.id:
            if found is not None and found.after:
                yield found
            found, before = _Round(write=seen, before=before, made=made), None
        elif seen.exchange.request.method == "POST":
            made = seen
        elif found is not None:
            found.after.append(seen)
            before = seen
        else:
            before = seen
    if found is not None and (found.after or found.write.status not in DONE):
        yield found


def _update(evidence: Evidence, each: _Round) -> CheckResult:
    looks, before = _looks(each, each.write.exchange.request.path), each.before
    if before is None or before.exchange.request.path != each.write.exchange.request.path:
        return not_exercised(ID, "the resource was not read before the write")
    if not before.is_success or not looks or not all(look.is_success for look in looks):
        return not_exercised(ID, "the resource could not be read before and after the write")
    written = dict(_written(each.write, before))
    if not written:
        return not_exercised(ID, "the answer of GET has none of the values that were written")
    changing = {at: new for at, new in written.items() if lookup(before.body, at) != new}
    kept = (
        exists(look.body, at) and lookup(look.body, at) == lookup(before.body, at)
        for look in looks
        for at in changing
    )
    if not changing or not all(kept):
        return passed(ID)
    reason = _doubt(each, looks)
    if reason:
        return not_exercised(ID, reason)
    pointer = next(iter(changing))
    values = {"before": lookup(before.body, pointer), "written": changing[pointer]}
    values["after"] = lookup(looks[-1].body, pointer)
    shown = ", ".join(changing)
    message = f"and GET still shows the old value of {shown}."
    return failed(_finding(evidence, each, looks[-1], message, pointer=pointer, values=values))


def _written(write: Observation, before: Observation) -> Iterator[tuple[str, JSON]]:
    """Yield the values of a request that a GET documents, too: those that it may show."""
    request = write.exchange.request
    try:
        sent = parse_json(request.body)
    except JsonError:
        return
    wanted = write.operation.request_body
    documented = wanted.media_types if wanted else ()
    media = next((m for m in documented if media_type_matches(m.name, request.media_type)), None)
    if media is None or media.schema is None or before.schema is None or before.json_error:
        return
    for pointer, value in leaves_of(sent):
        is_known = schemas_at(media.schema, pointer) and schemas_at(before.schema, pointer)
        if is_known and exists(before.body, pointer):
            yield pointer, value


def _deletion(evidence: Evidence, each: _Round, parameter: Parameter) -> CheckResult:
    path = each.write.exchange.request.path
    looks, before = _looks(each, path), each.before
    if before is None or before.exchange.request.path != path or not before.is_success:
        return not_exercised(ID, "there was no resource to delete")
    wanted = id_at_end(path)
    if each.made is None or wanted not in ids_in(each.made.answer, parameter):
        return not_exercised(ID, "no POST has made the resource to delete")
    if not all(look.is_success for look in looks):
        return passed(ID)
    if not all(wanted in ids_in(look.answer, parameter) for look in looks):
        return not_exercised(ID, "what GET answers after the DELETE has no id to know it by")
    reason = _doubt(each, looks)
    if reason:
        return not_exercised(ID, reason)
    # A resource that is kept and marked as deleted was changed by the DELETE.
    is_same = all(look.body == before.body for look in looks)
    message = f"and GET still shows the resource{'' if is_same else ', but changed'}."
    severity = Severity.ERROR if is_same else Severity.INFO
    return failed(_finding(evidence, each, looks[-1], message, severity=severity))


def _creation(evidence: Evidence, each: _Round, parameter: Parameter) -> CheckResult:
    collection = each.write.exchange.request.path.rstrip("/")
    ids = ids_in(each.write.answer, parameter)
    looks = [
        look
        for look in each.after
        if look.exchange.request.path.rstrip("/").rpartition("/")[0] == collection
        and id_at_end(look.exchange.request.path) in ids
    ]
    is_known = any(look.status in ABSENT for look in each.after if look not in looks)
    if any(look.is_success for look in looks):
        return passed(ID) if is_known else not_exercised(ID, ANY_ID)
    is_absent = len(looks) >= _LOOKS and all(look.status in ABSENT for look in looks)
    if not (is_absent and is_known) or each.write.status != _CREATED:
        return not_exercised(ID, "whether GET shows what was created is not known")
    message = f"and GET of the new id {preview(ids[0])} is answered with {looks[-1].status}."
    return failed(_finding(evidence, each, looks[-1], message))


def _looks(each: _Round, path: str) -> Sequence[Observation]:
    return [look for look in each.after if look.exchange.request.path == path]


def _doubt(each: _Round, looks: Sequence[Observation]) -> str:
    """Return why a change that does not show need not be lost; empty if it is."""
    others = [look for look in each.after if look not in looks]
    if len(looks) < _LOOKS or not others:
        return "the resource was read once only after the write"
    if any(look.status not in ABSENT for look in others):
        return ANY_ID
    return ""


def _finding(  # noqa: PLR0913 - what a finding shows
    evidence: Evidence,
    each: _Round,
    look: Observation,
    message: str,
    *,
    pointer: str = "",
    values: Mapping[str, JSON] | None = None,
    severity: Severity = Severity.ERROR,
) -> Finding:
    operation = evidence.operation
    return Finding(
        rule=ID,
        severity=severity,
        message=f"{operation.method} is answered with {each.write.status}, {message}",
        pointer=pointer,
        values=tuple((name, preview(value)) for name, value in (values or {}).items()),
        expected="what was written, at the latest after a pause",
        source=source_text(operation.source),
        contract=contract_location(evidence.contract, operation.pointer),
        exchange=look.exchange.number,
        key=operation.method.lower(),
    )
