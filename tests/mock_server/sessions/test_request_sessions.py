"""Promises about whose request it is, and when."""

import pytest

from mock_server.http.problems import ToolProblem
from mock_server.sessions.request_sessions import (
    apply_session_commands,
    open_session,
    parse_session_reference,
)
from mock_server.sessions.sessions import Sessions
from tests.acceptance.cases import cases
from tests.mock_server.manual_time import ManualTime

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z


@cases(
    "path, query, headers, name, rest",
    {
        "default": (b"/a", (), (), "", b"/a"),
        "prefix": (b"/__session/t/a/b", (), (), "t", b"/a/b"),
        "prefix-alone": (b"/__session/t", (), (), "t", b"/"),
        "prefix-slash": (b"/__session/t/", (), (), "t", b"/"),
        "query": (b"/a", (("__session", "t"),), (), "t", b"/a"),
        "header": (b"/a", (), (("x-mock-session", "t"),), "t", b"/a"),
        "empty-header": (b"/a", (), (("x-mock-session", ""),), "", b"/a"),
        "prefix-wins": (b"/__session/t/a", (("__session", "u"),), (), "t", b"/a"),
        "query-wins": (b"/a", (("__session", "t"),), (("x-mock-session", "u"),), "t", b"/a"),
        "encoded-start": (
            b"/__session/t%402026-11-21T12%3A00%3a00Z/a",
            (),
            (),
            "t@2026-11-21T12:00:00Z",
            b"/a",
        ),
    },
)
def test_session_is_named_by_prefix_query_or_header(path, query, headers, name, rest):
    """The first of the three counts, and the prefix is removed from the path."""
    address = parse_session_reference(path, query, [value for _, value in headers])

    assert (address.name, address.path) == (name, rest)


@pytest.mark.parametrize("path", [b"/__session//a", b"/__session/%00/a", b"/__session/\xff/a"])
def test_prefix_that_names_nothing_is_a_problem(path):
    """An invalid name is a problem, with what is allowed."""
    with pytest.raises(ToolProblem) as caught:
        parse_session_reference(path, (), ())

    assert caught.value.id == "invalid-session"


def default_session(sessions, ticker):
    """Return the context of the default session."""
    return open_session(sessions, parse_session_reference(b"/", (), ()), ticker())


def test_clock_command_in_the_default_session_moves_the_server_clock():
    """All sessions without a clock of their own follow the server's."""
    sessions, ticker = Sessions(), ManualTime(NOON)
    apply_session_commands(sessions, default_session(sessions, ticker), [("__clock", "+30s")])
    other = open_session(sessions, parse_session_reference(b"/__session/t/", (), ()), ticker())

    assert other.now == NOON + 30


def test_plus_sign_survives_the_query():
    """A plus that was sent unescaped arrives as a space and still means a step ahead."""
    sessions, ticker = Sessions(), ManualTime(NOON)
    context = apply_session_commands(
        sessions, default_session(sessions, ticker), [("__clock", " 30s")]
    )

    assert context.now == NOON + 30


def test_commands_are_done_in_their_order():
    """Freeze, then advance: the clock is thirty seconds ahead."""
    sessions, ticker = Sessions(), ManualTime(NOON)
    commands = [("__clock", "freeze"), ("__clock", "+30s")]
    context = apply_session_commands(sessions, default_session(sessions, ticker), commands)
    ticker.advance(100)

    assert (context.now, context.speed) == (NOON + 30, 0.0)
    assert default_session(sessions, ticker).now == NOON + 30
