"""A body has only fields that the contract names.

Servers may add fields at any time, so findings are infos: clients should not rely on such fields.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from contracts.http.deadline import in_time, no_deadline
from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.results.finding import Finding, generic_place, preview
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import Schema, Severity
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.schema.described import DescribedValue, described

ID = "undocumented-fields"
SUMMARY = "Every field of a body is one that the contract names."

MAX_FIELDS = 20  # fields of one body that are reported


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every successful body against the names of its schema."""
    judged: set[tuple[str, bytes]] = set()
    for seen in evidence.conclusive():
        schema = seen.schema
        if not seen.is_success or seen.json_error or schema is None:
            continue
        # Equal bodies have equal fields; an unchanged list is received many times.
        key = (schema.pointer, seen.answer.body)
        if key in judged:
            continue
        judged.add(key)
        unknown = undocumented_members(schema, seen.body, evidence.check_time)
        found = dict(islice(unknown, MAX_FIELDS))
        if not found:
            yield passed(ID)
        for pointer, value in found.items():
            yield failed(
                Finding(
                    rule=ID,
                    severity=Severity.INFO,
                    message=f"{pointer} is not documented.",
                    pointer=pointer,
                    values=((pointer, preview(value)),),
                    contract=contract_location(seen.contract, schema.pointer),
                    exchange=seen.exchange.number,
                    cause=generic_place(pointer),
                )
            )


Part = tuple[tuple[str | int, ...], JSON, DescribedValue]
"""The keys and indices that lead to an object or list, the value, and what describes it."""


def undocumented_members(
    schema: Schema, body: JSON, check_time: Callable[[], None] = no_deadline
) -> Iterator[tuple[str, JSON]]:
    """Yield the members of a body that its schema does not name, each with its JSON pointer."""
    pending: list[Part] = [((), body, described(schema))] if isinstance(body, dict | list) else []
    for place, value, known in in_time(_taken(pending), check_time):
        is_object = isinstance(value, dict)
        # An object without documented fields may have any.
        is_closed = is_object and known.names_members
        parts = in_time(value.items() if is_object else value, check_time)
        for token, child in parts if is_object else enumerate(parts):
            has_parts = isinstance(child, dict | list)
            inner = known.member(token) if has_parts or is_closed else None
            if inner is None:
                if is_closed:
                    yield join("", *place, token), child
            elif has_parts:
                pending.append(((*place, token), child, inner))


def _taken(pending: list[Part]) -> Iterator[Part]:
    """Yield what is pending, the last first, with what is added meanwhile."""
    while pending:
        yield pending.pop()
