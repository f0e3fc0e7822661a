"""The input of every probe: one operation of one server, and the recorder that sends requests."""

from dataclasses import dataclass, field
from datetime import datetime

from contracts.http.client.recorder import Recorder
from contracts.http.messages.exchange import Exchange, Identity, Purpose, Request
from contracts.http.requests.building import RequestValues, build_request
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.documented import first_values
from contracts.http.requests.rows import Row
from contracts.http.requests.targets import Target
from openapi.contract import Operation


@dataclass(slots=True, kw_only=True)
class ResourceFollower:
    """Resources of one operation that are polled again at the end of a run."""

    operation: Operation
    recorder: Recorder
    # One for each resource, or for each part of a list.
    requests: list[Request] = field(default_factory=list)
    patience: float = 0.0  # seconds to wait by the latest `Retry-After`; 0 without one
    is_over: bool = True  # whether every resource is in a terminal state
    bodies: dict[Request, bytes] = field(default_factory=dict)  # the latest body by request
    # When a body last differed from the one before; None before the first poll.
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowUse:
    """A row of values that was tried."""

    operation: str  # id of the operation
    row: str  # the label of the row
    status: int  # what was answered; 0 without an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeContext:
    """The input of a probe."""

    target: Target  # the API and its server
    operation: Operation
    credentials: Credentials  # credentials and known parameter values of the run's own identity
    recorder: Recorder  # sends requests and keeps every exchange
    second_identity: Credentials | None = None  # the same of a second identity; None without one
    is_unsafe: bool = False  # whether requests may change state on the server
    # Resources to poll again later; probes append to it.
    followers: list[ResourceFollower] = field(default_factory=list)
    # The rows of values that were tried; probes append to it.
    rows_used: list[RowUse] = field(default_factory=list)

    def request(self, values: RequestValues | None = None) -> Request:
        """Return the request for the operation with values, by default the first documented one.

        Raises:
            UncomposableError: No request can be made.
        """
        values = values or first_values(self.operation, self.credentials)
        return build_request(self.operation, values, self.target, self.credentials)

    def send_row(self, row: Row, request: Request) -> Exchange:
        """Send a documented request with the values of a row, and note how it was answered.

        Raises:
            BudgetExhausted: A budget is used up.
            InvalidRequest: It cannot be written as HTTP/1.1.
            RequestNotAllowed: The run may not send it.
        """
        exchange = self.send(request, Purpose.DOCUMENTED, row.description)
        use = RowUse(operation=self.operation.id, row=row.label, status=exchange.status)
        self.rows_used.append(use)
        return exchange

    def send(  # noqa: PLR0913 - what is known about a request beside its bytes
        self,
        request: Request,
        purpose: Purpose,
        note: str,
        *,
        asker: Identity = Identity.OWN,
        twin: int = 0,
        is_fresh: bool = False,
    ) -> Exchange:
        """Send a request for the operation, see `Recorder.exchange`; `twin` is its `compared_to`.

        Raises:
            BudgetExhausted: A budget is used up.
            InvalidRequest: It cannot be written as HTTP/1.1.
            RequestNotAllowed: The run may not send it.
        """
        return self.recorder.exchange(
            request,
            operation=self.operation.id,
            purpose=purpose,
            note=note,
            asker=asker,
            compared_to=twin,
            is_fresh=is_fresh,
        )
