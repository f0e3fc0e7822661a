"""The ledger: every cell that a replica knows, and what the store has in its place.

A cell that differs from what the store has is *due*: it has to be written there.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mock_server.sessions.replication.cells import Cell, cell_bytes, has_era, merged
from mock_server.sessions.replication.fields import DELETED, RESET, RESTART, SERVER
from mock_server.sessions.stores.store import Swap

MAX_OWNERS = 50_000
"""Owners that are remembered: more than there are sessions, so that one that was evicted returns
with its choices. The one that was changed least recently is forgotten first."""


@dataclass(slots=True)
class _Entry:
    """What is known of one field."""

    cell: Cell | None = None  # its value here; None if there is none that is understood
    stored: bytes | None = None  # the bytes that the store has or had; None for none
    is_known: bool = False  # whether it is known that the store has them
    is_same: bool = False  # whether they are those of the cell


class Ledger:
    """The cells of all owners."""

    def __init__(self, *, max_owners: int = MAX_OWNERS) -> None:
        self._owners: OrderedDict[str, dict[str, _Entry]] = OrderedDict()
        self._max_owners = max_owners
        self._due: dict[str, dict[str, None]] = {}

    def __len__(self) -> int:
        return len(self._owners)

    def cells(self, owner: str) -> Mapping[str, Cell]:
        """Return the valid cells of an owner, by field."""
        entries = self._owners.get(owner, {})
        found = {field: each.cell for field, each in entries.items() if each.cell is not None}
        return {k: each for k, each in found.items() if not self.is_void(owner, k, each)}

    def owners(self) -> tuple[str, ...]:
        """Return all owners, the one that was changed least recently first."""
        return tuple(self._owners)

    def floor(self, owner: str) -> int:
        """Return the version below which all fields of an owner are void."""
        if owner == SERVER:
            return 0
        return max(self._version(SERVER, RESET), self._version(owner, DELETED))

    def era(self, owner: str) -> int:
        """Return the version of the last restart of an owner, or of what voids more."""
        return max(self.floor(owner), self._version(owner, RESTART))

    def is_void(self, owner: str, field: str, cell: Cell) -> bool:
        """Whether a cell was written before its session was deleted, reset or restarted."""
        if cell.stamp.version < self.floor(owner):
            return True
        return has_era(field) and cell.era < self.era(owner)

    def write(self, owner: str, cells: Mapping[str, Cell]) -> None:
        """Take over cells that this replica has written; they are due."""
        for field, cell in cells.items():
            entry = self._entry(owner, field)
            entry.cell, entry.is_same = cell, False
            self._due.setdefault(owner, {})[field] = None

    def merge(self, owner: str, field: str, cell: Cell) -> bool:
        """Take over a cell of another replica, if it is kept; return whether it is news."""
        if self.is_void(owner, field, cell):
            return False
        entry = self._entry(owner, field)
        kept = cell if entry.cell is None else merged(field, entry.cell, cell)
        if kept == entry.cell:
            return False
        entry.cell, entry.is_same = kept, False
        return True

    def has(self, owner: str, field: str, data: bytes) -> bool:
        """Whether the bytes that the store has are those of the cell here, so that all is done."""
        entry = self._owners.get(owner, {}).get(field)
        if entry is None or not entry.is_same or entry.stored != data:
            return False
        entry.is_known = True
        self._settle(owner, field)
        return True

    def is_cell(self, owner: str, field: str, cell: Cell) -> bool:
        """Whether a field has just this cell."""
        entry = self._owners.get(owner, {}).get(field)
        return entry is not None and entry.cell is cell

    def note_stored(
        self, owner: str, field: str, data: bytes, cell: Cell | None, *, is_answer: bool = False
    ) -> None:
        """Note what the store has in a field: bytes, and their cell if they are understood.

        What is not understood is left as it is, so that two versions of this program do not
        overwrite each other's values for ever. What is void need not be remembered, unless it
        `is_answer` to an attempt to write there.
        """
        is_valid = cell is not None and not self.is_void(owner, field, cell)
        if not is_valid and not is_answer and field not in self._owners.get(owner, {}):
            return
        entry = self._entry(owner, field)
        entry.stored, entry.is_known = data, True
        entry.is_same = is_valid and entry.cell == cell
        if is_valid and not entry.is_same and entry.cell is not None:
            self._due.setdefault(owner, {})[field] = None
        elif is_valid or cell is None:
            self._settle(owner, field)

    def note_missing(self, owner: str, field: str) -> None:
        """Note that the store has no value in a field."""
        entry = self._owners.get(owner, {}).get(field)
        if entry is not None:
            entry.is_known = False
            if entry.cell is not None:
                self._due.setdefault(owner, {})[field] = None

    def note_lost(self, owner: str) -> None:
        """Note that the store has nothing of an owner any more: all of it is due."""
        for field in self._owners.get(owner, ()):
            self.note_missing(owner, field)

    def forget_stored(self) -> None:
        """Note that what the store has is not known any more: every cell is due."""
        for owner in self._owners:
            self.note_lost(owner)

    def swaps(self, owner: str, cells: Mapping[str, Cell]) -> dict[str, Swap]:
        """Return what writes cells, if the store has what it is known to have."""
        entries = self._owners.get(owner, {})
        found = {}
        for field, cell in cells.items():
            entry = entries.get(field)
            expected = entry.stored if entry is not None and entry.is_known else None
            found[field] = Swap(expected=expected, value=cell_bytes(cell))
        return found

    def due_owners(self) -> tuple[str, ...]:
        """Return the owners that have something to be written."""
        return tuple(self._due)

    def due(self, owner: str) -> dict[str, Cell]:
        """Return the cells of an owner that have to be written."""
        fields = [*self._due.get(owner, ())]
        if not fields:
            return {}
        known = self.cells(owner)
        for field in fields:
            if field not in known:
                self._settle(owner, field)
        return {field: known[field] for field in fields if field in known}

    @property
    def is_settled(self) -> bool:
        """Whether the store has everything."""
        return not self._due

    def drop_void(self, owner: str) -> None:
        """Forget the void cells of an owner."""
        entries = self._owners.get(owner, {})
        for field, entry in [*entries.items()]:
            if entry.cell is not None and self.is_void(owner, field, entry.cell):
                del entries[field]
                self._settle(owner, field)
        if not entries:
            self._owners.pop(owner, None)

    def _settle(self, owner: str, field: str) -> None:
        fields = self._due.get(owner)
        if fields is not None:
            fields.pop(field, None)
            if not fields:
                del self._due[owner]

    def _entry(self, owner: str, field: str) -> _Entry:
        entries = self._owners.setdefault(owner, {})
        if owner != SERVER:
            self._owners.move_to_end(owner)
        if len(self._owners) > self._max_owners:
            oldest = next(each for each in self._owners if each != SERVER)
            del self._owners[oldest]
            self._due.pop(oldest, None)
        return entries.setdefault(field, _Entry())

    def _version(self, owner: str, field: str) -> int:
        entry = self._owners.get(owner, {}).get(field)
        return entry.cell.stamp.version if entry is not None and entry.cell is not None else 0


def in_order(fields: Iterable[str]) -> list[str]:
    """Return the names of fields in the order in which they are applied: what voids others first.

    >>> in_order({"clock": b"", "start a/b": b"", "restart": b""})
    ['restart', 'clock', 'start a/b']
    """
    first = (RESET, DELETED, RESTART)
    return sorted(fields, key=lambda field: field not in first)
