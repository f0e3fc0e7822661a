"""Sessions whose choices other replicas share.

Every request reads and changes this memory only. What it changes is noted in a ledger, from which
`link` writes it to the store; what other replicas have changed is received between two requests.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from mock_server.clock import REAL, TimeSource, VirtualClock
from mock_server.faults.model.activation import ActiveFault
from mock_server.http.errors import ToolProblem
from mock_server.http.problems import Problem, ProblemId
from mock_server.sessions.replication.cells import Cell, Stamp, has_era
from mock_server.sessions.replication.codec import CellError, parse_cell
from mock_server.sessions.replication.fields import (
    CLOCK,
    DELETED,
    FAULTS,
    RESET,
    RESTART,
    SERVER,
    USED,
    applied,
    changed_fields,
    new_session,
    owner_name,
    owner_of,
)
from mock_server.sessions.replication.ledger import Ledger, in_order
from mock_server.sessions.replication.values import clock_json, faults_json, read_clock, read_faults
from mock_server.sessions.replication.versions import Versions, seconds_of
from mock_server.sessions.sessions import (
    DEFAULT,
    MAX_IDLE_SECONDS,
    MAX_SESSIONS,
    Session,
    Sessions,
)
from mock_server.sessions.stores.store import Fields, Swap
from openapi.json.types import JSON

T = TypeVar("T")

USED_SECONDS = 1800.0
"""How much later than the last time a use of a session is written: it keeps the session alive in
other replicas and in the store."""

MAX_NOTED = 1000

Cells = Mapping[str, Mapping[str, Cell]]
"""Cells by owner and field."""


@dataclass(slots=True)
class _Draft:
    """What an attempt has changed so far, and how to undo it.

    Attributes:
        fields: New values by owner and field.
        before: Each session as it was; None for one that did not exist.
        is_choice: Whether a client has asked for a change.
    """

    fields: dict[str, dict[str, JSON]] = field(default_factory=dict)
    before: dict[str, Session | None] = field(default_factory=dict)
    is_choice: bool = False

    def add(self, owner: str, fields: Mapping[str, JSON]) -> None:
        """Note new values."""
        if DELETED in fields or RESET in fields:
            self.fields.pop(owner, None)
        known = self.fields.setdefault(owner, {})
        if RESTART in fields:
            kept = {k: v for k, v in known.items() if not k.startswith(("start ", "played "))}
            self.fields[owner] = known = kept
        known |= fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Generic[T]):
    """What a function has returned, and what it would change.

    Attributes:
        result: What it has returned.
        cells: The changes.
        is_choice: Whether a client has asked for one of them.
    """

    result: T
    cells: Cells
    is_choice: bool


class ReplicatedSessions(Sessions):
    """Sessions that note each change for other replicas, and receive theirs.

    Attributes:
        ledger: Every value that is shared.
        is_up: Whether the store can be reached; what a client asks to change is refused if not.
        written: How many changes were noted.
        choices: How many of them a client has asked for.
        noted: The latest of them: number and owner.
        on_change: Called when something has to be written to the store.
        on_ignored: Called with a sentence when a received value is not understood.
    """

    is_shared = True

    def __init__(  # noqa: PLR0913 - as Sessions, and what a replica is
        self,
        *,
        ticker: TimeSource,
        replica: str,
        clock: VirtualClock = REAL,
        max_sessions: int = MAX_SESSIONS,
        max_idle_seconds: float = MAX_IDLE_SECONDS,
        ledger: Ledger | None = None,
    ) -> None:
        """Begin without sessions; `replica` is a name that no other replica has."""
        self._clock = clock
        self._faults: tuple[ActiveFault, ...] = ()
        self.ledger = Ledger() if ledger is None else ledger
        self._versions = Versions(ticker)
        self._ticker = ticker
        self._replica = replica
        self._draft: _Draft | None = None
        self.is_up = False
        self.written = self.choices = 0
        self.noted: deque[tuple[int, str]] = deque(maxlen=MAX_NOTED)
        self.on_change: Callable[[], None] = lambda: None
        self.on_ignored: Callable[[str], None] = lambda _: None
        super().__init__(clock=clock, max_sessions=max_sessions, max_idle_seconds=max_idle_seconds)

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
            self._faults = faults
            self._note(SERVER, {FAULTS: faults_json(faults)})

    def begin_with(self, faults: tuple[ActiveFault, ...]) -> None:
        """Arm the faults of the start-up, which every replica has."""
        self._faults = faults

    def offer_clock(self) -> None:
        """Share the clock of the start-up, unless a replica has shared one before."""
        if self._clock != REAL and CLOCK not in self.ledger.cells(SERVER):
            self._note(SERVER, {CLOCK: clock_json(self._clock)})

    def touch(self, name: str, fixed_start: float | None, real: float) -> Session:
        """Return the session called `name`, with what is known of it, and mark it as used."""
        if name != DEFAULT and name not in self._named:
            self._recall(name, real)
        return super().touch(name, fixed_start, real)

    def store(self, session: Session) -> None:
        """Replace a session's settings, and note what has changed."""
        name = session.name
        before = self._known(name)
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

    def delete(self, name: str, *, is_reset: bool = False) -> None:
        """Delete a session here and in other replicas.

        Raises:
            ToolProblem: The store cannot be reached.
        """
        self._choose()
        owner = owner_of(name)
        is_known = self._known(name) is not None or bool(self.ledger.cells(owner))
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

    # Attempts: changes that count only once the store has them.

    def attempt(self, do: Callable[[], T]) -> Attempt[T]:
        """Return the result of `do`, and what it has changed here, which is undone.

        Raises:
            Exception: What `do` raises; then too, everything is undone.
        """
        draft = self._draft = _Draft()
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
                    super().store(before)
        cells = {owner: self._cells(owner, fields) for owner, fields in draft.fields.items()}
        return Attempt(result=result, cells=cells, is_choice=draft.is_choice)

    def adopt(self, cells: Cells) -> None:
        """Make changes here at once; they are written to the store later."""
        for owner, fields in cells.items():
            for name in in_order(fields):
                self._merge(owner, name, fields[name])
            self.ledger.write(owner, fields)
            self._count(owner)

    # What the store has.

    def receive(self, owner: str, fields: Fields) -> None:
        """Take over fields that another replica has written, or that were loaded."""
        self._take(owner, fields, is_answer=False)

    def confirm(self, owner: str, cells: Mapping[str, Cell], swaps: Mapping[str, Swap]) -> None:
        """Take over cells of this replica that the store has now."""
        for name in in_order(cells):
            if not self.ledger.is_cell(owner, name, cells[name]):
                self._merge(owner, name, cells[name])
            self.ledger.note_stored(owner, name, swaps[name].value, cells[name])

    def receive_answer(self, owner: str, wanted: Mapping[str, Any], fields: Fields) -> None:
        """Take over the fields that a store has in place of the expected ones."""
        for name in wanted:
            if name not in fields:
                self.ledger.note_missing(owner, name)
        self._take(owner, fields, is_answer=True)

    def _take(self, owner: str, fields: Fields, *, is_answer: bool) -> None:
        for name in in_order(fields):
            if self.ledger.has(owner, name, fields[name]):
                continue  # an echo of this replica's own change, or nothing new
            cell = None
            try:
                cell = parse_cell(name, fields[name])
                self._versions.see(cell.stamp.version)
                self._merge(owner, name, cell)
            except CellError as error:
                cell = None
                self.on_ignored(f"a value of the store is ignored: {owner} {name}: {error}")
            self.ledger.note_stored(owner, name, fields[name], cell, is_answer=is_answer)

    def _merge(self, owner: str, name: str, cell: Cell) -> None:
        """Take over a cell if it is news.

        Raises:
            CellError: It is not understood; nothing is changed.
        """
        if owner == SERVER:
            self._merge_server(name, cell)
            return
        session = self._known(owner_name(owner)) or new_session(owner)
        session = _at(session, cell)
        # Reading the value first refuses one that is not understood.
        after = applied(session, name, cell.value)
        if not self.ledger.merge(owner, name, cell):
            return
        if name == DELETED:
            self._delete_here(owner, is_reset=cell.value is True)
        elif name == RESTART:
            self.ledger.drop_void(owner)
            super().store(self._with_progress(owner, session))
        else:
            super().store(after)

    def _merge_server(self, name: str, cell: Cell) -> None:
        if name == CLOCK:
            clock = read_clock(cell.value)
            if clock is None:
                raise CellError("the server has no clock")
            if self.ledger.merge(SERVER, name, cell):
                self._clock = clock
        elif name == FAULTS:
            faults = read_faults(cell.value)
            if self.ledger.merge(SERVER, name, cell):
                self._faults = faults
        elif name == RESET:
            if self.ledger.merge(SERVER, name, cell):
                self._reset_here()
        else:
            raise CellError("a field that this version does not have")

    def _reset_here(self) -> None:
        """Delete all sessions but what was chosen after the reset."""
        super().drop_all()
        for owner in self.ledger.owners():
            self.ledger.drop_void(owner)
            if owner != SERVER and self.ledger.cells(owner):
                super().store(self._rebuilt(owner, new_session(owner)))
        self.on_reset(None)

    def _delete_here(self, owner: str, *, is_reset: bool) -> None:
        name = owner_name(owner)
        self.ledger.drop_void(owner)
        super().delete(name)
        if self.ledger.cells(owner).keys() - {DELETED}:
            super().store(self._rebuilt(owner, new_session(owner)))
        if is_reset:
            self.on_reset(name)

    def _recall(self, name: str, real: float) -> None:
        """Restore a session that was evicted here, unless it was idle for too long."""
        owner = owner_of(name)
        if not self.ledger.cells(owner).keys() - {DELETED}:
            return
        session = self._rebuilt(owner, new_session(owner))
        if real - session.used_at <= self._max_idle_seconds:
            super().store(session)
        else:
            self._note(owner, {DELETED: False})

    def _rebuilt(self, owner: str, session: Session) -> Session:
        """Return a session whose choices are those of its valid cells."""
        session = Session(
            name=session.name, fixed_start=session.fixed_start, used_at=session.used_at
        )
        for name, cell in self.ledger.cells(owner).items():
            session = _at(applied(session, name, cell.value), cell)
        return session

    def _with_progress(self, owner: str, session: Session) -> Session:
        """Return a session with the starts and places of its era only."""
        session = replace(session, scenario_starts={}, played={})
        for name, cell in self.ledger.cells(owner).items():
            if has_era(name):
                session = applied(session, name, cell.value)
        return session

    def _known(self, name: str) -> Session | None:
        return self.default if name == DEFAULT else self._named.get(name)

    def _remember(self, name: str) -> None:
        if self._draft is not None:
            self._draft.before.setdefault(name, self._known(name))

    def _choose(self) -> None:
        """Note that a client asks for a change.

        Raises:
            ToolProblem: The store cannot be reached.
        """
        if self._draft is not None:
            self._draft.is_choice = True
            return
        if not self.is_up:
            raise ToolProblem(store_gone())
        self.choices += 1

    def _note(self, owner: str, fields: Mapping[str, JSON]) -> None:
        if self._draft is not None:
            self._draft.add(owner, fields)
            return
        self.ledger.write(owner, self._cells(owner, fields))
        if RESTART in fields or DELETED in fields or RESET in fields:
            for each in self.ledger.owners() if RESET in fields else (owner,):
                self.ledger.drop_void(each)
        self._count(owner)

    def _count(self, owner: str) -> None:
        self.written += 1
        self.noted.append((self.written, owner))
        self.on_change()

    def _cells(self, owner: str, fields: Mapping[str, JSON]) -> dict[str, Cell]:
        stamp = Stamp(self._versions.next(), self._replica)
        era = self.ledger.era(owner)
        if RESTART in fields or DELETED in fields:
            era = stamp.version
        return {
            name: Cell(stamp=stamp, value=value, era=era if has_era(name) else 0)
            for name, value in fields.items()
        }


def store_gone(*, is_unknown: bool = False) -> Problem:
    """Return the problem that a change is refused, since other replicas would not know of it.

    With `is_unknown`, the store was lost while it was written. The reason, with the address of the
    store, is for those who may read `/__admin/health`, not for every client.
    """
    outcome = "The change is refused"
    if is_unknown:
        outcome = "It is not known whether the change was made"
    return Problem(
        id=ProblemId.STORE_GONE,
        status=503,
        detail=f"{outcome}: the store that this mock shares its sessions through cannot be "
        "reached. What was chosen before goes on",
        advice="repeat it when GET /__admin/health says ok, which has the reason; the mock "
        "connects again by itself",
    )


def _at(session: Session, cell: Cell) -> Session:
    """Return a session that was used at least when a cell was written."""
    used_at = max(session.used_at, seconds_of(cell.stamp.version))
    return replace(session, used_at=used_at)


def _was_long_ago(before: Session, after: Session) -> bool:
    return after.used_at // USED_SECONDS > before.used_at // USED_SECONDS
