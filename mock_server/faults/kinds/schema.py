"""Faults of contract that follow from a schema: each makes one value wrong in one way.

A mutation is a fault only if the validator rejects its result. It is applied to the healthy body
of the current answer, so it works in every scenario and on every page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mock_server.faults.model.fault import CheckId, Fault, FaultKind, success_fault
from mock_server.faults.model.healthy_exchange import NOW, HealthyExchange, rule_context
from mock_server.faults.search.healthy_bodies import (
    example_parameters,
    healthy_bodies,
    json_media_type,
)
from mock_server.faults.search.schema_mutations import DELETED, MUTATIONS, Mutation, mutations_for
from mock_server.faults.search.schema_places import SchemaLocation, schema_locations
from mock_server.faults.search.search import broken_rules
from mock_server.http.negotiation import concrete_status
from mock_server.http.responses import PreparedResponse
from openapi.contract import Contract, MediaType, Operation, Parameter, Response
from openapi.json.types import JSON
from openapi.parameters.scalars import parse_scalar
from openapi.rules.evaluation import RuleResultCache
from openapi.schema.types import type_of
from openapi.schema.validation import validator_for

FAMILIES = frozenset({"drop-header", "bad-header"} | {each.family for each in MUTATIONS})
"""The first words of these faults' ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFault:
    """A fault without its side effects."""

    fault: Fault
    healthy: JSON = None  # a valid body; None for a fault of a header
    body: JSON = None  # the same body with the fault; None for a fault of a header


def schema_faults(contract: Contract, operation: Operation) -> tuple[SchemaFault, ...]:
    """Return the faults of the body and the headers of an operation's success answer."""
    success = operation.success
    if success is None:
        return ()
    media = json_media_type(success)
    of_body = _body_faults(contract, operation, success, media) if media is not None else ()
    return (*of_body, *_header_faults(operation, success))


def with_side_effects(operation: Operation, faults: Sequence[SchemaFault]) -> tuple[Fault, ...]:
    """Return the faults, each with the rules that it breaks in addition to the schema."""
    success = operation.success
    media = json_media_type(success)
    if success is None or media is None:
        return tuple(each.fault for each in faults)
    status = concrete_status(operation, success)
    context = rule_context(operation, example_parameters(operation), status, NOW)
    memory = RuleResultCache()  # the bodies are alike

    def broken(body: JSON) -> set[str]:
        if body is None:
            return set()
        return {*broken_rules(media.rules, (body,), context, memory=memory)}

    return tuple(
        replace(each.fault, side_effects=tuple(sorted(broken(each.body) - broken(each.healthy))))
        for each in faults
    )


def _body_faults(
    contract: Contract, operation: Operation, success: Response, media: MediaType
) -> Iterator[SchemaFault]:
    schema = media.schema
    if schema is None:
        return
    bodies = healthy_bodies(contract, operation, success, media)
    for place in schema_locations(schema):
        for mutation in mutations_for(place):
            pairs = ((body, mutation.apply(body, place, schema)) for body in bodies)
            made = next((pair for pair in pairs if pair[1] is not DELETED), None)
            if made is not None:
                fault = _fault(operation, place, mutation)
                yield SchemaFault(fault=fault, healthy=made[0], body=made[1])


def _fault(operation: Operation, place: SchemaLocation, mutation: Mutation) -> Fault:
    def change(exchange: HealthyExchange) -> PreparedResponse | None:
        media, body = exchange.media_type, exchange.body
        if media is None or media.schema is None:
            return None
        if not validator_for(media.schema).is_valid(body):
            return None
        wrong = mutation.apply(body, place, media.schema)
        return None if wrong is DELETED else exchange.with_body(wrong)

    id_ = ".".join(filter(None, [mutation.family, place.name]))
    summary = mutation.description.format(place.shown)
    detected_by = (CheckId.SCHEMA,)
    return success_fault(
        operation, id_, FaultKind.CONTRACT, summary, change, detected_by=detected_by
    )


def _header_faults(operation: Operation, success: Response) -> Iterator[SchemaFault]:
    for header in success.headers:
        name = header.name.lower()
        if header.is_required:
            summary = f"The header {header.name} is missing."
            yield _header_fault(operation, f"drop-header.{name}", summary, (name, ""))
        wrong = _invalid_header_text(header)
        if wrong:
            summary = f"The header {header.name} has a value that is not allowed."
            yield _header_fault(operation, f"bad-header.{name}", summary, (name, wrong))


def _header_fault(
    operation: Operation, id_: str, summary: str, header: tuple[str, str]
) -> SchemaFault:
    """Return the fault that replaces the text of a header, or removes it if the text is empty."""
    raw, value = (part.encode("latin-1", "replace") for part in header)

    def change(exchange: HealthyExchange) -> PreparedResponse:
        answer = exchange.answer.without_header(raw)
        return answer.with_headers(((raw, value),)) if value else answer

    detected_by = (CheckId.RESPONSE_HEADERS,)
    return SchemaFault(
        fault=success_fault(
            operation, id_, FaultKind.CONTRACT, summary, change, detected_by=detected_by
        )
    )


def _invalid_header_text(header: Parameter) -> str:
    """Return a text that the header's schema forbids; empty if it allows all that are tried."""
    if type_of(header.schema.definition) not in {"string", "integer", "number", "boolean"}:
        return ""
    for text in ("?", "-1"):
        try:
            value = parse_scalar(text, header.schema)
        except ValueError:
            return text
        if not validator_for(header.schema).is_valid(value):
            return text
    return ""
