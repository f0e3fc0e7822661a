"""A request and the healthy answer to it, to which a fault is applied.

It has everything that a fault depends on, so that applying one is a pure function.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mock_server.http.error_responses import api_error_response
from mock_server.http.responses import PreparedResponse, prepare_response
from openapi.contract import Contract, MediaType, Operation, Response, essence, is_json_type
from openapi.json.parsing import dump_json, parse_if_json
from openapi.json.types import JSON
from openapi.parameters.serialization import Parameters

if TYPE_CHECKING:
    from openapi.rules.evaluation import RuleContext

NOW = datetime(2100, 1, 1, tzinfo=UTC)  # without a session: later than every documented time
"""Headers that depend on the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthyExchange:
    """A request and its healthy answer."""

    contract: Contract
    operation: Operation
    answer: PreparedResponse  # the healthy answer
    parameters: Parameters = field(default_factory=Parameters)  # the request's, typed
    # How often the fault has fired before, in the session, for the same operation and, if it is
    # polled, the same resource.
    fire_count: int = 0
    seed: int = 0  # seed of random values
    now: datetime = NOW  # the time of the session's clock
    # The healthy body at the first time that the fault fired; empty for that of `answer`. Faults of
    # polling make both of their answers from it.
    initial_body: bytes = b""
    # The whole list behind a page, if the scenario run has one. It may be long, and a record is
    # made when it is read, so no more than a page should be read.
    records: Sequence[JSON] = ()
    has_changed: bool = False  # whether the request has changed the session's records

    @property
    def response(self) -> Response | None:
        """The documentation of the answer; None if its status is not documented."""
        return self.operation.response_for(self.answer.status)

    @property
    def is_success(self) -> bool:
        """Whether the answer is the operation's documented success."""
        return self.response is not None and self.response is self.operation.success

    @property
    def media_type(self) -> MediaType | None:
        """The documentation of the body, if it is JSON; else None."""
        response = self.response
        if response is None:
            return None
        name = essence(self.header(b"content-type"))
        found = (media for media in response.media_types if media.name.casefold() == name)
        media = next(found, response.media_type())
        return media if media is not None and is_json_type(name) else None

    @property
    def body(self) -> JSON:
        """The body as a value; None if it is not JSON."""
        return parse_if_json(self.answer.body)

    @property
    def first_body(self) -> JSON:
        """The healthy body at the first time that the fault fired, as a value."""
        return parse_if_json(self.initial_body) if self.initial_body else self.body

    @property
    def context(self) -> "RuleContext":
        """The data that rules may use in addition to the body."""
        return rule_context(self.operation, self.parameters, self.answer.status, self.now)

    def header(self, name: bytes) -> str:
        """Return a header of the answer by its lower-case name; empty if it is missing."""
        found = (value for key, value in self.answer.headers if key == name)
        return next(found, b"").decode("latin-1")

    def with_body(self, body: JSON) -> PreparedResponse:
        """Return the answer with another JSON body."""
        return self.answer.unnamed().with_body(dump_json(body))


def rule_context(
    operation: Operation, parameters: Parameters, status: int, now: datetime
) -> "RuleContext":
    """Return the data that rules may use in addition to the body."""
    # Imported when it is needed: a mock has answered before any rule is evaluated.
    from openapi.rules.evaluation import RuleContext  # noqa: PLC0415

    request: Mapping[str, JSON] = {
        "method": operation.method,
        "path": parameters.path,
        "query": parameters.query,
        "header": parameters.header,
    }
    return RuleContext(request=request, response={"status": status, "header": {}}, now=now)


def error_answer(
    exchange: HealthyExchange,
    status: int,
    message: str,
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> PreparedResponse:
    """Return the API's answer with an error status.

    `message`, the reason, is used if the API has no example of the status.
    """
    worded = api_error_response(
        exchange.contract, exchange.operation, status, message, has_reason=False
    )
    plain = "text/plain; charset=utf-8"
    answer = worded or prepare_response(status, media_type=plain, body=message.encode())
    return answer.with_headers(headers)
