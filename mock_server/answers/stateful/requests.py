"""A request to a resource, and the errors that it may get."""

from collections.abc import Mapping
from dataclasses import dataclass

from mock_server.answers.stateful.changing.changes import RecordChange
from mock_server.answers.stateful.recognition.resources import Resource
from mock_server.http.bodies.member_names import plain_name
from mock_server.http.problems import ProblemId, RequestRejected
from mock_server.sessions.records import Collection
from mock_server.sessions.request_context import RequestContext
from openapi.contract import Operation, essence
from openapi.json.types import JSON

NOT_FOUND, CONFLICT = 404, 409


@dataclass(frozen=True, slots=True, kw_only=True)
class StatefulRequest:
    """A request to a resource."""

    context: RequestContext
    operation: Operation
    resource: Resource
    collection: Collection  # the records before it
    values: Mapping[str, JSON]  # its typed path and query parameters

    @property
    def change(self) -> RecordChange:
        """What the request sends to change a record, and when."""
        path = self.context.parameters.path
        return RecordChange(
            body=self.context.content,
            media_type=_media_type(self.context),
            now=self.context.session.now,
            owners={
                plain_name(name): path[name]
                for name in self.resource.paths.parameters
                if name in path
            },
        )


def documents_status(operation: Operation, status: int) -> bool:
    """Whether an operation documents an error of its own, not only errors as a whole."""
    found = operation.response_for(status)
    return found is not None and found.status != "default"


def _media_type(context: RequestContext) -> str:
    return essence(context.head.joined_header("content-type"))


def unknown_record(resource: Resource, identity: str) -> RequestRejected:
    """Return the refusal of a request for a record that there is not."""
    noun = resource.paths.noun
    if resource.paths.is_single:
        return not_found(f"{noun} was deleted")
    return not_found(f"{noun} has no record {identity[:80]!r}")


def not_found(message: str) -> RequestRejected:
    """Return a 404; `message` is the end of its sentence."""
    return RequestRejected(NOT_FOUND, ProblemId.UNKNOWN_RECORD, f"In this session, {message}.")


def conflict(message: str) -> RequestRejected:
    """Return a 409 with a sentence."""
    return RequestRejected(CONFLICT, ProblemId.RECORD_CONFLICT, f"{message.rstrip('.')}.")
