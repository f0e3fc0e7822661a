"""The record that a request makes of an earlier one: pure functions over values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mock_server.answers.stateful.changing.identities import readdressed
from mock_server.answers.stateful.changing.times import stamped
from mock_server.answers.stateful.recognition.resources import Resource, derived_record
from mock_server.answers.stateful.recognition.shapes import members_of, properties_of, visible
from mock_server.answers.stateful.seeds import like
from mock_server.http.bodies.member_names import CREATED, by_plain_name, plain_name
from openapi.contract import MediaType, Operation, Schema, essence
from openapi.json.patches import PatchError, apply_patch
from openapi.json.pointers import exists, merge_patch, resolve, with_value
from openapi.json.types import JSON
from openapi.schema.discriminators import branch_of
from openapi.schema.repair import repaired
from openapi.schema.validation import validator_for
from openapi.schema.walk import applicable

_JSON_PATCH = "application/json-patch+json"
_MERGE_PATCH = "application/merge-patch+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """What a request sends to change a record, and when."""

    body: JSON  # the value of its body; None without one
    media_type: str = ""  # the media type of the body, in lower case and without parameters
    now: float = 0.0  # the time of the session, in seconds since 1970
    # The path parameters that name what the record belongs to, by plain name.
    owners: Mapping[str, JSON] = field(default_factory=dict)


def sent_record(
    resource: Resource, operation: Operation, change: RecordChange
) -> Mapping[str, JSON]:
    """Return the record in the body of a request as it was sent; an empty object without one."""
    body, pointer = change.body, _place_of(resource, operation, change.media_type)
    value = resolve(body, pointer) if pointer is not None and exists(body, pointer) else body
    return value if isinstance(value, dict) else {}


def sent_members(
    resource: Resource, operation: Operation, change: RecordChange
) -> Mapping[str, JSON]:
    """Return the members of a record that a request sends, except those that are read-only.

    They are named in the style of the answers, whatever the style of the request.
    """
    value = sent_record(resource, operation, change)
    known = by_plain_name(resource.names)
    return {
        name if name in resource.names else known.get(plain_name(name), name): each
        for name, each in value.items()
        if resource.writable is None or name in resource.writable or plain_name(name) not in known
    }


def not_kept(
    resource: Resource, sent: Mapping[str, JSON], change: RecordChange, value: Mapping[str, JSON]
) -> tuple[str, ...]:
    """Return the names of the members that were sent and have another value in the record.

    Compared are texts, numbers and booleans, where a number may have become a text. The identity of
    the record and those of its owners are not compared: the server sets them.
    """
    own = {plain_name(resource.key), *change.owners}
    return tuple(
        name
        for name, each in sent.items()
        if name in resource.names
        and plain_name(name) not in own
        and isinstance(each, str | int | float)
        and value.get(name) not in (each, str(each))
    )


def created(
    resource: Resource, sent: Mapping[str, JSON], identity: JSON, change: RecordChange
) -> Mapping[str, JSON]:
    """Return a new record: what was sent, and what the server adds.

    That is, as the example has them, each member that no request may have, the time of the
    creation and the identities of the owners; and the defaults.
    """
    resource = _of_identity(_of_branch(resource, sent), identity)
    value: dict[str, JSON] = {}
    template = resource.main.template
    for name, schema in resource.names.items():
        if name in sent:
            value[name] = sent[name]
        elif name in template and (
            not _is_writable(resource, name)
            or plain_name(name) in CREATED
            or plain_name(name) in change.owners
        ):
            value[name] = template[name]
        else:
            default = _default_of(schema)
            if default is not None:
                value[name] = default
    value |= {name: each for name, each in sent.items() if name not in value}
    return _finished(resource, value, identity, change, is_new=True, sent=frozenset(sent))


def replaced_by(
    resource: Resource,
    before: Mapping[str, JSON],
    sent: Mapping[str, JSON],
    identity: JSON,
    change: RecordChange,
) -> Mapping[str, JSON]:
    """Return a record with the members that were sent; those that only a server sets are kept."""
    kept = {
        name: each
        for name, each in before.items()
        if not _is_writable(resource, name) or plain_name(name) in CREATED
    }
    value = {**kept, **sent}
    ordered = {name: value[name] for name in before if name in value}
    whole = {**ordered, **value}
    return _finished(resource, whole, identity, change, sent=frozenset(sent), before=before)


def patched(
    resource: Resource,
    before: Mapping[str, JSON],
    sent: Mapping[str, JSON],
    identity: JSON,
    change: RecordChange,
) -> Mapping[str, JSON]:
    """Return a record changed by a patch: JSON Patch, JSON Merge Patch, or plain JSON.

    In plain JSON, which has no rules of its own, a null is a value where the schema allows it; else
    it removes the member, as in a merge patch.

    Raises:
        PatchError: A JSON Patch is not valid, or does not fit the record.
    """
    if change.media_type == _JSON_PATCH or _is_json_patch(change.body):
        value = apply_patch(dict(before), change.body)
        if not isinstance(value, dict):
            message = "the result is no object"
            raise PatchError(message, is_conflict=True)
        kept = {n: e for n, e in before.items() if not _is_writable(resource, n)}
        free = {n: e for n, e in value.items() if _is_writable(resource, n)}
        names = frozenset(n for n, e in free.items() if n not in before or before[n] != e)
        whole = {**kept, **free}
        return _finished(resource, whole, identity, change, sent=names, before=before)
    merged: dict[str, JSON] = merge_patch(dict(before), sent)
    if change.media_type != _MERGE_PATCH:
        for name, each in sent.items():
            schema = resource.names.get(name)
            if each is None and schema is not None and validator_for(schema).is_valid(None):
                merged[name] = None
    return _finished(resource, merged, identity, change, sent=frozenset(sent), before=before)


def _of_branch(resource: Resource, value: Mapping[str, JSON]) -> Resource:
    """Return a resource with the members and the template of the branch that a record names.

    A dog has no defaults of a cat where the records are `oneOf` both.
    """
    main = resource.main
    branch = branch_of(main.record, value)
    if branch is None:
        return resource
    own, common, template = properties_of(branch), members_of(main.record), main.template
    names = {n: own.get(n, e) for n, e in resource.names.items() if n in own or n in common}
    if branch != branch_of(main.record, template):
        shared = {n: e for n, e in template.items() if n in common}
        template = {**shared, **derived_record(branch)}
    return replace(resource, names=names, main=replace(main, template=template))


def _of_identity(resource: Resource, identity: JSON) -> Resource:
    """Return a resource whose template has the addresses of a new record, not of the example's."""
    main, old = resource.main, resource.identity_of(resource.main.template)
    if old is None or identity is None:
        return resource
    template = readdressed(main.template, resource.paths.words, old, str(identity))
    return replace(resource, main=replace(main, template=template))


