"""What every probe gets: one operation of one server, and the way to send requests for it."""

from dataclasses import dataclass, field

from contracts.http.client.recorder import Recorder
from contracts.http.messages.exchange import Exchange, Identity, Purpose, Request
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from openapi.contract import Operation


@dataclass(slots=True, kw_only=True)
class ResourceFollower:
    """Resources of one operation that are polled again at the end of a run.

    Attributes:
        operation: The operation.
        recorder: Sends the requests.
        requests: One for each resource, or for each part of a list.
        patience: Seconds that the server asked for with its last answer.
        is_over: Whether no change is expected any more.
    """

    operation: Operation
    recorder: Recorder
    requests: list[Request] = field(default_factory=list)
    patience: float = 0.0
    is_over: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeContext:
    """What a probe gets.

    Attributes:
        target: The API and its server.
        operation: The operation that is probed.
        credentials: Live values of the identity that the run uses.
        recorder: Sends requests and keeps every exchange.
        second_identity: Credentials of a second identity, where there is one.
        is_unsafe: Whether requests may change something.
        followers: What a probe wants polled again later; probes append to it.
    """

    target: Target
    operation: Operation
    credentials: Credentials
    recorder: Recorder
    second_identity: Credentials | None = None
    is_unsafe: bool = False
    followers: list[ResourceFollower] = field(default_factory=list)

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
        """Send a request for the operation; the recorder explains the arguments.

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
