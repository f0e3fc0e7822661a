"""Sessions: each client's own settings, so that parallel tests and tabs do not disturb each other.

A session is created by the first request with its name that is not refused. Its settings are one
small frozen value, which is replaced whole; jobs are computed, so beside the records of clients no
other state is kept. Sessions are bounded in number and in idle time; the least recently used one is
evicted first.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from mock_server.clock import REAL, ClockError, VirtualClock, parse_time
from mock_server.sessions.records import NO_RECORDS, Records
from openapi.values import dataclass

if TYPE_CHECKING:
    from mock_server.faults.model.activation import ActiveFault

MAX_SESSIONS = 10_000
MAX_IDLE_SECONDS = 24 * 3600.0
MAX_NAME = 120

MAX_RECORD_BYTES = 64 * 1024 * 1024
"""Bytes of the records of all sessions; those of the least recently used one are dropped first."""

MAX_ARMED = 16  # faults that may be armed in one session; the oldest are disarmed for new ones
DISARM = "none"  # the preference that disarms all faults of a session
DEFAULT = ""  # name of the default session, of clients that name none

_NAME = re.compile(r"[A-Za-z0-9._~-]{1,80}(@[0-9TtZz:.+-]{1,40})?")
# Clients remove these from a URL before they send it (RFC 3986, 5.2.4): `/__session/../a` is `/a`.
_DOT_SEGMENTS = frozenset({".", ".."})


class SessionNameError(ValueError):
    """A text is not a valid session name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One client's settings."""

    name: str  # empty for the default session
    fixed_start: float | None = None  # the start time in the name, or None
    scenario_starts: Mapping[str, float] = field(default_factory=dict)  # on its own clock, by name
    scenarios: Mapping[str, str] = field(default_factory=dict)  # by API and id (`api operation`)
    clock: VirtualClock | None = None  # its own clock, or None while it follows the server's
    faults: tuple["ActiveFault", ...] = ()
    requested_faults: tuple[str, ...] = ()  # the texts of these; sent again, they do nothing
    played: Mapping[str, int] = field(default_factory=dict)  # answers by sequence of a recording
    is_stateful: bool | None = None  # whether it answers from records; None as the settings
    records: Records = NO_RECORDS  # what its clients have created, changed and deleted
    used_at: float = 0.0  # real time of the last use, in seconds since 1970


def parse_session_name(text: str) -> tuple[str, float | None]:
    """Return a session's name and the start time in it (`NAME@2026-11-21T20:00:00Z`) or None.

    Raises:
        SessionNameError: The text is not a valid name.
    """
    if not _NAME.fullmatch(text) or len(text) > MAX_NAME or text in _DOT_SEGMENTS:
        message = (
            f"{text[:40]!r} is not a session name; allowed are 1 to 80 letters, digits, '.', '_', "
            "'~' and '-' (not '.' or '..' alone), and after an '@' a start time such as "
            "2026-11-21T20:00:00Z"
        )
        raise SessionNameError(message)
    name, _, start = text.partition("@")
    if not start:
        return name, None
    try:
        return text, parse_time(start)
    except ClockError as error:
        message = f"session {name!r} has no valid start time after its '@': {error}"
        raise SessionNameError(message) from error


