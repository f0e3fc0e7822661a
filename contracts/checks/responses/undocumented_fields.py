"""A body holds nothing that the contract does not name. Never more than an info.

A server may add fields at any time; who relies on them should know that nobody promised them.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from contracts.http.deadline import in_time
from contracts.observations.citations import contract_location, member_schemas
from contracts.observations.evidence import Evidence
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import Schema, Severity
from openapi.json.pointers import join
from openapi.json.references import dereference

JSON = Any

ID = "undocumented-fields"
SUMMARY = "Every field of a body is one that the contract names."

MAX_FIELDS = 20
"""Of one body that are reported."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every successful body against the names of its schema."""
    judged: set[tuple[str, bytes]] = set()
    for seen in evidence.conclusive():
        media, response = seen.effective_media_type, seen.exchange.response
        if not seen.is_success or seen.json_error or media is None or media.schema is None:
            continue
        # The same body has the same fields; a list that stands still is seen many times.
        key = (media.schema.pointer, response.body if response else b"")
        if key in judged:
            continue
        judged.add(key)
        unknown = _unknown(media.schema, seen.body, evidence.check_time)
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
                )
            )


Places = list[tuple[Mapping[str, JSON], str]]
Value = tuple[str, JSON, Places]
"""JSON pointer of a value, the value, and the schemas that describe it."""


def _unknown(
    schema: Schema, body: JSON, check_time: Callable[[], None]
) -> Iterator[tuple[str, JSON]]:
    pending: list[Value] = [("", body, [(schema.definition, schema.pointer)])]
    for pointer, value, places in in_time(_taken(pending), check_time):
        if isinstance(value, Mapping):
            # An object of which nothing is said may hold anything.
            is_open = not any(_names_fields(place, schema.root) for place, _ in places)
            for name, child in in_time(value.items(), check_time):
                inner = _inside(places, name, schema.root)
                if inner:
                    pending.append((join(pointer, name), child, inner))
                elif not is_open:
                    yield join(pointer, name), child
        elif isinstance(value, list):
            below = _inside(places, "0", schema.root)
            pending += [(join(pointer, i), item, below) for i, item in enumerate(value) if below]


def _taken(pending: list[Value]) -> Iterator[Value]:
    """Yield what is pending, the last first, with what is added meanwhile."""
    while pending:
        yield pending.pop()


def _inside(places: Places, token: str, root: Mapping[str, JSON]) -> Places:
    return [found for place, at in places for found in member_schemas(place, at, token, root)]


def _names_fields(definition: Mapping[str, JSON], root: Mapping[str, JSON]) -> bool:
    return "properties" in definition or any(
        _names_fields(dereference(root, part)[0], root)
        for keyword in ("allOf", "anyOf", "oneOf")
        for part in definition.get(keyword, ())
    )
