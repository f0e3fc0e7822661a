"""The context of one request: everything that is known about it, in one mutable value.

It is created when the request arrives, and each step adds its results. It is mutable because ASGI
layers copy the scope: the outer layers, which write the journal and the metrics, need the results
of the inner ones.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import field
from typing import Any, Protocol

from starlette.types import Scope

from mock_server.http.preferences import NO_PREFERENCES, Preferences
from mock_server.http.requests import RequestHead, read_head
from mock_server.http.responses import Headers, PreparedResponse
from mock_server.sessions.records import RecordsChange
from mock_server.sessions.request_sessions import SessionContext
from mock_server.sessions.sessions import DEFAULT, Session
from openapi.contract import Operation
from openapi.json.types import JSON
from openapi.parameters.serialization import Parameters
from openapi.routing import Route
from openapi.values import dataclass

_CONTEXT = "mock_server.request_context"
_UNNAMED = Session(name=DEFAULT)
_NO_PARAMETERS = Parameters()


@dataclass(slots=True)
class RequestContext:
    """One request and its response, as far as they are known."""

    head: RequestHead  # once the session is known, without the prefix that names it
    session: SessionContext  # until it is known, the default session in real time
    scheme: str = "http"  # the scheme of the request's URL, `http` or `https`
    operation: Operation = field(init=False, repr=False)  # set once the method is checked
    preferences: Preferences = NO_PREFERENCES
    parameters: Parameters = _NO_PARAMETERS  # its typed parameters, once they are validated
    response: PreparedResponse | None = None  # the response without faults, once it is selected
    deferred: Callable[[], PreparedResponse] | None = None  # computes it off the event loop
    computations: dict[str, Future[Any]] = field(default_factory=dict)  # long ones, by kind
    # Whether the same request gets the same bytes, except for the date, until sessions, faults,
    # clock or documents change, or `changes_at` is reached.
    is_cacheable: bool = False
    changes_at: float | None = None  # when the response changes by itself, on the session's clock
    scenario: str = ""  # the scenario that was played, as `api/name`; empty for none
    scenario_fault: str = ""  # the fault that this scenario activates now; empty for none
    records: Sequence[JSON] = ()  # the whole list, if the response is a page of one
    change: RecordsChange | None = None  # what it has changed; None for nothing
    collection: str = ""  # path of the collection whose records were asked for; empty for none
    recorded: str = ""  # which recorded answer was played, or that none was; else empty
    fault: str = ""  # the name of the fault that fired; empty for none
    refusal: str = ""  # why the mock refused the request; empty if it did not
    violations: tuple[str, ...] = ()  # of a proxied request and its response, as sentences
    notes: tuple[str, ...] = ()  # what the request asks for and does not get, as sentences
    body: bytes | bytearray = b""  # the request's body, as far as it was read and kept
    body_size: int = 0  # bytes of the request's body that were read
    content: JSON = None  # the value of the request's body, once it is validated; None for none
    status: int = 0  # HTTP status that was sent; 0 before
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)  # the headers that were sent
    answer: bytes | bytearray = b""  # the body that was sent, as far as it was kept
    answer_size: int = 0  # bytes of the response's body that were sent
    seconds: float = 0.0  # how long the exchange took

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
        """The response without faults (LookupError: none was selected yet)."""
        if self.response is None:
            message = "no response was selected"
            raise LookupError(message)
        return self.response

    def end(self, seconds: float, recorders: "Iterable[Recorder]") -> None:
        """Record the exchange, which took so many seconds."""
        self.seconds = seconds
        for recorder in recorders:
            recorder.record(self)

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


def record_nothing(real: float, now: float, seconds: float, sent: SentHead | None = None) -> None:
    """Be the recorder of repeats of an exchange that is left out."""


class Recorder(Protocol):
    """Records the exchanges that have ended."""

    def record(self, context: RequestContext) -> None:
        """Record an exchange that has ended."""

    def recorder_for_repeats(self, context: RequestContext) -> RepeatRecorder:
        """Return a function that records the same exchange of the default session again."""
