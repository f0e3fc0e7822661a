"""Promises of rebuilding: a session has its choices again."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from mock_server.sessions.replication.cells import Cell, Stamp
from mock_server.sessions.replication.codec import CellError
from mock_server.sessions.replication.fields import changed_fields, owner_of
from mock_server.sessions.replication.rebuilding import rebuilt, used_with, with_progress
from mock_server.sessions.sessions import Session
from openapi.json.parsing import dump_json, parse_json
from tests.mock_server.observed import NOON
from tests.mock_server.sessions.replication.generated import sessions

VERSION = int(NOON * 1_000_000)


def cells_of(session):
    """Return the cells of every choice of a session."""
    fields = parse_json(dump_json(changed_fields(Session(name=session.name), session)))
    return {name: Cell(stamp=Stamp(VERSION, "a"), value=value) for name, value in fields.items()}


@settings(max_examples=20)
@given(sessions)
def test_a_session_has_every_choice_again(session):
    """It was used at least when the last of them was written."""
    cells = cells_of(session)
    found = rebuilt(owner_of("demo"), cells)

    assert found == replace(session, used_at=NOON if cells else 0.0)


@settings(max_examples=20)
@given(sessions)
def test_progress_is_that_of_the_cells_alone(session):
    """After a restart, earlier starts and places are gone; all else stays."""
    again = with_progress(session, {})

    assert (again.scenario_starts, again.played) == ({}, {})
    assert again.scenarios == session.scenarios
    assert with_progress(again, cells_of(session)) == session


def test_a_use_never_moves_back():
    """An old value does not make a session look idle."""
    used = Session(name="demo", used_at=NOON + 9)

    assert used_with(used, Cell(stamp=Stamp(VERSION, "a"), value=None)).used_at == NOON + 9


def test_what_is_no_session_is_refused():
    """Owners come from the store."""
    with pytest.raises(CellError):
        rebuilt("server", {})
