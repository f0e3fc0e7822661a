"""Whose request it is: the session that a request belongs to, and what time it is there.

A session is named by the URL prefix `/__session/NAME`, by `?__session=NAME` where no header can be
sent, or by the header `X-Mock-Session`; the first of these that is there counts.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from mock_server.clock import ClockError, VirtualClock, change_clock
from mock_server.http.errors import ToolProblem
from mock_server.http.preferences import (
    CLOCK,
    RESTART,
    SESSION_COMMANDS,
    SESSION_PREFIX,
    SESSION_QUERY,
)
from mock_server.http.problems import Problem, ProblemId
from mock_server.sessions.sessions import (
    DEFAULT,
    Session,
    SessionNameError,
    Sessions,
    parse_session_name,
)


class SessionReference(NamedTuple):
    """What a request says about its session; a tuple, as one is made for each.

    Attributes:
        name: The session's name; empty for the default one.
        fixed_start: The start that the name carries, or None.
        prefix: The URL prefix that named it, for links that stay in the session; else empty.
        path: The raw path without that prefix.
    """

    name: str
    fixed_start: float | None
    prefix: str
    path: bytes


DEFAULT_REFERENCE = SessionReference(DEFAULT, None, "", b"")
"""What a request says that says nothing about a session."""


class SessionContext(NamedTuple):
    """One request of one session; a tuple, as one is made for each.

    Attributes:
        session: The session's choices as they were when the request came.
        prefix: The URL prefix that keeps links in the session, or empty.
        real: When the request came, in real seconds since 1970.
        now: What the session's clock showed then.
        speed: How fast that clock goes; 0 while it is frozen.
    """

    session: Session
    prefix: str
    real: float
    now: float
    speed: float = 1.0

    @property
    def name(self) -> str:
        """The session's name; empty for the default one."""
        return self.session.name


def parse_session_reference(
    path: bytes, query: Sequence[tuple[str, str]], named: Sequence[str] = ()
) -> SessionReference:
    """Return what a request says about its session.

    Args:
        path: The raw path, prefix included.
        query: Decoded names and values.
        named: The values of the session's header.

    Raises:
        ToolProblem: What it says cannot be a session's name.
    """
    if path.startswith(SESSION_PREFIX):
        raw, slash, rest = path.removeprefix(SESSION_PREFIX).partition(b"/")
        # A name needs no escapes, but clients may encode the @ and the colons of a start.
        text = raw.replace(b"%40", b"@").replace(b"%3A", b":").replace(b"%3a", b":")
        name, start = _checked(text.decode("ascii", "backslashreplace"), "the path")
        prefix = f"{SESSION_PREFIX.decode()}{name}"
        return SessionReference(
            name=name, fixed_start=start, prefix=prefix, path=slash + rest or b"/"
        )
    texts = (
        [(value, f"?{SESSION_QUERY}") for key, value in query if key == SESSION_QUERY]
        if query
        else []
    )
    texts += [(value, "X-Mock-Session") for value in named if value]
    if not texts:
        return SessionReference(DEFAULT, None, "", path)
    name, start = _checked(*texts[0])
    return SessionReference(name=name, fixed_start=start, prefix="", path=path)


def open_session(sessions: Sessions, address: SessionReference, real: float) -> SessionContext:
    """Return the visit of a request that came at a real moment."""
    session = sessions.touch(address.name, address.fixed_start, real)
    clock = session.clock or sessions.clock
    return SessionContext(session, address.prefix, real, clock.time_at(real), clock.speed)


def look_in(sessions: Sessions, address: SessionReference, real: float) -> SessionContext:
    """Return a visit that begins no session, and does not count as the use of one."""
    session = sessions.current(Session(name=address.name, fixed_start=address.fixed_start))
    clock = session.clock or sessions.clock
    return SessionContext(session, address.prefix, real, clock.time_at(real), clock.speed)


def apply_session_commands(
    sessions: Sessions, visit: SessionContext, query: Sequence[tuple[str, str]]
) -> SessionContext:
    """Do what a request asks of its session (`__restart`, `__clock`); return the visit after it.

    The default session has no clock of its own: asking there changes the server's clock. Who may
    ask for what is decided elsewhere (`asgi.session_commands`).

    Raises:
        ToolProblem: The clock is asked for what it cannot do.
    """
    wishes = [(key, value) for key, value in query if key in SESSION_COMMANDS]
    if not wishes:
        return visit
    session = visit.session
    for key, value in wishes:
        if key == RESTART:
            session = sessions.restart(session)
            continue
        setting = _changed(session.clock or sessions.clock, value, visit.real)
        if session.name == DEFAULT:
            sessions.clock = setting
        else:
            session = sessions.change(session, clock=setting)
    return visit._replace(
        session=session,
        now=sessions.now(session, visit.real),
        speed=(session.clock or sessions.clock).speed,
    )


def _changed(setting: VirtualClock, text: str, real: float) -> VirtualClock:
    try:
        # In a query a plus sign is a space, and nothing else begins with one.
        return change_clock(setting, f"+{text[1:]}" if text.startswith(" ") else text, real)
    except ClockError as error:
        raise ToolProblem(
            Problem(
                id=ProblemId.INVALID_CLOCK,
                status=422,
                detail=f"{error}.",
                asked_by=f"?{CLOCK}={text[:80]}",
                advice="say freeze, run, real, +30s, x10 or a time",
            )
        ) from error


def session_sleep(session: SessionContext) -> Callable[[float], Awaitable[None]]:
    """Return what waits on the session's clock; while that is frozen, real time counts."""

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / (session.speed or 1.0))

    return sleep


def _checked(text: str, place: str) -> tuple[str, float | None]:
    try:
        return parse_session_name(text)
    except SessionNameError as error:
        raise ToolProblem(
            Problem(
                id=ProblemId.INVALID_SESSION,
                status=422,
                detail=f"{error}.",
                asked_by=place,
                advice="choose another name for the session",
            )
        ) from error