def _finished(  # noqa: PLR0913 - what a record is made of, each by name
    resource: Resource,
    value: Mapping[str, JSON],
    identity: JSON,
    change: RecordChange,
    *,
    is_new: bool = False,
    sent: frozenset[str] = frozenset(),
    before: Mapping[str, JSON] | None = None,
) -> Mapping[str, JSON]:
    """Return a record with its identity, its times and its owners, valid where that is possible."""
    main = resource.main
    template: Mapping[str, JSON] = {**main.template, **(before or {})}
    owners = change.owners
    value = {
        name: like(each, owners[plain_name(name)]) if plain_name(name) in owners else each
        for name, each in value.items()
    }
    value = stamped(value, resource.names, change.now, is_new=is_new, sent=sent, template=template)
    if resource.key and identity is not None:
        value = with_value(value, resource.key, identity)
    value = visible(value, main.record, also=main.template)
    if main.media.schema is None:
        return value
    found = repaired(value, main.record, template)
    return value if found is None else found


def _place_of(resource: Resource, operation: Operation, media_type: str) -> str | None:
    body = operation.request_body
    media_types: tuple[MediaType, ...] = body.media_types if body is not None else ()
    known = [media for media in media_types if media in resource.sent]
    same = (media for media in known if essence(media.name) == media_type)
    media = next(same, known[0] if known else None)
    return None if media is None else resource.sent[media]


def _is_writable(resource: Resource, name: str) -> bool:
    if f"/{name}" == resource.key:
        return False
    if resource.writable is None:
        return True
    return plain_name(name) in {plain_name(each) for each in resource.writable}


def _default_of(schema: Schema) -> JSON:
    parts = applicable(schema, choices=False)
    return next((p.definition["default"] for p in parts if "default" in p.definition), None)


def _is_json_patch(body: JSON) -> bool:
    is_list = isinstance(body, list) and bool(body)
    return is_list and all(isinstance(each, dict) and "op" in each for each in body)
