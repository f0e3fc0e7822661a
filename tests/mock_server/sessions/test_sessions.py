"""Promises of sessions: own choices, no set-up, bounded."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.clock import REAL, change_clock
from mock_server.sessions.sessions import DEFAULT, SessionNameError, Sessions, parse_session_name

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z


def test_a_scenario_begins_when_its_session_first_uses_it():
    """Two sessions that begin at different moments see different moments of the same job."""
    sessions = Sessions()
    first = sessions.scenario_start(sessions.touch("a", None, NOON), "run", NOON)
    second = sessions.scenario_start(sessions.touch("b", None, NOON + 9), "run", NOON + 9)
    again = sessions.scenario_start(sessions.touch("a", None, NOON + 20), "run", NOON + 20)

    assert (first, second, again) == (NOON, NOON + 9, NOON)


def test_a_name_can_carry_its_start():
    """A link with a start time shows the same state on every server."""
    name, start = parse_session_name("demo@2026-11-21T12:00:00Z")
    sessions = Sessions()

    assert (
        sessions.scenario_start(sessions.touch(name, start, NOON + 500), "run", NOON + 500) == NOON
    )


def test_a_restart_lets_scenarios_begin_anew():
    """The default session can be restarted like any other."""
    sessions = Sessions()
    sessions.scenario_start(sessions.touch(DEFAULT, None, NOON), "run", NOON)
    sessions.restart(sessions.touch(DEFAULT, None, NOON + 60))

    assert (
        sessions.scenario_start(sessions.touch(DEFAULT, None, NOON + 61), "run", NOON + 61)
        == NOON + 61
    )


def test_a_session_may_have_a_clock_of_its_own():
    """Freezing one session's clock does not affect others."""
    sessions = Sessions()
    mine = sessions.touch("mine", None, NOON)
    sessions.store(replace(mine, clock=change_clock(REAL, "freeze", NOON)))

    assert sessions.now(sessions.touch("mine", None, NOON + 30), NOON + 30) == NOON
    assert sessions.now(sessions.touch("other", None, NOON + 30), NOON + 30) == NOON + 30


def test_sessions_are_bounded_and_the_least_used_goes_first():
    """The number of sessions is bounded, and a session in use is not evicted."""
    sessions = Sessions(max_sessions=3)
    for name in ("a", "b", "c", "a", "d"):
        sessions.touch(name, None, NOON)

    assert sessions.names == ("c", "a", "d")


def test_a_flood_of_names_leaves_the_default_session_alone():
    """The default session is never evicted."""
    sessions = Sessions(max_sessions=2)
    sessions.scenario_start(sessions.touch(DEFAULT, None, NOON), "run", NOON)
    for number in range(50):
        sessions.touch(f"s{number}", None, NOON + 1)

    assert sessions.scenario_start(sessions.touch(DEFAULT, None, NOON + 2), "run", NOON + 2) == NOON


def test_idle_sessions_are_forgotten():
    """A session that is not used for long is deleted; using it again creates it anew."""
    sessions = Sessions(max_idle_seconds=10)
    sessions.scenario_start(sessions.touch("a", None, NOON), "run", NOON)
    sessions.touch("b", None, NOON + 11)

    assert sessions.names == ("b",)


@pytest.mark.parametrize("text", ["a", "tab-1", "user.7_x~y", "Z" * 80])
def test_plain_names_are_taken_as_they_are(text):
    """Letters, digits and a few marks that need no escaping in URLs."""
    assert parse_session_name(text) == (text, None)


@pytest.mark.parametrize(
    "text",
    ["", "a b", "a/b", "ü", "x" * 81, "a@", "a@yesterday", "a@2026-11-21", "@", "a\n", ".", ".."],
)
def test_other_names_are_refused_with_what_is_allowed(text):
    """A name that is not valid in a URL or a log is refused, not changed.

    Clients remove `.` and `..` from paths: their base URLs would be those of other sessions.
    """
    with pytest.raises(SessionNameError):
        parse_session_name(text)


@given(st.text(max_size=130))
def test_no_text_breaks_the_reading_of_names(text):
    """Any text is a name or a SessionNameError."""
    try:
        name, _ = parse_session_name(text)
    except SessionNameError:
        return

    assert name == text


def test_each_session_counts_the_recorded_answers_that_it_got():
    """A restart, a deletion and another session begin at the first one."""
    sessions = Sessions()
    one, other = (sessions.touch(name, None, 0.0) for name in ("one", DEFAULT))
    for session in (one, one, other):
        sessions.count_played(session, "7")

    assert (sessions.current(one).played, sessions.default.played) == ({"7": 2}, {"7": 1})
    assert sessions.restart(one).played == {}
    sessions.delete(DEFAULT)
    assert sessions.default.played == {}
