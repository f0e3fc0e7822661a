"""A body has only fields that the contract names.

Servers may add fields at any time, so findings are infos: clients should not rely on such fields.
"""

from collections.abc import Iterator, Mapping

from contracts.observations.citations import contract_location, member_schemas
from contracts.observations.evidence import Evidence
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import Schema, Severity
from openapi.json.pointers import join
from openapi.json.references import dereference
from openapi.json.types import JSON

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
        found = dict(_unknown(media.schema, seen.body))
        if not found:
            yield passed(ID)
        for pointer, value in list(found.items())[:MAX_FIELDS]:
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


def _unknown(schema: Schema, body: JSON) -> Iterator[tuple[str, JSON]]:
    pending: list[tuple[str, JSON, Places]] = [("", body, [(schema.definition, schema.pointer)])]
    while pending:
        pointer, value, places = pending.pop()
        if isinstance(value, Mapping):
            inner = {name: _inside(places, name, schema.root) for name in value}
            # An object without documented fields may have any.
            is_open = not any(_names_fields(place, schema.root) for place, _ in places)
            for name, child in value.items():
                if inner[name]:
                    pending.append((join(pointer, name), child, inner[name]))
                elif not is_open:
                    yield join(pointer, name), child
        elif isinstance(value, list):
            below = _inside(places, "0", schema.root)
            pending += [(join(pointer, i), item, below) for i, item in enumerate(value) if below]


def _inside(places: Places, token: str, root: Mapping[str, JSON]) -> Places:
    return [found for place, at in places for found in member_schemas(place, at, token, root)]


def _names_fields(definition: Mapping[str, JSON], root: Mapping[str, JSON]) -> bool:
    return "properties" in definition or any(
        _names_fields(dereference(root, part)[0], root)
        for keyword in ("allOf", "anyOf", "oneOf")
        for part in definition.get(keyword, ())
    )
