"""A body has no `writeOnly` value, such as a password.

OpenAPI 3.0.3, Schema Object: such a property may be sent in a request, and should not be sent in
an answer. Values without content (null, an empty text, asterisks), and values of properties that a
documented example of the answer has, too, are infos.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.confidence import Confidence
from contracts.results.finding import Finding, generic_place
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import MediaType, Schema, Severity
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.schema.walk import MAX_SCHEMAS, every_schema, members

ID = "write-only"
SUMMARY = "A body has no value that the contract calls writeOnly."

MAX_VALUES = 10  # values of one body that are reported

_MASKED = re.compile(r"[*x•.\s]*", re.IGNORECASE)


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every readable body, also of refusals."""
    if evidence.is_contract_example:
        return
    judged: dict[tuple[str, bytes], tuple[CheckResult, ...]] = {}
    for seen in evidence.conclusive():
        media = seen.effective_media_type
        if seen.json_error or media is None or media.schema is None:
            continue
        key = (media.schema.pointer, seen.answer.body)
        if key not in judged:
            judged[key] = tuple(_judged(seen, media, media.schema))
        # Each exchange is objected to, so that no other judge repeats it as a finding of its own.
        yield from (_about(result, seen) for result in judged[key])


def _judged(seen: Observation, media: MediaType, schema: Schema) -> Iterator[CheckResult]:
    found: tuple[tuple[str, JSON, str], ...] = ()
    if _has_write_only(schema):
        found = tuple(islice(_values(schema, seen.body), MAX_VALUES))
    if not found:
        yield passed(ID)
        return
    shown = {place for example in media.examples for _, _, place in _values(schema, example.value)}
    for pointer, value, place in found:
        yield failed(_finding(seen, pointer, place, is_open=_is_empty(value) or place in shown))


def _about(result: CheckResult, seen: Observation) -> CheckResult:
    """Return the result for another exchange with the same body."""
    if result.finding is None:
        return result
    return failed(replace(result.finding, exchange=seen.exchange.number))


@lru_cache(maxsize=1024)
def _has_write_only(schema: Schema) -> bool:
    """Whether a part of a schema is writeOnly; most have none, and few bodies are searched."""
    parts = every_schema(schema)
    is_found = any(part.definition.get("writeOnly") is True for part in parts)
    return is_found or len(parts) >= MAX_SCHEMAS


def _values(schema: Schema, body: JSON) -> Iterator[tuple[str, JSON, str]]:
    """Yield pointer, value and schema pointer of every writeOnly value in a body."""
    pending: list[tuple[str, JSON, tuple[Schema, ...]]] = [("", body, (schema,))]
    while pending:
        pointer, value, schemas = pending.pop()
        if all(each.definition.get("writeOnly") is True for each in schemas):
            yield pointer, value, schemas[0].pointer
            continue
        for token, child in _parts(value):
            below = members(schemas, token)
            if below:
                pending.append((join(pointer, token), child, below))


def _parts(value: JSON) -> Iterable[tuple[str | int, JSON]]:
    if isinstance(value, Mapping):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _is_empty(value: JSON) -> bool:
    """Whether a value shows nothing of the one that was sent."""
    return value is None or (isinstance(value, str) and _MASKED.fullmatch(value) is not None)


def _finding(seen: Observation, pointer: str, place: str, *, is_open: bool) -> Finding:
    return Finding(
        rule=ID,
        severity=Severity.INFO if is_open else Severity.ERROR,
        confidence=Confidence.TENTATIVE if is_open else None,
        message=f"{pointer} is writeOnly, and the answer has it.",
        pointer=pointer,
        # The value may be a password, so the report does not repeat it.
        values=((pointer, "(not shown)"),),
        expected="an answer without it",
        contract=contract_location(seen.contract, place),
        exchange=seen.exchange.number,
        key=f"{seen.status} {'open' if is_open else 'shown'}",
        cause=f"{place if not place.startswith('/paths/') else generic_place(pointer)} "
        f"{'open' if is_open else 'shown'}",
    )
