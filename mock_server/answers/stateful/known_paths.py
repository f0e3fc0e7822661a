"""Values for the path of an operation with which it finds a record, for requests that are shown."""

from collections.abc import Mapping

from mock_server.answers.stateful.collections import Resources, UnknownOwnerError
from mock_server.answers.stateful.recognition.resources import Resource
from mock_server.sessions.records import Collection, Records
from openapi.contract import Operation
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON


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
