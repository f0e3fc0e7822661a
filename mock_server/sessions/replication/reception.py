"""Takes over what other replicas have written, and what the store has confirmed."""

from collections.abc import Callable, Iterable, Mapping

from mock_server.sessions.replication.cells import Cell, CellError, parse_cell
from mock_server.sessions.replication.drafts import Cells
from mock_server.sessions.replication.fields import (
    CLOCK,
    DELETED,
    FAULTS,
    RESET,
    RESTART,
    SERVER,
    applied,
    new_session,
    owner_name,
    rebuilt,
    used_with,
    with_progress,
)
from mock_server.sessions.replication.ledger import in_order
from mock_server.sessions.replication.replicated_sessions import ReplicatedSessions
from mock_server.sessions.replication.values import read_clock, read_faults
from mock_server.sessions.stores.store import Fields, Swap


class Reception:
    """Takes over cells into the sessions of a replica and their ledger."""

    def __init__(self, sessions: ReplicatedSessions, *, ignored: Callable[[str], None]) -> None:
        """Take over into `sessions`; `ignored` gets a sentence about what is not understood."""
        self._sessions = sessions
        self._ledger = sessions.ledger
        self._ignored = ignored

    def receive(self, owner: str, fields: Fields) -> None:
        """Take over fields that another replica has written, or that were loaded."""
        self._take(owner, fields, is_answer=False)

    def confirm(self, owner: str, cells: Mapping[str, Cell], swaps: Mapping[str, Swap]) -> None:
        """Take over cells of this replica that the store has now."""
        for name in in_order(cells):
            if not self._ledger.is_cell(owner, name, cells[name]):
                self._merge(owner, name, cells[name])
            self._ledger.note_stored(owner, name, swaps[name].value, cells[name])

    def receive_answer(self, owner: str, wanted: Iterable[str], fields: Fields) -> None:
        """Take over the fields that a store has in place of the expected ones."""
        if not fields:
            self._ledger.note_lost(owner)
        for name in wanted:
            if name not in fields:
                self._ledger.note_missing(owner, name)
        self._take(owner, fields, is_answer=True)

    def _take(self, owner: str, fields: Fields, *, is_answer: bool) -> None:
        for name in in_order(fields):
            if self._ledger.has(owner, name, fields[name]):
                continue  # an echo of this replica's own change, or nothing new
            cell = None
            try:
                cell = parse_cell(name, fields[name])
                self._sessions.see(cell.stamp.version)
                self._merge(owner, name, cell)
            except CellError as error:
                cell = None
                self._ignored(f"a value of the store is ignored: {owner} {name}: {error}")
            self._ledger.note_stored(owner, name, fields[name], cell, is_answer=is_answer)

    def _merge(self, owner: str, name: str, cell: Cell) -> None:
        """Take over a cell if it is news."""
        if owner == SERVER:
            self._merge_server(name, cell)
            return
        session = self._sessions.known(owner_name(owner)) or new_session(owner)
        session = used_with(session, cell)
        # Reading the value first refuses one that is not understood.
        after = applied(session, name, cell.value)
        if not self._ledger.merge(owner, name, cell):
            return
        if name == DELETED:
            self._delete_here(owner, is_reset=cell.value is True)
        elif name == RESTART:
            self._ledger.drop_void(owner)
            self._sessions.keep(with_progress(session, self._ledger.cells(owner)))
        else:
            self._sessions.keep(after)

    def _merge_server(self, name: str, cell: Cell) -> None:
        if name == CLOCK:
            clock = read_clock(cell.value)
            if clock is None:
                raise CellError("the server has no clock")
            if self._ledger.merge(SERVER, name, cell):
                self._sessions.set_clock(clock)
        elif name == FAULTS:
            faults = read_faults(cell.value)
            if self._ledger.merge(SERVER, name, cell):
                self._sessions.begin_with(faults)
        elif name == RESET:
            if self._ledger.merge(SERVER, name, cell):
                self._reset_here()
        else:
            raise CellError("a field that this version does not have")

    def _reset_here(self) -> None:
        """Delete all sessions but what was chosen after the reset."""
        self._sessions.forget_all()
        for owner in self._ledger.owners():
            self._ledger.drop_void(owner)
            if owner != SERVER and self._ledger.cells(owner):
                self._sessions.keep(rebuilt(owner, self._ledger.cells(owner)))
        self._sessions.on_reset(None)

    def _delete_here(self, owner: str, *, is_reset: bool) -> None:
        name = owner_name(owner)
        self._ledger.drop_void(owner)
        self._sessions.forget(name)
        if self._ledger.cells(owner).keys() - {DELETED}:
            self._sessions.keep(rebuilt(owner, self._ledger.cells(owner)))
        if is_reset:
            self._sessions.on_reset(name)

    def adopt(self, cells: Cells) -> None:
        """Make changes here at once; they are written to the store later."""
        for owner, fields in cells.items():
            for name in in_order(fields):
                self._merge(owner, name, fields[name])
            self._ledger.write(owner, fields)
            self._sessions.count(owner)
