"""The state of a server, which is kept when it reloads changed files."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.clock import REAL, TimeSource, VirtualClock, system_time
from mock_server.journal.coverage import Coverage
from mock_server.journal.entries.journal import Journal
from mock_server.journal.metrics import Metrics
from mock_server.journal.redaction import Redaction
from mock_server.sessions.issued_tokens import IssuedTokens
from mock_server.sessions.request_context import Recorder
from mock_server.sessions.sessions import Sessions
from mock_server.settings import Settings
from openapi.process.standard_streams import write_stderr
from openapi.values import dataclass

if TYPE_CHECKING:
    from mock_server.journal.recordings.recorder import TrafficRecorder
    from mock_server.journal.recordings.recording import Recording
    from mock_server.journal.request_log import RequestLog
    from mock_server.journal.shared.replica_reports import ReplicaReports
    from mock_server.journal.shared.shared_journal import SharedJournal
    from mock_server.sessions.replication.link import StoreLink
    from mock_server.sessions.stores.store import ReplicaStore, Store


@dataclass(slots=True)
class ReloadStatus:
    """The outcome of the last reload."""

    at: float | None = None  # when it was tried, in real seconds since 1970; None before the first
    error: str = ""  # why the changed files are not served; empty if they are


@dataclass(slots=True)
class EventStreams:
    """The streams of events that are open."""

    open: int = 0  # how many there are
    is_closed: bool = False  # whether the server stops, so that all must end


@dataclass(slots=True)
class ReadingSwitch:
    """Readings that were chosen while the server runs."""

    chosen: dict[str, str] = field(default_factory=dict)  # reading by discrepancy id
    # Loads the documents again under `chosen`, and returns why they are not served, or the empty
    # text; None if the documents were made in a program and cannot be read again.
    reload: Callable[[], str] | None = None


@dataclass(slots=True, kw_only=True)
class SharedReports:
    """What several processes show together, whichever of them a client asks."""

    journal: "SharedJournal"  # their exchanges
    # Shares journal and coverage with other replicas; None without a store.
    replicas: "ReplicaReports | None" = None
    # Returns a snapshot of every other process by its number; of `coverage` or `metrics`.
    collect: Callable[[str], Awaitable[Mapping[int, bytes]]] | None = None
    # Passes on a choice that concerns the documents, and returns when they have it.
    announce: Callable[[str, bytes], Awaitable[None]] | None = None
    metrics: dict[int, Metrics] = field(default_factory=dict)  # by number, as collected last


@dataclass(slots=True, kw_only=True)
class Replica:
    """Which one of several processes with the same state this is."""

    name: str = ""  # its name; empty for the only process
    number: int = 1  # from 1
    count: int = 1  # how many there are

    def become(self, other: "Replica") -> None:
        """Take over name and numbers: a fork is another process than its parent."""
        self.name, self.number, self.count = other.name, other.number, other.count


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerState:
    """All state that survives a reload."""

    sessions: Sessions
    journal: Journal = field(default_factory=Journal)
    coverage: Coverage = field(default_factory=Coverage)
    metrics: Metrics = field(default_factory=Metrics)
    clock: VirtualClock = REAL  # the server's clock at the start, for resets
    started: float = 0.0  # when the server was started, in real seconds since 1970
    reloads: ReloadStatus = field(default_factory=ReloadStatus)
    log: "RequestLog | None" = None  # the requests for the log; None if there is no log
    recording: "Recording | None" = None  # what is played; None for none
    issued_tokens: IssuedTokens = field(default_factory=IssuedTokens)  # of `--require-auth`
    recorder: "TrafficRecorder | None" = None  # writes the exchanges of the proxy; None for no such
    link: "StoreLink | None" = (
        None  # shares the sessions with other replicas; None if the mock is alone
    )
    streams: EventStreams = field(default_factory=EventStreams)
    readings: ReadingSwitch = field(default_factory=ReadingSwitch)
    replica: Replica = field(default_factory=Replica)  # which one of several processes this is
    # What several processes show together; None if there is one.
    shared: SharedReports | None = None

    @property
    def trouble(self) -> str:
        """Why journal and coverage are those of this replica only; empty if they are not."""
        return "" if self.shared is None else self.shared.journal.trouble

    @property
    def recorders(self) -> tuple[Recorder, ...]:
        """The recorders of exchanges: metrics always, journal and log if they are on."""
        journal = self.journal if self.shared is None else self.shared.journal.recorded
        kept = (journal, self.coverage) if self.journal.is_on else ()
        return (*kept, self.metrics, *((self.log,) if self.log is not None else ()))

    def set_redaction(self, redaction: Redaction) -> None:
        """Redact other secrets from now on, in the journal, the log and the recording."""
        self.journal.set_redaction(redaction)
        if self.shared is not None:
            self.shared.journal.recorded.set_redaction(redaction)
        if self.recorder is not None:
            self.recorder.set_redaction(redaction)
        if self.log is not None:
            self.log.set_redaction(redaction)


def create_state(  # noqa: PLR0913 - what a state begins with, each by name
    settings: Settings,
    clock: VirtualClock,
    real: float,
    log: "RequestLog | None" = None,
    recorder: "TrafficRecorder | None" = None,
    *,
    ticker: TimeSource = system_time,
    workers_store: "Store | None" = None,
) -> ServerState:
    """Return the state of a new server at `real`, in seconds since 1970.

    `ticker` returns the time later on.

    With `workers_store`, several processes share their sessions and show one journal; with a store
    of the settings, so do all replicas.

    Raises:
        SettingsError: The recording of the settings cannot be played, or their store is not valid.
    """
    played = settings.played
    replica_store = _open(settings.store) if settings.store else None
    store = replica_store or workers_store
    link = None if store is None else _link(store, clock, ticker)
    journal, coverage = _journal(settings), Coverage()
    shared = None
    if link is not None:
        # Imported when it is needed: most mocks are one process.
        from mock_server.journal.shared.shared_journal import SharedJournal  # noqa: PLC0415

        shared = SharedReports(journal=SharedJournal(_journal(settings), journal))
    if shared is not None and link is not None and replica_store is not None:
        from mock_server.journal.shared.replica_reports import ReplicaReports  # noqa: PLC0415

        shared.replicas = ReplicaReports(
            shared.journal, coverage, replica_store, gone=lambda: link.reason, ticker=ticker
        )
    return ServerState(
        sessions=Sessions(clock=clock) if link is None else link.sessions,
        link=link,
        journal=journal,
        coverage=coverage,
        clock=clock,
        started=real,
        log=log,
        recording=_load(played, settings.recording_bytes) if played else None,
        recorder=recorder,
        shared=shared,
        replica=Replica(name=link.sessions.replica if link and replica_store else ""),
    )


def replica_name(number: int | None = None) -> str:
    """Return a name that no other replica has: that of the machine, and what distinguishes it."""
    from secrets import token_hex  # noqa: PLC0415 - most mocks are alone
    from socket import gethostname  # noqa: PLC0415

    host = "".join(each if each.isascii() and each.isalnum() else "-" for each in gethostname())
    parts = [host[:24] or "mock", *([] if number is None else [str(number)]), token_hex(4)]
    return "-".join(parts)


def _journal(settings: Settings) -> Journal:
    return Journal(
        max_entries=settings.journal_entries,
        max_bytes=settings.journal_bytes,
        is_on=settings.is_journaled,
    )


def _open(url: str) -> "ReplicaStore":
    """Return the store at a URL, which is not connected yet."""
    # Imported when it is needed: most mocks are alone.
    from mock_server.sessions.stores.opening import open_store  # noqa: PLC0415

    return open_store(url)


def _link(store: "Store", clock: VirtualClock, ticker: TimeSource) -> "StoreLink":
    """Return the link to a store, which is not connected yet."""
    # Imported when it is needed: most mocks are alone.
    from mock_server.sessions.replication.link import StoreLink  # noqa: PLC0415
    from mock_server.sessions.replication.replicated_sessions import ReplicatedSessions  # noqa: PLC0415

    sessions = ReplicatedSessions(ticker=ticker, replica=replica_name(), clock=clock)
    return StoreLink(store, sessions, ticker=ticker, note=_note)


def _note(sentence: str) -> None:
    write_stderr(f"mock-server: {sentence}")


def _load(path: Path, max_bytes: int) -> "Recording":
    # Imported when it is needed: most mocks play no recording.
    from mock_server.journal.recordings.recording import load_recording  # noqa: PLC0415

    return load_recording(path, max_bytes)
