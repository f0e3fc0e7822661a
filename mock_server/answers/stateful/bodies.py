"""Writes records into bodies that are valid, whatever a client has sent."""

from collections.abc import Iterable, Mapping

from mock_server.answers.stateful.changing.identities import readdressed
from mock_server.answers.stateful.recognition.resources import Resource, Shape
from mock_server.answers.stateful.recognition.shapes import identity_member, properties_of, visible
from mock_server.http.bodies.member_names import by_plain_name, plain_name
from openapi.contract import MediaType
from openapi.json.pointers import with_value
from openapi.json.types import JSON
from openapi.schema.repair import repaired
from openapi.schema.validation import validator_for


def record_in(
    resource: Resource, shape: Shape, value: Mapping[str, JSON]
) -> Mapping[str, JSON] | None:
    """Return a record as an answer has it: with what the answer's schema names, and valid.

    Members that only this answer has, such as links, are those of its documented or derived
    record. None if no valid record was found.
    """
    shown = visible(_in_style_of(shape, value), shape.record, also=shape.template)
    named = properties_of(shape.record)
    own = {
        name: each
        for name, each in shape.template.items()
        if name in named and name not in resource.names and name not in shown
    }
    alias, identity = other_key(resource, shape), resource.identity_of(value)
    old = resource.identity_of(shape.template)
    if own and old is not None and identity is not None:
        own = readdressed(own, resource.paths.words, old, identity)
    if alias:
        number = int(identity) if identity is not None and identity.isdecimal() else None
        is_number = isinstance(own.get(alias), int) and number is not None
        own[alias] = number if is_number else identity if identity is not None else own.get(alias)
    whole = {**shown, **own}
    if shape.media.schema is None:
        return whole
    found: Mapping[str, JSON] | None = repaired(whole, shape.record, shape.template)
    if found is None and not validator_for(shape.record).is_valid(shape.template):
        # The document contradicts itself: its own example is no more valid than this.
        return whole
    return found


def other_key(resource: Resource, shape: Shape) -> str:
    """Return the member by which only this answer identifies a record; empty if there is none.

    A creation may be answered with `guid` where the record has `id`.
    """
    names = properties_of(shape.record)
    paths = resource.paths
    if not resource.key or plain_name(resource.key) in {plain_name(name) for name in names}:
        return ""
    found = identity_member(names, paths.identity or "id", paths.noun)
    return "" if found in resource.names else found


def shows_identity(resource: Resource, shape: Shape | None) -> bool:
    """Whether an answer shows the identity of its record."""
    if shape is None:
        return False
    names = {plain_name(name) for name in properties_of(shape.record)}
    return plain_name(resource.key) in names or bool(other_key(resource, shape))


def _in_style_of(shape: Shape, value: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return a record with its members named as an answer names them (`meetingid`, `meetingId`)."""
    names = properties_of(shape.record)
    if value.keys() <= names.keys():
        return value
    plain = by_plain_name(names)
    return {
        name if name in names else plain.get(plain_name(name), name): each
        for name, each in value.items()
    }


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
