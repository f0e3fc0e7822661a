"""Sessions from their cells: one that was evicted or deleted, and the progress of one."""

from collections.abc import Mapping
from dataclasses import replace

from mock_server.sessions.replication.cells import Cell, has_era
from mock_server.sessions.replication.fields import applied, new_session
from mock_server.sessions.replication.versions import seconds_of
from mock_server.sessions.sessions import Session


def rebuilt(owner: str, cells: Mapping[str, Cell]) -> Session:
    """Return the session of an owner whose choices are those of its valid cells.

    Raises:
        CellError: The owner is no session.
    """
    session = new_session(owner)
    for name, cell in cells.items():
        session = used_with(applied(session, name, cell.value), cell)
    return session


def with_progress(session: Session, cells: Mapping[str, Cell]) -> Session:
    """Return a session whose starts and places are those of its valid cells."""
    session = replace(session, scenario_starts={}, played={})
    for name, cell in cells.items():
        if has_era(name):
            session = applied(session, name, cell.value)
    return session


def used_with(session: Session, cell: Cell) -> Session:
    """Return a session that was used at least when a cell was written."""
    used_at = max(session.used_at, seconds_of(cell.stamp.version))
    return replace(session, used_at=used_at)
