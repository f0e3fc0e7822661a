"""The session that a request belongs to, and the time in it.

A session is named by the URL prefix `/__session/NAME`, by `?__session=NAME`, or by the header
`X-Mock-Session`; the first of these that is present is used.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from mock_server.clock import ClockError, VirtualClock, change_clock
from mock_server.http.preferences import (
    CLOCK,
    RESTART,
    SESSION_COMMANDS,
    SESSION_PREFIX,
    SESSION_QUERY,
)
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.sessions.sessions import (
    DEFAULT,
    Session,
    SessionNameError,
    Sessions,
    parse_session_name,
)


class SessionReference(NamedTuple):
    """How a request names its session; a tuple, since one is made for each request."""

    name: str  # the session's name; empty for the default one
    fixed_start: float | None  # the start time in the name, or None
    prefix: str  # the URL prefix that named it, for links that stay in the session; else empty
    path: bytes  # the raw path without that prefix


DEFAULT_REFERENCE = SessionReference(DEFAULT, None, "", b"")  # of a request without a session


class SessionContext(NamedTuple):
    """The session and the time of one request; a tuple, since one is made for each request."""

    session: Session  # the session's settings at the time of the request
    prefix: str  # the URL prefix that keeps links in the session, or empty
    real: float  # real time of the request, in seconds since 1970
    now: float  # the session's time of the request, in seconds since 1970
    speed: float = 1.0  # seconds on the session's clock per real second; 0 while it is frozen

    @property
    def name(self) -> str:
        """The session's name; empty for the default one."""
        return self.session.name


def parse_session_reference(
    path: bytes, query: Sequence[tuple[str, str]], named: Sequence[str] = ()
) -> SessionReference:
    """Return how a request names its session.

    `named` has the values of `X-Mock-Session`.

    Raises:
        ToolProblem: The name is not valid.
    """
    if path.startswith(SESSION_PREFIX):
        raw, slash, rest = path.removeprefix(SESSION_PREFIX).partition(b"/")
        # A name needs no escapes, but clients may encode the @ and the colons of a start time.
        raw = raw.replace(b"%40", b"@").replace(b"%3A", b":").replace(b"%3a", b":")
        text = raw.decode("ascii", "backslashreplace")
        name, start = read_session_name(text, asked_by="the path")
        prefix = f"{SESSION_PREFIX.decode()}{name}"
        return SessionReference(
            name=name, fixed_start=start, prefix=prefix, path=slash + rest or b"/"
        )
    texts = [(value, f"?{SESSION_QUERY}") for key, value in query if key == SESSION_QUERY]
    texts += [(value, "X-Mock-Session") for value in named if value]
    if not texts:
        return SessionReference(DEFAULT, None, "", path)
    text, asked_by = texts[0]
    name, start = read_session_name(text, asked_by=asked_by)
    return SessionReference(name=name, fixed_start=start, prefix="", path=path)


def open_session(sessions: Sessions, reference: SessionReference, real: float) -> SessionContext:
    """Return the session of a request, and mark it as used; a new one is not created yet."""
    session = sessions.arrive(reference.name, reference.fixed_start, real)
    return _session_context(sessions, session, reference.prefix, real)


def peek_session(sessions: Sessions, reference: SessionReference, real: float) -> SessionContext:
    """Return the session of a request without creating it or marking it as used."""
    session = sessions.current(Session(name=reference.name, fixed_start=reference.fixed_start))
    return _session_context(sessions, session, reference.prefix, real)


def _session_context(
    sessions: Sessions, session: Session, prefix: str, real: float
) -> SessionContext:
    clock = session.clock or sessions.clock
    return SessionContext(session, prefix, real, clock.time_at(real), clock.speed)


def apply_session_commands(
    sessions: Sessions, context: SessionContext, query: Sequence[tuple[str, str]]
) -> SessionContext:
    """Execute `__restart` and `__clock` of a query; return the session after them.

    The default session has no own clock: there, `__clock` changes the server's clock. Whether the
    client may do that is decided elsewhere (`asgi.session_commands`).

    Raises:
        ToolProblem: The clock command is not valid.
    """
    commands = [(key, value) for key, value in query if key in SESSION_COMMANDS]
    if not commands:
        return context
    session = context.session
    for key, value in commands:
        if key == RESTART:
            session = sessions.restart(session)
            continue
        clock = _change_clock(session.clock or sessions.clock, value, context.real)
        if session.name == DEFAULT:
            sessions.clock = clock
        else:
            session = sessions.change(session, clock=clock)
    return _session_context(sessions, session, context.prefix, context.real)


def _change_clock(clock: VirtualClock, text: str, real: float) -> VirtualClock:
    try:
        # In a query a plus sign is decoded to a space, and no other command begins with one.
        return change_clock(clock, f"+{text[1:]}" if text.startswith(" ") else text, real)
    except ClockError as error:
        raise ToolProblem(
            422,
            ProblemId.INVALID_CLOCK,
            f"{error}.",
            asked_by=f"?{CLOCK}={text[:80]}",
            advice="use freeze, run, real, +30s, x10 or a time",
        ) from error


def session_sleep(session: SessionContext) -> Callable[[float], Awaitable[None]]:
    """Return a sleep function on the session's clock; on a frozen clock, it is in real time."""

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / (session.speed or 1.0))

    return sleep


def read_session_name(
    text: str, *, status: int = 422, asked_by: str = ""
) -> tuple[str, float | None]:
    """Return a session's name and the start time in it, or None.

    Raises:
        ToolProblem: The name is not valid: a problem with the status, for what has asked by it.
    """
    try:
        return parse_session_name(text)
    except SessionNameError as error:
        raise ToolProblem(
            status,
            ProblemId.INVALID_SESSION,
            f"{error}.",
            asked_by=asked_by,
            advice="choose another name for the session",
        ) from error
