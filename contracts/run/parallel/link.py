"""The pipe between the process that divides a run and one that does units.

Messages to a worker are units and turns to send; messages from it are questions for turns, steps,
exchanges for an archive, results, and errors that end the command. Both ends are of one program on
one machine: the messages are pickled, and what is in them as a unit or a result is JSON.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from contracts.http.client.transport import BudgetExhausted
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Exchange
from contracts.run.parallel.units import Partial, Share, Unit, partial_to_json, unit_from_json
from contracts.run.progress import Step
from openapi.json.types import JSON

SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM})

DoUnit = Callable[[Unit, Share], Partial]  # does a unit with its share of the budgets


@dataclass(frozen=True, slots=True)
class Begin:
    """To a worker: do this unit."""

    unit: JSON


@dataclass(frozen=True, slots=True)
class Turns:
    """To a worker: so many requests may be sent, the first in so many seconds."""

    count: int
    first: float
    every: float


@dataclass(frozen=True, slots=True)
class Halt:
    """To a worker, in place of turns: nothing more is sent, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ask:
    """From a worker: it wants to send; it has sent so many requests so far."""

    requests: int


@dataclass(frozen=True, slots=True)
class Silence:
    """From a worker: this server stopped answering; without a reason, whether that is known."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """To a worker: whether another one has found that before."""

    is_known: bool


@dataclass(frozen=True, slots=True)
class Done:
    """From a worker: the result of its unit."""

    partial: JSON


@dataclass(frozen=True, slots=True)
class Issued:
    """From a worker: a token that it has got, which reports of the run must not show."""

    token: str

    def __repr__(self) -> str:
        return "Issued()"


@dataclass(frozen=True, slots=True)
class Failed:
    """From a worker: the command cannot do its work, or has an internal error."""

    error: Exception


Message = (
    Begin
    | Turns
    | Halt
    | Ask
    | Silence
    | Known
    | Done
    | Issued
    | Failed
    | Step
    | tuple[int, Exchange]
    | None
)
"""None ends a worker."""


class WorkerLink:
    """The worker's end."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._lock = threading.Lock()
        self._turns = 0
        self._next = 0.0
        self._every = 0.0
        self._sent = 0

    def serve(self, do: DoUnit, after: Callable[[], None] = lambda: None) -> None:
        """Do units until there is no more.

        `after` is called after each, before its result is sent.
        """
        while True:
            message = self._receive()
            if message is None:
                return
            if not isinstance(message, Begin):
                continue  # Turns that an interrupt has left in the pipe.
            try:
                result: Message = Done(partial_to_json(do(*unit_from_json(message.unit))))
            except Exception as error:  # noqa: BLE001 - raised again by the other end
                result = Failed(error)
            after()
            self._send(result)

    def pace(self) -> float:
        """Take a turn to send, and return in how many seconds it comes.

        Raises:
            BudgetExhausted: Nothing more is sent, or the other end is gone.
        """
        with self._lock:
            if not self._turns:
                self._ask()
            now = self._clock.monotonic()
            wait = max(self._next - now, 0.0)
            self._next += self._every
            self._turns -= 1
            self._sent += 1
            return wait

    def _ask(self) -> None:
        try:
            with _without_interrupts():
                self._connection.send(Ask(self._sent))
                turns = self._connection.recv()
        except (EOFError, OSError) as error:
            reason = "the process that began the run is gone"
            raise BudgetExhausted(reason) from error
        if not isinstance(turns, Turns):
            raise BudgetExhausted(turns.reason if isinstance(turns, Halt) else "the run is over")
        self._turns = turns.count
        self._next, self._every = self._clock.monotonic() + turns.first, turns.every

    def silence(self, origin: str, reason: str) -> bool:
        """Let all workers know that a server stopped answering; return whether they knew.

        The reason says why it gets nothing more, one clause; an empty one only asks.
        """
        try:
            with self._lock, _without_interrupts():
                self._connection.send(Silence(origin, reason))
                answer = self._connection.recv()
                while isinstance(answer, Turns | Halt):  # An interrupt has left them in the pipe.
                    answer = self._connection.recv()
        except (EOFError, OSError):
            return False
        return isinstance(answer, Known) and answer.is_known

    def step(self, step: Step) -> None:
        """Show that a step begins."""
        with self._lock:
            self._send(step)

    def issued(self, token: str) -> None:
        """Let the first process know a token that was issued to this one."""
        with self._lock:
            self._send(Issued(token))

    def exchange(self, recorder: int, exchange: Exchange) -> None:
        """Write an exchange into the archive of the run."""
        with self._lock:
            self._send((recorder, exchange))

    def _send(self, message: Message) -> None:
        with _without_interrupts():
            self._connection.send(message)

    def _receive(self) -> Message:
        try:
            message: Message = self._connection.recv()
        except (EOFError, OSError):
            return None
        return message


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let a signal wait, so that no message is left in pieces."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
