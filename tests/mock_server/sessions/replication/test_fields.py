"""Promises of fields: the differences of two sessions, applied to one, give the other."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.sessions.replication.cells import Cell, CellError, Stamp
from mock_server.sessions.replication.fields import (
    RESTART,
    applied,
    changed_fields,
    new_session,
    owner_of,
    rebuilt,
    used_with,
    with_progress,
)
from mock_server.sessions.sessions import Session
from openapi.json.parsing import dump_json, parse_json
from tests.mock_server.observed import NOON
from tests.mock_server.sessions.replication.generated import json_values, names, sessions

VERSION = int(NOON * 1_000_000)


@settings(max_examples=30)
@given(sessions, sessions)
def test_differences_lead_from_one_state_to_another(before, after):
    """Whatever a client changes, another replica has the same state afterwards."""
    fields = parse_json(dump_json(changed_fields(before, after)))
    found = before
    if fields.pop(RESTART, False):
        found = replace(found, scenario_starts={}, played={})
    for field, value in fields.items():
        found = applied(found, field, value)

    assert found == after


@settings(max_examples=20)
@given(sessions)
def test_an_equal_state_has_no_differences(session):
    """What does not change is not written."""
    assert changed_fields(session, replace(session)) == {}


def test_a_use_is_no_difference():
    """Requests that change nothing are not written."""
    session = Session(name="demo", used_at=1.0)

    assert changed_fields(session, replace(session, used_at=2.0)) == {}


@given(
    st.sampled_from(["clock", "faults", "stateful", "used", "x"])
    | st.builds("{} {}".format, st.sampled_from(["scenario", "records", "x"]), names),
    json_values,
)
def test_no_value_raises_anything_else(field, value):
    """A value of another version is refused with one kind of error."""
    with suppress(CellError):
        applied(Session(name="demo"), field, value)


@pytest.mark.parametrize("name", ["demo", "", "demo@2026-11-21T12:00:00Z"])
def test_an_owner_is_its_session_again(name):
    """The name of a session survives; a start time in it is read."""
    session = new_session(owner_of(name))

    assert session.name == name
    assert (session.fixed_start is not None) == ("@" in name)


@pytest.mark.parametrize("owner", ["server", "", "session:a b", "session:..", "demo"])
def test_what_is_no_session_is_refused(owner):
    """Owners come from the store."""
    with pytest.raises(CellError):
        new_session(owner)


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


def test_what_is_no_session_is_refused_of_rebuilding():
    """Owners come from the store."""
    with pytest.raises(CellError):
        rebuilt("server", {})
