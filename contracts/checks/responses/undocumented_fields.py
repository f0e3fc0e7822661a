"""A body has only fields that the contract names.

Servers may add fields at any time, so findings are infos: clients should not rely on such fields.
"""

from collections.abc import Callable, Iterator, Mapping
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

MAX_FIELDS = 20
"""Fields of one body that are reported."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every successful body against the names of its schema."""
    judged: set[tuple[str, bytes]] = set()
    for seen in evidence.conclusive():
        media, response = seen.effective_media_type, seen.exchange.response
        if not seen.is_success or seen.json_error or media is None or media.schema is None:
            continue
        # Equal bodies have equal fields; an unchanged list is received many times.
        key = (media.schema.pointer, response.body if response else b"")
        if key in judged:
            continue
        judged.add(key)
        unknown = undocumented_members(media.schema, seen.body, evidence.check_time)
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
                    contract=contract_location(seen.contract, media.schema.pointer),
                    exchange=seen.exchange.number,
                    cause=generic_place(pointer),
                )
            )


Value = tuple[str, JSON, DescribedValue]
"""JSON pointer of a value, the value, and what describes it."""


def undocumented_members(
    schema: Schema, body: JSON, check_time: Callable[[], None] = no_deadline
) -> Iterator[tuple[str, JSON]]:
    """Yield the members of a body that its schema does not name, each with its JSON pointer.

    Args:
        schema: The schema of the body.
        body: The body.
        check_time: Raises OutOfTimeError when judging has to end.
    """
    pending: list[Value] = [("", body, described(schema))]
    for pointer, value, known in in_time(_taken(pending), check_time):
        if isinstance(value, Mapping):
            # An object without documented fields may have any.
            is_open = not known.names_members
            for name, child in in_time(value.items(), check_time):
                inner = known.member(name)
                if inner is None:
                    if not is_open:
                        yield join(pointer, name), child
                elif isinstance(child, dict | list):
                    pending.append((join(pointer, name), child, inner))
        elif isinstance(value, list):
            for index, item in in_time(enumerate(value), check_time):
                inner = known.member(index)
                if inner is not None and isinstance(item, dict | list):
                    pending.append((join(pointer, index), item, inner))


def _taken(pending: list[Value]) -> Iterator[Value]:
    """Yield the pending values, the last first, with those that are added meanwhile."""
    while pending:
        yield pending.pop()
