"""A resource with what its schemas show: its members, its identity, and where bodies have it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mock_server.answers.stateful.recognition.paths import ResourcePaths
from mock_server.answers.stateful.recognition.shapes import (
    Place,
    accepted_of,
    identified_place,
    identity_member,
    inferred_schema,
    is_object,
    list_place,
    part_at,
    properties_of,
    record_place,
)
from mock_server.http.bodies.member_names import plain_name
from mock_server.http.media_types import concrete_media_type
from openapi.contract import (
    Location,
    MediaType,
    Operation,
    ResourceAction,
    Schema,
    is_json_type,
    is_xml_type,
)
from openapi.json.pointers import join, lookup
from openapi.json.types import JSON
from openapi.rules.targets import resource_key
from openapi.schema.examples import generate_example
from openapi.schema.repair import repaired
from openapi.schema.rewriting import rewritten

_WRITES = (
    ResourceAction.CREATE,
    ResourceAction.REPLACE,
    ResourceAction.UPDATE,
    ResourceAction.SAVE,
)


_READS = {ResourceAction.LIST, ResourceAction.READ}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """How an answer has a record, or a list of records; equal to itself only."""

    media: MediaType  # the documentation of the answer's body
    pointer: str  # JSON pointer to the record, or to the list, in the body
    record: Schema
    base: JSON  # a documented or derived body
    template: Mapping[str, JSON]  # a record of it; an empty object if its list is empty
    is_list: bool = False  # whether the pointer is to a list


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resource:
    """A collection of records, or a single one; equal to itself only."""

    paths: ResourcePaths
    # What each operation does with the records, as far as its schemas agree.
    roles: Mapping[Operation, ResourceAction]
    names: Mapping[str, Schema]  # the schemas of the members of a record
    key: str  # JSON pointer to the identity inside a record; empty if records do not have it
    main: Shape  # the answer that shows a record best
    shapes: Mapping[MediaType, Shape]  # how each answer has a record or a list, by its media type
    writable: frozenset[str] | None  # the members that requests may have; None for any
    sent: Mapping[MediaType, str] = field(default_factory=dict)  # JSON pointer to the record

    @property
    def is_changed(self) -> bool:
        """Whether requests can change the records, or only read them."""
        return not _READS.issuperset(self.roles.values())

    @property
    def key_schema(self) -> Schema | None:
        """The schema of the identity inside a record."""
        return part_at(self.main.record, self.key) if self.key else None

    @property
    def path_schemas(self) -> list[Schema]:
        """The schemas of the identity in the paths of a record."""
        reads = (each for each, role in self.roles.items() if role is ResourceAction.READ)
        found = (each.parameter(Location.PATH, self.paths.identity) for each in reads)
        return [each.schema for each in found if each is not None]

    def identity_of(self, value: JSON) -> str | None:
        """Return the identity in a record as text; None if it has none."""
        return (resource_key(value, self.key) or None) if self.key else None


def build_resource(paths: ResourcePaths) -> Resource | None:
    """Return a resource; None if no answer shows its records."""
    builder = _Builder(paths)
    main = builder.main()
    if main is None:
        return None
    return builder.resource(main)


class _Builder:
    """Finds the records in the answers and requests of a resource."""

    def __init__(self, paths: ResourcePaths) -> None:
        self._paths = paths
        self._identity = paths.identity or "id"
        self._noun = paths.noun

    def main(self) -> Shape | None:
        """Return the answer that shows a record best: of READ, else of another operation."""
        for wanted in (ResourceAction.READ, ResourceAction.CREATE, *_WRITES):
            for operation in self._with_role(wanted):
                shape = self._first(operation, self._identified)
                if shape is not None:
                    return shape
        for operation in self._with_role(ResourceAction.LIST):
            found = self._first(
                operation, lambda schema: list_place(schema, {}, None), is_list=True
            )
            if found is not None:
                return found
        return None

    def resource(self, main: Shape) -> Resource | None:
        """Return the resource whose records are those of an answer."""
        names = accepted_of(main.record)
        key = self._key(names, main)
        roles: dict[Operation, ResourceAction] = {}
        shapes: dict[MediaType, Shape] = {}
        for operation, role in self._paths.roles.items():
            found = self._shapes(operation, role, main, key)
            if self._agrees(operation, role, found, names, main):
                roles[operation] = role
                shapes |= found
        kinds = set(roles.values())
        if not _READS & kinds or kinds < _READS or (kinds == _READS and not key):
            return None
        sent = {
            media: place[0]
            for operation, role in roles.items()
            if role in _WRITES
            for media, place in self._sent(operation, names)
        }
        return Resource(
            paths=self._paths,
            roles=roles,
            names=names,
            key=key,
            main=main,
            shapes=shapes,
            writable=self._writable(roles, names),
            sent=sent,
        )

    def _with_role(self, role: ResourceAction) -> Iterator[Operation]:
        return (each for each, found in self._paths.roles.items() if found is role)

    def _identified(self, schema: Schema) -> Place | None:
        return identified_place(schema, self._identity, self._noun)

    def _key(self, names: Mapping[str, Schema], main: Shape) -> str:
        named = (each.resource.key for each in self._paths.roles if each.resource is not None)
        given = next((key for key in named if key), "")
        if given or self._paths.is_single:
            return given
        member = identity_member(names, self._identity, self._noun)
        if not member and main.media.schema is None:
            member = next((n for n in names if plain_name(n) == plain_name(self._identity)), "")
        return join("", member) if member else ""

    def _first(
        self,
        operation: Operation,
        find: Callable[[Schema], Place | None],
        *,
        is_list: bool = False,
    ) -> Shape | None:
        success = operation.success
        for media in success.media_types if success is not None else ():
            shape = _shape(operation, media, find, is_list=is_list)
            if shape is not None:
                return shape
        return None

    def _shapes(
        self,
        operation: Operation,
        role: ResourceAction,
        main: Shape,
        key: str,
    ) -> dict[MediaType, Shape]:
        """Return how the successful answers of an operation have records."""
        names = accepted_of(main.record)

        def find(schema: Schema) -> Place | None:
            if role is ResourceAction.LIST:
                return list_place(schema, names, main.record)
            if role is ResourceAction.READ:
                return self._identified(schema)
            return record_place(schema, names, key)

        found = {}
        for response in operation.responses:
            if not response.status.startswith("2") and response is not operation.success:
                continue
            for media in response.media_types:
                is_list = role is ResourceAction.LIST
                shape = main if media is main.media and is_list == main.is_list else None
                shape = shape or _shape(operation, media, find, is_list=is_list)
                if shape is not None:
                    found[media] = shape
        return found

    def _agrees(
        self,
        operation: Operation,
        role: ResourceAction,
        shapes: Mapping[MediaType, Shape],
        names: Mapping[str, Schema],
        main: Shape,
    ) -> bool:
        """Whether the schemas of an operation agree with its role."""
        if operation.resource is not None:
            return True
        records = [each.record.pointer for each in shapes.values()]
        is_same = bool(main.record.pointer) and main.record.pointer in records
        is_sent = operation.request_body is None or self._sends_record(operation, names)
        if role is ResourceAction.LIST:
            # `/pets/search` lists records of the collection only if they have the same schema.
            own = (self._paths.path, f"{self._paths.path}s")
            return bool(shapes) and (operation.path.rstrip("/") in own or is_same)
        if role is ResourceAction.READ:
            return bool(shapes)
        if role is ResourceAction.CREATE:
            # Where records have no path, a POST that answers with a list is likelier a search.
            is_list = any(each.pointer.endswith("/0") for each in shapes.values())
            return (is_same or is_sent) and not (is_list and not self._paths.item_path)
        if role is ResourceAction.SAVE:
            return operation.request_body is not None and is_sent
        return operation.method != "POST" or is_sent

    def _sends_record(self, operation: Operation, names: Mapping[str, Schema]) -> bool:
        return any(True for _ in self._sent(operation, names))

    @staticmethod
    def _sent(
        operation: Operation, names: Mapping[str, Schema]
    ) -> Iterator[tuple[MediaType, Place]]:
        """Yield where the bodies of requests have a record."""
        body = operation.request_body
        for media in body.media_types if body is not None else ():
            if media.schema is None:
                yield media, ("", inferred_schema({}))
                continue
            place = record_place(media.schema, names)
            if place is None and is_object(media.schema) and not properties_of(media.schema):
                place = ("", media.schema)
            if place is not None:
                yield media, place

    def _writable(
        self, roles: Mapping[Operation, ResourceAction], names: Mapping[str, Schema]
    ) -> frozenset[str] | None:
        """Return the members of a record that requests may have; None for any."""
        found: set[str] = set()
        for operation, role in roles.items():
            for media, (_, schema) in self._sent(operation, names) if role in _WRITES else ():
                if media.schema is None or not properties_of(schema):
                    return None
                found |= accepted_of(schema).keys()
        return frozenset(found) if found else None


def _shape(
    operation: Operation,
    media: MediaType,
    find: Callable[[Schema], Place | None],
    *,
    is_list: bool,
) -> Shape | None:
    """Return how a body has a record or a list; None if it has none."""
    base = _body_of(media)
    if base is None:
        return None
    schema = media.schema or inferred_schema(base)
    if is_object(schema) and not properties_of(schema):
        # The schema says nothing; the example shows the members.
        schema = inferred_schema(base)
    use, paging = operation.resource, operation.pagination
    given = use.record if use is not None else None
    if given is None and is_list and paging is not None:
        given = paging.items
    place = _given_place(schema, given, is_list=is_list) if given is not None else find(schema)
    if place is None:
        return None
    pointer, record = place
    value: Any = lookup(base, pointer)
    if is_list:
        value = value[0] if isinstance(value, list) and value else None
    if not isinstance(value, dict):
        value = derived_record(record)
    return Shape(
        media=media, pointer=pointer, record=record, base=base, template=value, is_list=is_list
    )


def _given_place(schema: Schema, pointer: str, *, is_list: bool) -> Place | None:
    part = part_at(schema, pointer)
    if part is None or not is_list:
        return None if part is None else (pointer, part)
    items = part_at(part, "/0")
    return (pointer, items or inferred_schema({}))


def _body_of(media: MediaType) -> JSON:
    """Return the documented body of a media type, or a derived one; None if there is none."""
    name = concrete_media_type(media.name)
    if not is_json_type(name) and not is_xml_type(name):
        return None
    example = media.example()
    value = example.value if example is not None else None
    is_value = isinstance(value, dict | list)
    if media.schema is None:
        return value if is_value else None
    if is_value:
        # Of an example that contradicts its schema, what is valid is kept.
        found = rewritten(value, media.schema)
        repairs = repaired(found, media.schema, {})
        return found if repairs is None else repairs
    try:
        return generate_example(media.schema, fills_maps=True)
    except ValueError:
        return None


def derived_record(schema: Schema) -> dict[str, JSON]:
    """Return a record that is derived from its schema; an empty one if none was found."""
    try:
        value = generate_example(schema, fills_maps=True)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
