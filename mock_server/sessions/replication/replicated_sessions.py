"""Sessions whose choices other replicas share.

Every request reads and changes this memory only. What it changes is noted in a ledger, from which
`link` writes it to the store; what other replicas have changed is received between two requests.
"""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from mock_server.clock import REAL, TimeSource, VirtualClock
from mock_server.faults.model.activation import ActiveFault
from mock_server.sessions.replication.cells import Cell, Stamp, Versions, has_era
from mock_server.sessions.replication.drafts import Attempt, Draft, store_gone
from mock_server.sessions.replication.fields import (
    CLOCK,
    DELETED,
    FAULTS,
    RESET,
    RESTART,
    SERVER,
    USED,
    changed_fields,
    owner_of,
    rebuilt,
)
from mock_server.sessions.replication.ledger import Ledger
from mock_server.sessions.replication.values import clock_json, faults_json
from mock_server.sessions.sessions import DEFAULT, MAX_SESSIONS, Session, Sessions
from openapi.json.types import JSON

T = TypeVar("T")

USED_SECONDS = 1800.0
"""How much later than the last time a use of a session is written: it keeps the session alive in
other replicas and in the store."""

MAX_NOTED = 1000


class ReplicatedSessions(Sessions):
    """Sessions that note each change for other replicas, and receive theirs.

    Attributes:
        replica: The name of this replica, which no other one has.
        ledger: Every value that is shared.
        is_up: Whether the store can be reached; what a client asks to change is refused if not.
        written: How many changes were noted.
        choices: How many of them a client has asked for.
        progressed: How many others the next request of a client has to find: places in a recording,
            and how often a fault still fires.
        noted: The latest of them: number and owner.
        on_change: Called when something has to be written to the store.
    """

    is_shared = True

    def __init__(
        self,
        *,
        ticker: TimeSource,
        replica: str,
        clock: VirtualClock = REAL,
        max_sessions: int = MAX_SESSIONS,
    ) -> None:
        """Begin without sessions; `replica` is a name that no other replica has."""
        self._clock = clock
        self._faults: tuple[ActiveFault, ...] = ()
        self.ledger = Ledger()
        self._versions = Versions(ticker)
        self._ticker = ticker
        self.replica = replica
        self._draft: Draft | None = None
        self.is_up = False
        self.written = self.choices = self.progressed = 0
        self.noted: deque[tuple[int, str]] = deque(maxlen=MAX_NOTED)
        self.on_change: Callable[[], None] = lambda: None
        super().__init__(clock=clock, max_sessions=max_sessions)

    # What requests and the admin API do.

    @property
    def clock(self) -> VirtualClock:
        """The server's clock."""
        return self._clock

    @clock.setter
    def clock(self, clock: VirtualClock) -> None:
        if clock != self._clock:
            self._choose()
            self._clock = clock
            self._note(SERVER, {CLOCK: clock_json(clock)})

    @property
    def faults(self) -> tuple[ActiveFault, ...]:
        """The faults that are active in all sessions."""
        return self._faults

    @faults.setter
    def faults(self, faults: tuple[ActiveFault, ...]) -> None:
        if faults != self._faults:
            self._choose()
            self.progress_faults(faults)

    def progress_faults(self, faults: tuple[ActiveFault, ...]) -> None:
        """Replace the faults of all sessions by those that are left after an answer."""
        if faults != self._faults:
            self.progressed += 1
            self._faults = faults
            self._note(SERVER, {FAULTS: faults_json(faults)})

    def begin_with(self, faults: tuple[ActiveFault, ...]) -> None:
        """Arm faults for all sessions that every replica has."""
        self._faults = faults

    def offer_clock(self) -> None:
        """Share the clock of the start-up, unless a replica has shared one before."""
        if self._clock != REAL and CLOCK not in self.ledger.cells(SERVER):
            self._note(SERVER, {CLOCK: clock_json(self._clock)})

    def touch(self, name: str, fixed_start: float | None, real: float) -> Session:
        """Return the session called `name`, with what is known of it, and mark it as used."""
        self._recall(name, real)
        return super().touch(name, fixed_start, real)

    def arrive(self, name: str, fixed_start: float | None, real: float) -> Session:
        """Return the session of a request that has come, with what is known of it."""
        self._recall(name, real)
        return super().arrive(name, fixed_start, real)

    def store(self, session: Session) -> None:
        """Replace a session's settings, and note what has changed."""
        name = session.name
        before = self.known(name)
        if self._draft is not None:
            self._draft.before.setdefault(name, before)
        super().store(session)
        fields = changed_fields(before or Session(name=name), session)
        if name != DEFAULT and (before is None or _was_long_ago(before, session)):
            fields[USED] = session.used_at
        if fields:
            self._note(owner_of(name), fields)

    def change(self, session: Session, **changes: Any) -> Session:  # noqa: ANN401 - any field
        """Change some of a session's settings, as a client has asked.

        Raises:
            ToolProblem: The store cannot be reached.
        """
        self._choose()
        return super().change(session, **changes)

    def progress(self, session: Session, **changes: Any) -> Session:  # noqa: ANN401 - any field
        """Change what answering itself changes.

        Starts of scenarios wait for no other replica: the earliest one counts anyway.
        """
        self.progressed += changes.keys() != {"scenario_starts"}
        return super().progress(session, **changes)

    def delete(self, name: str, *, is_reset: bool = False) -> None:
        """Delete a session here and in other replicas.

        Raises:
            ToolProblem: The store cannot be reached.
        """
        self._choose()
        owner = owner_of(name)
        is_known = self.known(name) is not None or bool(self.ledger.cells(owner))
        self._remember(name)
        super().delete(name)
        if is_known or is_reset:
            self._note(owner, {DELETED: is_reset})

    def drop_all(self) -> None:
        """Delete every session here and in other replicas.

        Raises:
            ToolProblem: The store cannot be reached.
        """
        self._choose()
        for name in (DEFAULT, *self._named):
            self._remember(name)
        super().drop_all()
        self._note(SERVER, {RESET: True})

    # What is changed without being noted.

    def keep(self, session: Session) -> None:
        """Replace a session's settings by those that other replicas have too."""
        super().store(session)

    def forget(self, name: str) -> None:
        """Delete a session here only."""
        super().delete(name)

    def forget_all(self) -> None:
        """Delete every session here only."""
        super().drop_all()

    def set_clock(self, clock: VirtualClock) -> None:
        """Set the server's clock to that of other replicas."""
        self._clock = clock

    def see(self, version: int) -> None:
        """Let later versions be larger than one of another replica.

        Raises:
            CellError: It is from more than a day ahead.
        """
        self._versions.see(version)

    # Attempts: changes that count only once the store has them.

    def attempt(self, do: Callable[[], T]) -> Attempt[T]:
        """Return the result of `do`, and what it has changed here, which is undone.

        Raises:
            Exception: What `do` raises; then too, everything is undone.
        """
        draft = self._draft = Draft()
        clock, faults = self._clock, self._faults
        try:
            result = do()
        finally:
            self._draft = None
            self._clock, self._faults = clock, faults
            for name, before in draft.before.items():
                if before is None:
                    self._forget(name)
                else:
                    self.keep(before)
        cells = {owner: self._cells(owner, fields) for owner, fields in draft.fields.items()}
        return Attempt(result=result, cells=cells, is_choice=draft.is_choice)

    def _recall(self, name: str, real: float) -> None:
        """Restore a session that was evicted here, unless it was idle for too long."""
        if self.known(name) is not None:
            return
        owner = owner_of(name)
        if not self.ledger.cells(owner).keys() - {DELETED}:
            return
        session = rebuilt(owner, self.ledger.cells(owner))
        if real - session.used_at <= self._max_idle_seconds:
            self.keep(session)
        else:
            self._note(owner, {DELETED: False})

    def _remember(self, name: str) -> None:
        if self._draft is not None:
            self._draft.before.setdefault(name, self.known(name))

    def _choose(self) -> None:
        """Note that a client asks for a change."""
        if self._draft is not None:
            self._draft.is_choice = True
            return
        if not self.is_up:
            raise store_gone()
        self.choices += 1

    def _note(self, owner: str, fields: Mapping[str, JSON]) -> None:
        if self._draft is not None:
            self._draft.add(owner, fields)
            return
        self.ledger.write(owner, self._cells(owner, fields))
        if RESTART in fields or DELETED in fields or RESET in fields:
            for each in self.ledger.owners() if RESET in fields else (owner,):
                self.ledger.drop_void(each)
        self.count(owner)

    def count(self, owner: str) -> None:
        """Count a change of an owner, which has to be written to the store."""
        self.written += 1
        self.noted.append((self.written, owner))
        self.on_change()

    def _cells(self, owner: str, fields: Mapping[str, JSON]) -> dict[str, Cell]:
        stamp = Stamp(self._versions.next(), self.replica)
        era = self.ledger.era(owner)
        if RESTART in fields or DELETED in fields:
            era = stamp.version
        return {
            name: Cell(stamp=stamp, value=value, era=era if has_era(name) else 0)
            for name, value in fields.items()
        }


def _was_long_ago(before: Session, after: Session) -> bool:
    return after.used_at // USED_SECONDS > before.used_at // USED_SECONDS
