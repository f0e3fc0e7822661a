"""What a server remembers, and keeps when the files that it serves are read again."""

from dataclasses import dataclass, field

from mock_server.clock import REAL, VirtualClock
from mock_server.journal.coverage import Coverage
from mock_server.journal.journal import Journal, MemoryJournal, NoJournal
from mock_server.journal.metrics import Metrics
from mock_server.sessions.request_context import Recorder
from mock_server.sessions.sessions import Sessions
from mock_server.settings import Settings


@dataclass(slots=True)
class ReloadStatus:
    """How reading the files again has gone.

    Attributes:
        at: When it was last tried, in real seconds since 1970; None before the first time.
        error: Why what was found is not served; empty where all is well.
    """

    at: float | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerState:
    """Everything that outlives a reload.

    Attributes:
        sessions: Each client's choices, and the server's clock and faults.
        journal: The latest exchanges.
        coverage: What clients have met.
        metrics: Counts.
        clock: The server's clock as it was at the start.
        started: When the server was made, in real seconds since 1970.
        reloads: How reading the files again has gone.
    """

    sessions: Sessions
    journal: Journal = field(default_factory=MemoryJournal)
    coverage: Coverage = field(default_factory=Coverage)
    metrics: Metrics = field(default_factory=Metrics)
    clock: VirtualClock = REAL
    started: float = 0.0
    reloads: ReloadStatus = field(default_factory=ReloadStatus)

    @property
    def recorders(self) -> tuple[Recorder, ...]:
        """Whoever takes down exchanges; without a journal only counts are kept."""
        if not self.journal.is_on:
            return (self.metrics,)
        return (self.journal, self.coverage, self.metrics)


def create_state(settings: Settings, clock: VirtualClock, real: float) -> ServerState:
    """Return the memory of a server that has just been made.

    Args:
        settings: Say what is kept, and how much of it.
        clock: The server's clock.
        real: When that is, in real seconds since 1970.
    """
    journal: Journal = NoJournal()
    if settings.is_journaled:
        journal = MemoryJournal(
            max_entries=settings.journal_entries, max_bytes=settings.journal_bytes
        )
    return ServerState(sessions=Sessions(clock=clock), journal=journal, clock=clock, started=real)
