"""The records that a collection has at first: those of the document's examples.

The examples of lists and of single records are united by identity, so that both show the same. An
operation without an example has what is derived from its schema.
"""

from collections.abc import Iterator, Mapping

from mock_server.answers.stateful.recognition.resources import Resource, Shape
from mock_server.http.bodies.member_names import plain_name
from mock_server.http.bodies.shown_examples import shown_example
from mock_server.sessions.records import Collection, Record
from openapi.contract import Location, MediaType, Operation, ResourceAction
from openapi.json.pointers import lookup, with_value
from openapi.json.types import JSON, is_integer

ONLY = "only"  # the identity of a record that is a single one
MAX_SEEDS = 1000  # records that the examples of a collection give


def seeds_of(resource: Resource) -> Mapping[str, Mapping[str, JSON]]:
    """Return the records of the examples by identity, in the order of the lists."""
    found: dict[str, Mapping[str, JSON]] = {}
    single = [*_single_examples(resource)]
    for value, is_full in _listed(resource):
        identity = resource.identity_of(value)
        if identity is not None and identity not in found and len(found) < MAX_SEEDS:
            # A list often shows less of a record than the answer about it.
            more = {} if is_full else resource.main.template
            found[identity] = {**more, **value}
    for value in single:
        identity = ONLY if resource.paths.is_single else resource.identity_of(value)
        if identity is None:
            continue
        if identity in found:
            found[identity] = {**found[identity], **value}
        elif len(found) < MAX_SEEDS:
            found[identity] = value
    return found or dict(_derived(resource))


def collection_of(
    seeds: Mapping[str, Mapping[str, JSON]], resource: Resource, path: Mapping[str, JSON]
) -> Collection:
    """Return a collection with its first records, which belong to the resources of a path.

    A member of a record that is named like a path parameter of the request has its value.
    """
    owners = {plain_name(name): path[name] for name in resource.paths.parameters if name in path}
    return Collection.of(
        {
            identity: Record.of(owned(value, owners, resource.key), is_seed=True)
            for identity, value in seeds.items()
        }
    )


def owned(value: Mapping[str, JSON], owners: Mapping[str, JSON], key: str) -> Mapping[str, JSON]:
    """Return a record with the identities of what it belongs to, by plain name."""
    if not owners:
        return value
    changed = dict(value)
    for name, old in value.items():
        owner = owners.get(plain_name(name))
        if owner is not None and f"/{name}" != key:
            changed[name] = like(old, owner)
    return changed


def like(old: JSON, owner: JSON) -> JSON:
    """Return the identity of an owner as a number or a text, as the member had it before."""
    if is_integer(old) and isinstance(owner, str) and owner.isdecimal():
        return int(owner)
    return str(owner) if isinstance(old, str) and not isinstance(owner, str) else owner


def _listed(resource: Resource) -> Iterator[tuple[Mapping[str, JSON], bool]]:
    """Yield the records of lists, and whether they have all members of a record."""
    if resource.paths.is_single:
        return
    for operation, role in resource.roles.items():
        if role is not ResourceAction.LIST:
            continue
        for shape in _shapes(resource, operation):
            is_full = shape.record.pointer == resource.main.record.pointer
            bodies = [*_examples(shape)] or [shape.base]
            for body in bodies:
                yield from ((each, is_full) for each in _records(body, shape.pointer))


def _single_examples(resource: Resource) -> Iterator[Mapping[str, JSON]]:
    """Yield the documented examples of single records; a single record has the derived one too."""
    for operation, role in resource.roles.items():
        if role is not ResourceAction.READ:
            continue
        for shape in _shapes(resource, operation):
            bodies = [*_examples(shape)]
            if resource.paths.is_single:
                bodies = bodies[:1] or [shape.base]
            for body in bodies:
                found = lookup(body, shape.pointer)
                if isinstance(found, dict):
                    yield found


def _derived(resource: Resource) -> Iterator[tuple[str, Mapping[str, JSON]]]:
    """Yield the derived record, with the identity that the path's example has, if it has one."""
    reads = [each for each, role in resource.roles.items() if role is ResourceAction.READ]
    if not reads or not resource.main.template:
        return
    value = resource.main.template
    parameter = reads[0].parameter(Location.PATH, resource.paths.identity)
    example = parameter.example if parameter is not None else None
    if example is not None and resource.key:
        own = lookup(value, resource.key)
        value = with_value(value, resource.key, str(example) if isinstance(own, str) else example)
    identity = resource.identity_of(value) if resource.key else example
    if identity is not None:
        yield str(identity), value


def _shapes(resource: Resource, operation: Operation) -> Iterator[Shape]:
    """Yield the shapes of an operation's success; of several media types, the first one."""
    success = operation.success
    media_types: tuple[MediaType, ...] = success.media_types if success is not None else ()
    shapes = [resource.shapes[media] for media in media_types if media in resource.shapes]
    yield from shapes[:1]


def _examples(shape: Shape) -> Iterator[JSON]:
    """Yield the documented bodies, the default one first."""
    media = shape.media
    default = media.example()
    ordered = [*((default,) if default is not None else ()), *media.examples]
    for example in ordered:
        if not example.is_placeholder:
            yield shown_example(media, example.name).value


def _records(body: JSON, pointer: str) -> Iterator[Mapping[str, JSON]]:
    found = lookup(body, pointer)
    for each in found if isinstance(found, list) else ():
        if isinstance(each, dict):
            yield each
