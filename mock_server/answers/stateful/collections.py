"""The collections of a session, and the resources that they belong to."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from mock_server.answers.stateful.changing.identities import fits
from mock_server.answers.stateful.recognition.paths import ResourcePaths, recognised
from mock_server.answers.stateful.recognition.resources import Resource, build_resource
from mock_server.answers.stateful.seeds import ONLY, collection_of, seeds_of
from mock_server.sessions.records import Collection, Record, Records
from openapi.contract import Contract, Operation, ResourceAction
from openapi.json.pointers import exists, lookup, resolve
from openapi.json.types import JSON

MAX_SEEDED = 256  # collections whose first records are cached


class UnknownOwnerError(LookupError):
    """A collection belongs to a record that does not exist."""


class Resources:
    """The resources of all documents; what their schemas show is found when it is needed."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        """Recognise resources of these contracts when the first request needs them."""
        self._contracts = {contract.api: contract for contract in contracts}
        self._paths: dict[str, tuple[ResourcePaths, ...]] = {}
        self._of_operation: dict[Operation, ResourcePaths] = {}
        self._built: dict[ResourcePaths, Resource | None] = {}
        self._seeds: dict[Resource, Mapping[str, Mapping[str, JSON]]] = {}
        self._seeded: OrderedDict[tuple[Resource, str], Collection] = OrderedDict()

    def of_operation(self, operation: Operation) -> Resource | None:
        """Return the resource whose records an operation reads or changes; None if none."""
        self.paths_of(operation.api)
        paths = self._of_operation.get(operation)
        resource = self.built(paths) if paths is not None else None
        return resource if resource is not None and operation in resource.roles else None

    def prepare(self, resource: Resource) -> None:
        """Find out which records a resource, and those that it belongs to, have at first."""
        owner: Resource | None = resource
        while owner is not None:
            self._seeds_of(owner)
            owner = self._owner(owner)

    def collection(
        self, resource: Resource, path: Mapping[str, JSON], records: Records
    ) -> Collection:
        """Return a collection of a session.

        `path` has the path parameters of a request.

        Raises:
            UnknownOwnerError: The record that it belongs to does not exist.
        """
        owner = self._owner(resource)
        is_of_new = False
        if owner is not None:
            record = self._owner_record(owner, path, records)
            is_of_new = not record.is_seed
        name = collection_name(resource, path)
        known = records.collections.get(name)
        if known is not None:
            return known
        # What a client has created begins with nothing in it.
        if is_of_new and not resource.paths.is_single:
            return Collection()
        return self.first(resource, path)

    def _owner_record(self, owner: Resource, path: Mapping[str, JSON], records: Records) -> Record:
        identity = str(path.get(owner.paths.identity, ""))
        found = self.collection(owner, path, records).find(identity)
        if found is None:
            noun = owner.paths.noun
            message = f"{noun} has no record {identity[:80]!r}"
            raise UnknownOwnerError(message)
        return found

    def _owner(self, resource: Resource) -> Resource | None:
        """Return the collection to one of whose records a resource belongs, if it can be listed.

        The identities of others cannot be found out, so any is accepted, as it is of one that can
        only be read.
        """
        outer = [
            paths
            for paths in self.paths_of(resource.paths.api)
            if paths.identity
            and not paths.is_named
            and resource.paths.path.startswith(f"{paths.item_path}/")
        ]
        paths = max(outer, key=lambda each: len(each.item_path), default=None)
        owner = self.built(paths) if paths is not None else None
        if owner is None or not owner.key or ResourceAction.LIST not in owner.roles.values():
            return None
        return owner if owner.is_changed else None

    def first(self, resource: Resource, path: Mapping[str, JSON]) -> Collection:
        """Return a collection with the records that it has at first; `path` as above."""
        name = collection_name(resource, path)
        found = self._seeded.get((resource, name))
        if found is None:
            found = collection_of(self._seeds_of(resource), resource, path)
            self._seeded[resource, name] = found
            if len(self._seeded) > MAX_SEEDED:
                self._seeded.popitem(last=False)
        return found

    def _seeds_of(self, resource: Resource) -> Mapping[str, Mapping[str, JSON]]:
        if resource not in self._seeds:
            self._seeds[resource] = seeds_of(resource)
        return self._seeds[resource]

    def paths_of(self, api: str) -> tuple[ResourcePaths, ...]:
        """Return the paths of every resource of an API."""
        if api not in self._paths:
            found = recognised(self._contracts[api])
            self._paths[api] = found
            for paths in found:
                self._of_operation |= dict.fromkeys(paths.roles, paths)
        return self._paths[api]

    def built(self, paths: ResourcePaths) -> Resource | None:
        """Return the resource of these paths; None if its schemas do not agree."""
        if paths not in self._built:
            found = build_resource(paths)
            is_found = found is not None and (found.is_changed or _can_be_named(found))
            self._built[paths] = found if is_found else None
        return self._built[paths]


def _can_be_named(resource: Resource) -> bool:
    """Whether a path can have the identity that records have: `/filters/{uuid}` has no name."""
    identity = lookup(resource.main.template, resource.key)
    return all(fits(schema, identity) for schema in resource.path_schemas)


def collection_name(resource: Resource, path: Mapping[str, JSON]) -> str:
    """Return the name of a collection: its API and its path with the values of a request."""
    return f"{resource.paths.api} {filled(resource.paths.path, path)}"


def filled(template: str, values: Mapping[str, JSON]) -> str:
    """Return a path template with values in place of its parameters.

    >>> filled("/owners/{id}/pets", {"id": "a b"})
    '/owners/a%20b/pets'
    """
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", quote(str(value), safe=""))
    return template


def identity_in(resource: Resource, values: Mapping[str, JSON]) -> str:
    """Return the identity of a record in the parameters of a request, as text."""
    return ONLY if resource.paths.is_single else str(values.get(resource.paths.identity, ""))


def known_path_values(
    resources: Resources, operation: Operation, records: Records | None = None
) -> Mapping[str, JSON]:
    """Return the identities of the first records that a path leads through, by parameter.

    The path `/pets/{petId}/notes` leads through a pet. Without `records`, they are those that a
    session has at first. Only parameters that identify existing records are returned.
    """
    if "{" not in operation.path:
        return {}
    kept = Records() if records is None else records
    found: dict[str, JSON] = {}
    through = [
        paths
        for paths in resources.paths_of(operation.api)
        if paths.identity and f"{operation.path.rstrip('/')}/".startswith(f"{paths.item_path}/")
    ]
    for paths in sorted(through, key=lambda each: len(each.item_path)):
        resource = resources.built(paths)
        if resource is None or not set(paths.parameters) <= found.keys():
            continue
        try:
            value = _first(resource, resources.collection(resource, found, kept))
        except UnknownOwnerError:
            break
        if value is not None:
            found[paths.identity] = value
    return found


def _first(resource: Resource, collection: Collection) -> JSON:
    """Return the identity of the first record, as the record has it; None without one."""
    for identity, record in collection.records.items():
        has_key = resource.key and exists(record.value, resource.key)
        return resolve(record.value, resource.key) if has_key else identity
    return None
