"""Writes records into bodies that are valid, whatever a client has sent."""

from collections.abc import Iterable, Mapping

from mock_server.answers.stateful.repair import repaired
from mock_server.answers.stateful.resources import Resource, Shape
from mock_server.answers.stateful.shapes import visible
from openapi.contract import MediaType
from openapi.json.pointers import with_value
from openapi.json.types import JSON
from openapi.schema.validation import validator_for


def record_in(
    resource: Resource, shape: Shape, value: Mapping[str, JSON]
) -> Mapping[str, JSON] | None:
    """Return a record as an answer has it: with what the answer's schema names, and valid.

    Members that only this answer has, such as links, are those of its documented or derived
    record. None if no valid record was found.
    """
    shown = visible(value, shape.record)
    own = {
        name: each
        for name, each in shape.template.items()
        if name not in resource.names and name not in shown
    }
    whole = {**shown, **own}
    if shape.media.schema is None:
        return whole
    found: Mapping[str, JSON] | None = repaired(whole, shape.record, shape.template)
    return found


def body_with_record(resource: Resource, shape: Shape, value: Mapping[str, JSON]) -> JSON | None:
    """Return the body of an answer with one record; None if no valid one was found."""
    record = record_in(resource, shape, value)
    if record is None:
        return None
    return valid_body(shape.media, shape.base, _placed(shape, record))


def body_with_records(
    resource: Resource, shape: Shape, values: Iterable[Mapping[str, JSON]]
) -> JSON | None:
    """Return the body of an answer with a list of records; None if no valid one was found."""
    records = [record_in(resource, shape, value) for value in values]
    if None in records:
        return None
    return _placed(shape, records)


def _placed(shape: Shape, value: JSON) -> JSON:
    parent, _, last = shape.pointer.rpartition("/")
    if last == "0" and not shape.is_list:
        # The record is the only one in a list.
        return with_value(shape.base, parent, [value]) if parent else [value]
    return with_value(shape.base, shape.pointer, value) if shape.pointer else value


def valid_body(media: MediaType, base: JSON, body: JSON) -> JSON | None:
    """Return a body if it is valid, or if the document's own body is not; else None."""
    if media.schema is None:
        return body
    is_valid = validator_for(media.schema).is_valid
    return body if is_valid(body) or not is_valid(base) else None
