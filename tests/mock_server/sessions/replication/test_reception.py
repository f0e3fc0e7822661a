"""Promises of reception: news is taken over, and nothing else changes anything."""

import pytest

from mock_server.clock import REAL
from mock_server.sessions.replication.cells import Cell, Stamp, cell_bytes
from mock_server.sessions.replication.reception import Reception
from mock_server.sessions.replication.replicated_sessions import ReplicatedSessions
from mock_server.sessions.replication.values import clock_json
from tests.mock_server.observed import NOON

DEMO = "session:demo"
FROZEN = clock_json(REAL.frozen(NOON))
VERSION = int(NOON * 1_000_000)


@pytest.fixture
def replica():
    """The sessions of a replica, their reception, and what it has ignored."""
    sessions = ReplicatedSessions(ticker=lambda: NOON, replica="a")
    ignored = []
    return sessions, Reception(sessions, ignored=ignored.append), ignored


def sent(version, value, *, era=0):
    """Return the bytes of a cell of another replica."""
    return cell_bytes(Cell(stamp=Stamp(VERSION + version, "b"), value=value, era=era))


def test_an_older_value_changes_nothing_and_is_written_over(replica):
    """Messages may arrive in another order than they were written."""
    sessions, reception, _ = replica
    reception.receive(DEMO, {"clock": sent(2, FROZEN)})
    before = sessions.touch("demo", None, NOON)
    reception.receive(DEMO, {"clock": sent(1, None)})

    assert sessions.touch("demo", None, NOON) == before
    assert "clock" in sessions.ledger.due(DEMO)


def test_an_echo_changes_nothing(replica):
    """The same object stays, so that cached answers stay too."""
    sessions, reception, _ = replica
    reception.receive("session:", {"clock": sent(1, FROZEN)})
    before = sessions.default
    reception.receive("session:", {"clock": sent(1, FROZEN)})

    assert sessions.default is before


def test_a_start_before_a_restart_is_void_in_any_order(replica):
    """Also if the restart is received first."""
    sessions, reception, _ = replica
    reception.receive(DEMO, {"restart": sent(5, True)})  # noqa: FBT003 - a JSON value
    reception.receive(DEMO, {"start a/b": sent(1, NOON)})
    reception.receive(DEMO, {"start a/c": sent(6, NOON, era=VERSION + 5)})

    assert sessions.touch("demo", None, NOON).scenario_starts == {"a/c": NOON}


def test_what_was_chosen_after_a_reset_stays(replica):
    """Even if the reset is received after it."""
    sessions, reception, _ = replica
    resets = []
    sessions.on_reset = resets.append
    reception.receive(DEMO, {"clock": sent(1, FROZEN), "stateful": sent(7, True)})  # noqa: FBT003
    reception.receive("server", {"reset": sent(5, True)})  # noqa: FBT003
    session = sessions.touch("demo", None, NOON)

    assert (session.clock, session.is_stateful, resets) == (None, True, [None])


@pytest.mark.parametrize(
    ("owner", "field", "value"),
    [
        ("server", "clock", None),
        ("server", "new", 1),
        (DEMO, "new", 1),
        (DEMO, "new field", 1),
        (DEMO, "stateful", 7),
        ("session:a b", "clock", None),
        ("other", "clock", None),
    ],
)
def test_what_is_not_understood_is_ignored_with_a_sentence(replica, owner, field, value):
    """It is neither applied nor written over."""
    sessions, reception, ignored = replica
    reception.receive(owner, {field: sent(1, value)})

    assert (len(sessions), sessions.clock, len(ignored)) == (0, REAL, 1)
    assert sessions.ledger.due_owners() == ()
