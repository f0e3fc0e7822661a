"""The record of a list in the derived answer about one record, so that both show the same."""

from collections.abc import Mapping

from mock_server.answers.stateful.bodies import body_with_record
from mock_server.answers.stateful.collections import Resources, identity_in
from openapi.contract import MediaType, Operation, ResourceAction
from openapi.json.types import JSON


def listed_body(
    resources: Resources, operation: Operation, media: MediaType, path: Mapping[str, JSON]
) -> JSON | None:
    """Return the body of an answer about the record that a path names, as the list shows it.

    `path` has the path parameters of a request. None if the operation does not read a record of a
    collection, the list does not have it, or its answer cannot.
    """
    resource = resources.of_operation(operation)
    if resource is None or resource.roles[operation] is not ResourceAction.READ:
        return None
    shape = resource.shapes.get(media)
    if shape is None or shape.is_list or resource.paths.is_single:
        return None
    record = resources.first(resource, path).find(identity_in(resource, path))
    return None if record is None else body_with_record(resource, shape, record.value)
