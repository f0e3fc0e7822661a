"""Recognises resources by the paths and methods of a document; nothing else of it is read.

`/pets` with a POST, or `/pets/{id}` with a PUT, PATCH or DELETE, is a collection of records; a path
without an identity that has GET and PUT or PATCH, such as `/settings`, is a single record. What can
only be read is a collection if there are both a list and a path of its records. `x-resource` has
precedence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mock_server.http.bodies.member_names import QUERY_VERBS, plain_name
from openapi.contract import Contract, Location, Operation, ResourceAction
from openapi.routing.segments import segment_template

Roles = dict[Operation, ResourceAction]

_ITEM = {
    "GET": ResourceAction.READ,
    "PUT": ResourceAction.REPLACE,
    "PATCH": ResourceAction.UPDATE,
    "POST": ResourceAction.UPDATE,
    "DELETE": ResourceAction.DELETE,
}
_COLLECTION = {
    "GET": ResourceAction.LIST,
    "POST": ResourceAction.CREATE,
    "PUT": ResourceAction.SAVE,
    "PATCH": ResourceAction.SAVE,
    "DELETE": ResourceAction.CLEAR,
}
_READS = frozenset({ResourceAction.LIST, ResourceAction.READ})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResourcePaths:
    """A resource as its paths show it; equal to itself only."""

    api: str  # short name of the API
    path: str  # the path template of the collection, or of a single record
    item_path: str = ""  # the path template of one record; empty if there is none
    # The parameter that identifies a record; empty for a single record, or if only the collection
    # has a path.
    identity: str = ""
    is_single: bool = False  # whether there is one record without an identity
    # What each operation does with the records.
    roles: Mapping[Operation, ResourceAction] = field(default_factory=dict)
    is_named: bool = False  # whether the document names it (`x-resource`)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters of the collection's path, which name what the collection belongs to."""
        segments = map(segment_template, self.path.split("/"))
        return tuple(name for segment in segments for name in segment.names)

    @property
    def noun(self) -> str:
        """The last word of the collection's path, such as `pets`."""
        words = [word for word in self.path.split("/") if word and "{" not in word]
        return words[-1] if words else "record"

    @property
    def words(self) -> frozenset[str]:
        """The words before an identity in addresses of records, such as `pets` and `pet`."""
        before = self.item_path.partition(f"/{{{self.identity}}}")[0]
        return frozenset({self.noun, before.rpartition("/")[2]} - {""})


def recognised(contract: Contract) -> tuple[ResourcePaths, ...]:
    """Return the resources of a contract; an operation belongs to one of them at most."""
    free = [each for each in contract.operations if each.resource is None]
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in free:
        by_path.setdefault(operation.path.rstrip("/") or "/", {})[operation.method] = operation
    collections = [*_collections(contract, by_path)]
    found = [*_named(contract), *(each for each in collections if _changes(each.roles))]
    taken = {operation for resource in found for operation in resource.roles}
    found += [
        each for each in collections if not _changes(each.roles) and taken.isdisjoint(each.roles)
    ]
    taken |= {operation for resource in found for operation in resource.roles}
    found += _lone_collections(contract, by_path, taken)
    taken |= {operation for resource in found for operation in resource.roles}
    return (*found, *_single_records(contract, by_path, taken))


def _collections(
    contract: Contract, by_path: Mapping[str, Mapping[str, Operation]]
) -> Iterator[ResourcePaths]:
    """Yield the collections whose records have a path of their own."""
    taken: set[str] = set()
    views = _views(by_path)
    for path, item in by_path.items():
        parent, _, last = path.rpartition("/")
        segment = segment_template(last)
        if len(segment.names) != 1:
            continue
        candidates = _collection_paths(parent, segment.literals)
        collection = next((each for each in candidates if each in by_path), candidates[-1])
        if collection in taken or not collection.strip("/"):
            continue
        outer = by_path.get(collection, {})
        roles: Roles = {item[m]: role for m, role in _ITEM.items() if m in item}
        roles |= {outer[m]: role for m, role in _COLLECTION.items() if m in outer}
        # `/pets` beside `/pet/{id}`: the list has the plural.
        plural = by_path.get(f"{collection}s", {})
        if "GET" not in outer and "GET" in plural:
            roles |= {plural[m]: role for m, role in _COLLECTION.items() if m in plural}
        found = _READS.intersection(roles.values())
        if found and (_changes(roles) or found == _READS):
            taken.add(collection)
            roles |= dict.fromkeys(views.get(collection, ()), ResourceAction.LIST)
            yield ResourcePaths(
                api=contract.api,
                path=collection,
                item_path=path,
                identity=segment.names[0],
                roles=roles,
            )


