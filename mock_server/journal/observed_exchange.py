"""What is seen of one exchange while it happens: the slate on which every layer notes its part.

It is the one mutable thing that goes with a request. Layers copy the ASGI scope, so what an inner
one finds out would otherwise be lost to the outer ones that keep journal and metrics.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from starlette.types import Scope

from mock_server.http.requests import RequestHead
from mock_server.sessions.request_sessions import SessionContext, session_time

RepeatRecorder = Callable[[float, float, float], None]
"""Takes down an exchange once more: when in real seconds, when on the clock, how long it took."""

_OBSERVATION = "mock_server.observation"


@dataclass(slots=True)
class ObservedExchange:
    """One exchange, as far as it has come.

    Attributes:
        real: When it came, in real seconds since 1970.
        head: The request's head, once it is read.
        visit: Whose request it is, once that is known.
        scenario: The scenario that was played, as `api/name`; empty for none.
        fault: The fault that fired, by its name; empty for none.
        refusal: Why the mock refused the request, in words; empty where it did not.
        body: The request's body as far as it was read and kept.
        body_size: Bytes of it that were read.
        status: HTTP status of the answer; 0 while there is none.
        headers: The answer's headers.
        answer: The answer's body as far as it was kept.
        answer_size: Bytes of it that were sent.
        seconds: How long the whole took.
    """

    real: float
    head: RequestHead | None = None
    visit: SessionContext | None = None
    scenario: str = ""
    fault: str = ""
    refusal: str = ""
    body: bytes | bytearray = b""
    body_size: int = 0
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    answer: bytes | bytearray = b""
    answer_size: int = 0
    seconds: float = 0.0

    def note_fault(self, fault: str) -> None:
        """Note that a fault has fired; the first one gives the name."""
        self.fault = self.fault or fault


def attach_observation(scope: Scope, observation: ObservedExchange) -> None:
    """Give the slate along to the steps that follow."""
    scope[_OBSERVATION] = observation


def seconds_of(scope: Scope) -> float | None:
    """Return what the clock of a request's session shows; None before that is known."""
    seen: ObservedExchange | None = scope.get(_OBSERVATION)
    # Commands move the clock further in, on a copy of the scope.
    return session_time(scope) if seen is None or seen.visit is None else seen.visit.now


def observation_of(scope: Scope) -> ObservedExchange:
    """Return the slate that came along; where nobody looks on, one that nobody reads."""
    found: ObservedExchange | None = scope.get(_OBSERVATION)
    return ObservedExchange(0.0) if found is None else found


class Recorder(Protocol):
    """Whoever makes something of what was seen."""

    def record(self, observation: ObservedExchange) -> None:
        """Take down an exchange that has ended."""

    def recorder_for_repeats(self, observation: ObservedExchange) -> RepeatRecorder:
        """Return what takes down the same exchange again and again, of the default session."""