class Sessions:
    """The sessions in use, the server's clock and the server's faults: all mutable state.

    Attributes:
        faults: The faults that are active in all sessions.
        is_shared: Whether other replicas have the same sessions (`replication`).
        on_reset: Called when another replica has reset a session, or all (None).
    """

    is_shared = False

    def __init__(
        self,
        *,
        clock: VirtualClock = REAL,
        max_sessions: int = MAX_SESSIONS,
        max_idle_seconds: float = MAX_IDLE_SECONDS,
    ) -> None:
        """Begin without sessions; `clock` is the server's clock."""
        self.clock = clock
        self.faults: tuple[ActiveFault, ...] = ()
        self.on_reset: Callable[[str | None], None] = lambda _: None
        self._max_sessions = max_sessions
        self._max_idle_seconds = max_idle_seconds
        # The default session is kept apart, so that many names cannot evict it.
        self.default = Session(name=DEFAULT)
        self._named: OrderedDict[str, Session] = OrderedDict()
        self._record_bytes = 0

    def __len__(self) -> int:
        return len(self._named)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sessions, the least recently used first."""
        return tuple(self._named)

    def touch(self, name: str, fixed_start: float | None, real: float) -> Session:
        """Return the session called `name`, created if it is new, and mark it as used."""
        self._expire(real)
        if name == DEFAULT:
            return self.default
        session = self._named.get(name) or Session(name=name, fixed_start=fixed_start)
        session = replace(session, used_at=real)
        self.store(session)
        return session

    def arrive(self, name: str, fixed_start: float | None, real: float) -> Session:
        """Return the session of a request that has come; a new one is not created yet."""
        if name == DEFAULT or self.known(name) is not None:
            return self.touch(name, fixed_start, real)
        return Session(name=name, fixed_start=fixed_start, used_at=real)

    def create(self, session: Session) -> None:
        """Create the session of a request that is not refused, unless it exists."""
        if self.known(session.name) is None:
            self.store(session)

    def known(self, name: str) -> Session | None:
        """Return a session; None if there is none with this name."""
        return self.default if name == DEFAULT else self._named.get(name)

    def store(self, session: Session) -> None:
        """Replace a session's settings."""
        if session.name == DEFAULT:
            self.default = session
            return
        before = self._named.get(session.name)
        if before is None or before.records is not session.records:
            self._record_bytes += session.records.size - (before.records.size if before else 0)
        self._named[session.name] = session
        self._named.move_to_end(session.name)
        while len(self._named) > self._max_sessions:
            self._forget(next(iter(self._named)))
        if self._record_bytes > MAX_RECORD_BYTES:
            self._drop_records()

    def change(self, session: Session, **changes: Any) -> Session:  # noqa: ANN401 - any field
        """Change some of a session's settings; other changes made in the meantime are kept."""
        return self.progress(session, **changes)

    def progress(self, session: Session, **changes: Any) -> Session:  # noqa: ANN401 - any field
        """Change what answering itself changes: starts, places, how often a fault still fires.

        No client has chosen it, so it is never refused (`replication.replicated_sessions`).
        """
        changed = replace(self.current(session), **changes)
        self.store(changed)
        return changed

    def progress_faults(self, faults: tuple["ActiveFault", ...]) -> None:
        """Replace the faults of all sessions by those that are left after an answer."""
        self.faults = faults

    def begin_with(self, faults: tuple["ActiveFault", ...]) -> None:
        """Arm the faults of the start-up for all sessions."""
        self.faults = faults

    def current(self, session: Session) -> Session:
        """Return the current settings of a session."""
        if session.name == DEFAULT:
            return self.default
        return self._named.get(session.name, session)

    def delete(self, name: str, *, is_reset: bool = False) -> None:  # noqa: ARG002 - see below
        """Delete a session; the default one is reset.

        With `is_reset`, its journal is cleared too, which other replicas have to do as well.
        """
        if name == DEFAULT:
            self.default = Session(name=DEFAULT)
        else:
            self._forget(name)

    def drop_all(self) -> None:
        """Delete every session and reset the default one."""
        self.default = Session(name=DEFAULT)
        self._named.clear()
        self._record_bytes = 0

    def now(self, session: Session, real: float) -> float:
        """Return the session's time at a real time."""
        return (session.clock or self.clock).time_at(real)

    def scenario_start(self, session: Session, scenario: str, now: float) -> float:
        """Return when a scenario began in a session, which is when it is first used there."""
        if session.fixed_start is not None:
            return session.fixed_start
        starts = self.current(session).scenario_starts
        if scenario not in starts:
            self.progress(session, scenario_starts={**starts, scenario: now})
            return now
        return starts[scenario]

    def count_played(self, session: Session, sequence: str) -> None:
        """Count one more answer of a sequence of a recording."""
        played = self.current(session).played
        self.progress(session, played={**played, sequence: played.get(sequence, 0) + 1})

    def restart(self, session: Session) -> Session:
        """Restart every scenario of a session at its next use, and every recorded sequence.

        Its records are the first ones.
        """
        return self.change(session, scenario_starts={}, records=NO_RECORDS, played={})

    def _expire(self, real: float) -> None:
        while self._named:
            oldest = next(iter(self._named.values()))
            if real - oldest.used_at <= self._max_idle_seconds:
                return
            self._forget(oldest.name)

    def _forget(self, name: str) -> None:
        session = self._named.pop(name, None)
        if session is not None:
            self._record_bytes -= session.records.size

    def _drop_records(self) -> None:
        """Drop the records of the sessions that were used least recently, until few are left."""
        for name, session in self._named.items():
            if self._record_bytes <= MAX_RECORD_BYTES:
                return
            if session.records.size:
                self._record_bytes -= session.records.size
                self._named[name] = replace(session, records=NO_RECORDS)
