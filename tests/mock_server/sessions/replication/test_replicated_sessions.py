"""Promises of shared sessions: an attempt leaves no trace, and counts are kept."""

import pytest

from mock_server.clock import REAL
from mock_server.faults.model.activation import ActiveFault
from mock_server.http.problems import ToolProblem
from mock_server.sessions.replication.replicated_sessions import ReplicatedSessions
from mock_server.sessions.sessions import Session
from tests.mock_server.observed import NOON

FROZEN = REAL.frozen(NOON)


@pytest.fixture
def sessions():
    """Sessions whose store can be reached."""
    found = ReplicatedSessions(ticker=lambda: NOON, replica="a")
    found.is_up = True
    return found


def state(sessions):
    """Return everything that requests can see."""
    named = [sessions.current(Session(name=name)) for name in sessions.names]
    return sessions.default, named, sessions.clock, sessions.faults


def change_everything(sessions):
    """Change, create and delete."""
    sessions.clock = FROZEN
    sessions.faults = (ActiveFault(fault="reset"),)
    sessions.change(sessions.touch("demo", None, NOON), clock=FROZEN)
    sessions.change(sessions.touch("new", None, NOON), clock=FROZEN)
    sessions.delete("demo")
    sessions.change(sessions.default, scenarios={"shop order": "late"})
    sessions.drop_all()
    sessions.change(sessions.touch("demo", None, NOON), is_stateful=True)


def test_an_attempt_leaves_no_trace(sessions):
    """Until the store has a change, no other request sees it."""
    sessions.touch("demo", None, NOON)
    before = state(sessions)
    tried = sessions.attempt(lambda: change_everything(sessions))

    assert state(sessions) == before
    assert tried.is_choice
    assert tried.cells.keys() == {"server", "session:", "session:demo", "session:new"}


def test_an_attempt_that_fails_leaves_no_trace(sessions):
    """All of a call is done, or none."""
    sessions.touch("demo", None, NOON)
    before = state(sessions)

    def fail():
        change_everything(sessions)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - raised above
        sessions.attempt(fail)

    assert state(sessions) == before
    assert sessions.ledger.due_owners() == ("session:demo",)


def test_progress_is_never_refused(sessions):
    """A scenario that begins and a fault that fires are no choices of a client."""
    sessions.is_up = False
    session = sessions.touch("demo", None, NOON)
    sessions.scenario_start(session, "shop/late", NOON)
    sessions.count_played(session, "GET /a")
    sessions.progress_faults((ActiveFault(fault="reset"),))

    for refused in (
        lambda: sessions.change(session, clock=FROZEN),
        lambda: sessions.restart(session),
        lambda: sessions.delete("demo"),
        sessions.drop_all,
        lambda: setattr(sessions, "clock", FROZEN),
        lambda: setattr(sessions, "faults", ()),
    ):
        with pytest.raises(ToolProblem):
            refused()
