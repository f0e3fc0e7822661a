"""Operations: a method and a path, the resource behind it, how lists are paged and polled."""

from enum import StrEnum

from openapi.contract.messages import Location, Parameter, RequestBody, Response
from openapi.contract.pagination import Pagination
from openapi.contract.schemas import Source
from openapi.values import dataclass

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # of RFC 9110, 9.2.1, without TRACE
NOT_MODIFIED = "304"  # the one 3xx that is not a redirect: it answers a condition of the client's


class ResourceAction(StrEnum):
    """What an operation does with the records of a collection, or with one of them."""

    LIST = "list"  # answers with the records
    CREATE = "create"  # adds the record of its body
    READ = "read"  # answers with one record
    REPLACE = "replace"  # replaces one record with its body
    UPDATE = "update"  # changes the members that its body has
    DELETE = "delete"  # removes one record
    SAVE = "save"  # replaces the record whose identity its body has, or adds it
    CLEAR = "clear"  # removes the records that its query parameters select
    NONE = "none"  # nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceUse:
    """What one operation does with a resource (`x-resource`)."""

    name: str  # name of the resource; operations with the same one share its records
    action: ResourceAction  # what the operation does with it
    key: str = ""  # JSON pointer to the identity inside a record; empty if it is to be found
    # JSON pointer to the record, or to the list, in the answer; None if it is to be found, empty
    # for the whole body.
    record: str | None = None
    parameter: str = ""  # the parameter that has the identity; empty for the last of the path


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """How a resource is followed over time (`x-polling`)."""

    terminal_expression: str  # in CEL, over `self`: true once the resource changes no more
    identity: tuple[str, ...] = ()  # parameters that name the resource, when it is the whole body
    items: str = ""  # JSON pointer to the list of resources, when the body is a list of them
    key: str = ""  # JSON pointer to a resource's identity, inside the resource


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operation:
    """One method and path of an API; equal to itself only."""

    api: str  # short name of the API
    id: str  # the `operationId`, or `GET /path` without one
    method: str  # in capitals
    path: str  # the path template, without the API's base path
    summary: str = ""  # one line for people
    parameters: tuple[Parameter, ...] = ()  # those of the path too, if not overridden
    request_body: RequestBody | None = None  # none if it accepts no body
    responses: tuple[Response, ...] = ()  # in the order of the document
    # Alternatives, each with the names of the schemes that it needs all together. No credential is
    # needed if there is no alternative, or an empty one.
    security: tuple[tuple[str, ...], ...] = ()
    pagination: Pagination | None = None  # none if it does not page
    polling: Polling | None = None  # none if its resources are not followed over time
    resource: ResourceUse | None = None  # what it does with a kept resource, if stated
    source: Source | None = None  # its citation
    pointer: str = ""  # JSON pointer in the document
    base_path: str | None = None  # that of its own servers; None if it has none
    tags: tuple[str, ...] = ()  # as documented; they group operations
    # Whether a parameter was left out, since what describes it is at a URL or is no parameter; a
    # valid request may then lack what the server needs.
    has_unread_parameters: bool = False

    @property
    def is_safe(self) -> bool:
        """Whether calling it changes nothing."""
        return self.method in SAFE_METHODS

    @property
    def success(self) -> Response | None:
        """The documented answer with the lowest 2xx status, or a `2XX`, redirect or `default` one.

        A redirect is the success of an operation without a 2xx, such as a login or a short link.
        """
        for family in ("2", "3"):
            found = sorted(
                (
                    response
                    for response in self.responses
                    if response.status.startswith(family) and response.status != NOT_MODIFIED
                ),
                key=lambda response: (not response.status.isdigit(), response.status),
            )
            if found:
                return found[0]
        return self.exact_response("default")

    def exact_response(self, status: str) -> Response | None:
        """Return the answer documented under exactly this status text."""
        return next((response for response in self.responses if response.status == status), None)

    def response_for(self, status: int) -> Response | None:
        """Return the answer that documents `status`: exact, then its range, then `default`."""
        candidates = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
        found = (self.exact_response(candidate) for candidate in candidates)
        return next((response for response in found if response is not None), None)

    def parameter(self, location: Location, name: str) -> Parameter | None:
        """Return a parameter by place and name; header names ignore case."""
        fold = str.casefold if location is Location.HEADER else str
        return next(
            (
                parameter
                for parameter in self.parameters
                if parameter.location is location and fold(parameter.name) == fold(name)
            ),
            None,
        )