def _collection_paths(parent: str, literals: Sequence[str]) -> list[str]:
    """Return the paths that may be those of the collection, the likeliest first.

    Beside `/pets/{id}` these are the paths of `/pets/{id}.json` and `/Pets('{id}')`.
    """
    first, last = literals
    paths = [f"{parent}{last}"] if last and not first else []
    paths += [f"{parent}/{first.rstrip(_OPENING)}"] if first.endswith(tuple(_OPENING)) else []
    return [*paths, parent]


_OPENING = "('="


def _changes(roles: Mapping[Operation, ResourceAction]) -> bool:
    return any(role not in _READS for role in roles.values())


def _views(by_path: Mapping[str, Mapping[str, Operation]]) -> Mapping[str, list[Operation]]:
    """Return what may list records of a collection, such as `/pets/search`, by its path."""
    found: dict[str, list[Operation]] = {}
    for path, methods in by_path.items():
        head, _, last = path.rpartition("/")
        asks = {"GET", "POST"} if plain_name(last) in QUERY_VERBS else {"GET"}
        if "{" not in last and "GET" in methods and methods.keys() <= asks:
            found.setdefault(head, []).append(methods["GET"])
    return found


def _lone_collections(
    contract: Contract, by_path: Mapping[str, Mapping[str, Operation]], taken: set[Operation]
) -> Iterator[ResourcePaths]:
    """Yield the collections that can be listed and added to, whose records have no path."""
    for path, methods in by_path.items():
        last = path.rpartition("/")[2]
        if segment_template(last).names or plain_name(last) in QUERY_VERBS:
            continue
        if not {"GET", "POST"} <= methods.keys():
            continue
        roles: Roles = {methods[m]: role for m, role in _COLLECTION.items() if m in methods}
        is_single = "PUT" in methods or "PATCH" in methods
        if taken.isdisjoint(roles) and not is_single:
            yield ResourcePaths(api=contract.api, path=path, roles=roles)


def _single_records(
    contract: Contract, by_path: Mapping[str, Mapping[str, Operation]], taken: set[Operation]
) -> Iterator[ResourcePaths]:
    for path, methods in by_path.items():
        ends_in_name = not segment_template(path.rpartition("/")[2]).names
        is_changed = "PUT" in methods or "PATCH" in methods
        if not ends_in_name or "GET" not in methods or not is_changed:
            continue
        roles: Roles = {
            methods[m]: role for m, role in _ITEM.items() if m in methods and m != "POST"
        }
        if taken.isdisjoint(roles):
            yield ResourcePaths(
                api=contract.api, path=path, item_path=path, is_single=True, roles=roles
            )


def _named(contract: Contract) -> Iterator[ResourcePaths]:
    """Yield the resources that the document names."""
    by_name: dict[str, Roles] = {}
    for operation in contract.operations:
        use = operation.resource
        if use is not None and use.action is not ResourceAction.NONE:
            by_name.setdefault(use.name, {})[operation] = use.action
    for name, roles in by_name.items():
        identity, item_path = _identity_of(roles)
        parents = [each for each in _path_parameters(roles) if each != identity]
        prefix = "".join(f"/{{{each}}}" for each in parents)
        has_collection = any(_is_of_collection(role) for role in roles.values())
        yield ResourcePaths(
            api=contract.api,
            path=f"{prefix}/{name}",
            item_path=item_path,
            identity=identity,
            is_single=not identity and not has_collection,
            roles=roles,
            is_named=True,
        )


def _is_of_collection(role: ResourceAction) -> bool:
    return role in _COLLECTION.values()


def _identity_of(roles: Roles) -> tuple[str, str]:
    """Return the parameter that identifies a record, and the path that has it."""
    for operation, role in roles.items():
        use = operation.resource
        if _is_of_collection(role) or use is None:
            continue
        if use.parameter:
            return use.parameter, operation.path
        names = _parameters_of(operation)
        if names:
            return names[-1], operation.path
    return "", next(iter(roles)).path


def _path_parameters(roles: Roles) -> tuple[str, ...]:
    """Return the parameters that all paths of a resource have."""
    shared: list[str] = []
    for operation in roles:
        names = _parameters_of(operation)
        shared = names if operation is next(iter(roles)) else [n for n in shared if n in names]
    return tuple(shared)


def _parameters_of(operation: Operation) -> list[str]:
    declared = {p.name for p in operation.parameters if p.location is Location.PATH}
    segments = map(segment_template, operation.path.split("/"))
    return [name for segment in segments for name in segment.names if name in declared]
