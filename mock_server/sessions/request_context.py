"""The context of one request: everything that is known about it, in one mutable value.

It is created when the request arrives, and each step adds its results. It is mutable because ASGI
layers copy the scope: the outer layers, which write the journal and the metrics, need the results
of the inner ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from starlette.types import Scope

from mock_server.http.preferences import NO_PREFERENCES, Preferences
from mock_server.http.requests import RequestHead, read_head
from mock_server.http.responses import Headers, PreparedResponse
from mock_server.sessions.request_sessions import SessionContext
from mock_server.sessions.sessions import DEFAULT, Session
from openapi.contract import Operation
from openapi.json.types import JSON
from openapi.parameters.serialization import Parameters
from openapi.routing import Route

_CONTEXT = "mock_server.request_context"
_UNNAMED = Session(name=DEFAULT)
_NO_PARAMETERS = Parameters()


@dataclass(slots=True)
class RequestContext:
    """One request and its response, as far as they are known.

    Attributes:
        head: The request's head; once the session is known, without the prefix that names it.
        session: Its session and the time there; until these are known, the default session in real
            time.
        scheme: The scheme of the request's URL, `http` or `https`.
        operation: The operation of the request; set once the method is checked.
        parameters: Its typed parameters, once they are validated.
        response: The response without faults, once it is selected.
        deferred: Computes the response in place of `response`, off the event loop; None for most.
        is_cacheable: Whether the same request gets the same bytes, except for the date, until
            sessions, faults, clock or documents change, or `changes_at` is reached.
        changes_at: When the response changes by itself, in seconds since 1970 on the session's
            clock; None for never.
        scenario: The scenario that was played, as `api/name`; empty for none.
        scenario_fault: The fault that this scenario activates now; empty for none.
        records: The whole list, if the response is a page of one.
        recorded: Which recorded answer was played, or that none was; empty without a recording.
        fault: The name of the fault that fired; empty for none.
        refusal: Why the mock refused the request; empty if it did not.
        violations: What a proxied request and its response violate, as sentences.
        notes: What the request asks for and does not get, as sentences.
        body: The request's body, as far as it was read and kept.
        body_size: Bytes of the request's body that were read.
        content: The value of the request's body, once it is validated; None for none.
        status: HTTP status that was sent; 0 before.
        headers: The headers that were sent.
        answer: The body that was sent, as far as it was kept.
        answer_size: Bytes of the response's body that were sent.
        seconds: How long the exchange took.
    """

    head: RequestHead
    session: SessionContext
    scheme: str = "http"
    operation: Operation = field(init=False, repr=False)
    preferences: Preferences = NO_PREFERENCES
    parameters: Parameters = _NO_PARAMETERS
    response: PreparedResponse | None = None
    deferred: Callable[[], PreparedResponse] | None = None
    is_cacheable: bool = False
    changes_at: float | None = None
    scenario: str = ""
    scenario_fault: str = ""
    records: Sequence[JSON] = ()
    recorded: str = ""
    fault: str = ""
    refusal: str = ""
    violations: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    body: bytes | bytearray = b""
    body_size: int = 0
    content: JSON = None
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    answer: bytes | bytearray = b""
    answer_size: int = 0
    seconds: float = 0.0

    @property
    def real(self) -> float:
        """Real time of the request, in seconds since 1970."""
        return self.session.real

    @property
    def example(self) -> str:
        """Name of the documented example in the response without faults; empty for none."""
        return "" if self.response is None else self.response.example

    @property
    def healthy_response(self) -> PreparedResponse:
        """The response without faults.

        Raises:
            LookupError: None was selected yet.
        """
        if self.response is None:
            message = "no response was selected"
            raise LookupError(message)
        return self.response

    def add_note(self, note: str) -> None:
        """Add a sentence about something that the request asks for and does not get."""
        self.notes = (*self.notes, note)

    def note_fault(self, fault: str) -> None:
        """Note that a fault has fired; of several, the first one is kept."""
        self.fault = self.fault or fault


def open_context(scope: Scope, find: Callable[[bytes], Route], real: float) -> RequestContext:
    """Create the context of a new request, and put it into its scope."""
    head = read_head(scope, find)
    context = RequestContext(head, unnamed_session(real), scope.get("scheme", "http"))
    scope[_CONTEXT] = context
    return context


def unnamed_session(real: float) -> SessionContext:
    """Return the default session in real time, for a request whose session is not known yet."""
    return SessionContext(_UNNAMED, "", real, real)


def context_of(scope: Scope) -> RequestContext:
    """Return the context of a request.

    Raises:
        KeyError: The request has none, because no outer layer has created it.
    """
    context: RequestContext = scope[_CONTEXT]
    return context


def has_context(scope: Scope) -> bool:
    """Whether a request has a context; those of the admin API have none."""
    return _CONTEXT in scope


class SentHead(Protocol):
    """What differs between requests that get the same answer."""

    @property
    def path(self) -> bytes:
        """The raw path."""

    @property
    def raw_headers(self) -> Headers:
        """Lower-case names and values, in order."""


class RepeatRecorder(Protocol):
    """Records an exchange again."""

    def __call__(
        self, real: float, now: float, seconds: float, sent: SentHead | None = None
    ) -> None:
        """Record it with other times, in seconds: real, the session's, and the duration.

        `sent` is the request; None for one that equals the first.
        """


class Recorder(Protocol):
    """Records the exchanges that have ended."""

    def record(self, context: RequestContext) -> None:
        """Record an exchange that has ended."""

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return a function that records the same exchange of the default session again."""
