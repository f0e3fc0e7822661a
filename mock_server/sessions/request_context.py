"""The context of one request: everything that is known about it, in one value that goes with it.

It is made once, when the request arrives, and every step notes what it finds out. It is mutable,
because layers copy the ASGI scope: what an inner layer notes must be seen by the outer ones, which
keep the journal and the metrics.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from starlette.types import Scope

from mock_server.http.preferences import NO_PREFERENCES, Preferences
from mock_server.http.requests import RequestHead, read_head
from mock_server.http.responses import PreparedResponse
from mock_server.sessions.request_sessions import SessionContext
from mock_server.sessions.sessions import DEFAULT, Session
from openapi.contract import Operation
from openapi.json.types import JSON
from openapi.parameters.serialization import Parameters
from openapi.routing import Route

RepeatRecorder = Callable[[float, float, float], None]
"""Records an exchange once more: when in real seconds, when on the clock, how long it took."""

_CONTEXT = "mock_server.request_context"
_UNNAMED = Session(name=DEFAULT)
_NO_PARAMETERS = Parameters()


@dataclass(slots=True)
class RequestContext:
    """One request and its response, as far as they have come.

    Attributes:
        head: The request's head; once the session is known, without the prefix that names it.
        session: Its session and the time there; until these are known, the default session in real
            time.
        scheme: Of the request's URL, `http` or `https`.
        operation: What the request asks for; only there once its method is checked.
        preferences: What the request asks of the mock.
        parameters: Its typed parameters, once they are validated.
        response: The healthy response, once it is selected.
        is_constant: Whether the same request gets the same bytes, the date aside, until somebody
            changes what the mock serves and plays.
        scenario: The scenario that was played, as `api/name`; empty for none.
        scenario_fault: The fault that this scenario activates now; empty for none.
        records: The whole list, where the response is a page of one.
        fault: The fault that fired, by its name; empty for none.
        refusal: Why the mock refused the request, in words; empty where it did not.
        body: The request's body as far as it was read and kept.
        body_size: Bytes of it that were read.
        status: HTTP status that was sent; 0 while there is none.
        headers: The headers that were sent.
        answer: The body that was sent, as far as it was kept.
        answer_size: Bytes of it that were sent.
        seconds: How long the whole took.
    """

    head: RequestHead
    session: SessionContext
    scheme: str = "http"
    operation: Operation = field(init=False, repr=False)
    preferences: Preferences = NO_PREFERENCES
    parameters: Parameters = _NO_PARAMETERS
    response: PreparedResponse | None = None
    is_constant: bool = False
    scenario: str = ""
    scenario_fault: str = ""
    records: Sequence[JSON] = ()
    fault: str = ""
    refusal: str = ""
    body: bytes | bytearray = b""
    body_size: int = 0
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    answer: bytes | bytearray = b""
    answer_size: int = 0
    seconds: float = 0.0

    @property
    def real(self) -> float:
        """When the request came, in real seconds since 1970."""
        return self.session.real

    @property
    def healthy_response(self) -> PreparedResponse:
        """The response that was selected.

        Raises:
            LookupError: None was yet.
        """
        if self.response is None:
            message = "no response was selected"
            raise LookupError(message)
        return self.response

    def note_fault(self, fault: str) -> None:
        """Note that a fault has fired; the first one gives the name."""
        self.fault = self.fault or fault


def open_context(scope: Scope, find: Callable[[bytes], Route], real: float) -> RequestContext:
    """Return the context of a request that has just come, and put it into its scope.

    Args:
        scope: An HTTP request.
        find: Finds the route of a path.
        real: Now, in real seconds since 1970.
    """
    head = read_head(scope, find)
    context = RequestContext(head, unnamed_session(real), scope.get("scheme", "http"))
    scope[_CONTEXT] = context
    return context


def unnamed_session(real: float) -> SessionContext:
    """Return the session of a request about which nothing is known yet, in real time."""
    return SessionContext(_UNNAMED, "", real, real)


def context_of(scope: Scope) -> RequestContext:
    """Return the context of a request.

    Raises:
        KeyError: The request has none, because no layer that makes one is around.
    """
    context: RequestContext = scope[_CONTEXT]
    return context


def has_context(scope: Scope) -> bool:
    """Whether a request has a context; those of the admin side have none."""
    return _CONTEXT in scope


class Recorder(Protocol):
    """Records the exchanges that have ended."""

    def record(self, context: RequestContext) -> None:
        """Record an exchange that has ended."""

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return what records the same exchange again and again, of the default session."""
