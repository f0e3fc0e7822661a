"""The controls of a running mock: what can be looked at and changed, by HTTP or in process.

Both the admin API and `MockServer` turn these, so that they cannot differ. Everything here runs in
the server's own thread and returns at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mock_server.admin.state import ServerState
from mock_server.answers.fault_injector import MAX_ARMED, FaultInjector
from mock_server.clock import (
    REAL,
    ClockError,
    TimeSource,
    VirtualClock,
    parse_advance,
    parse_time,
)
from mock_server.faults.catalogue import Catalogue
from mock_server.faults.model.activation import ActiveFault
from mock_server.faults.model.fault import FaultError
from mock_server.http.errors import ToolProblem
from mock_server.http.problems import Problem, ProblemId
from mock_server.journal.criteria import Criteria
from mock_server.journal.journal import Entry
from mock_server.journal.verification import Expectations, Result, verify
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import Library
from mock_server.scenarios.model.scenario import Scenario
from mock_server.sessions.sessions import DEFAULT, Session, SessionNameError, parse_session_name
from openapi.contract import Contract
from openapi.errors import did_you_mean
from openapi.json.types import JSON
from openapi.routing import Router


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """What is to become of a clock, in this order; what is None stays as it is.

    Attributes:
        is_real: Whether it goes back to real time first.
        time: An RFC 3339 time that it is set to.
        advance: Seconds, or a duration such as `30s`, that it goes forward.
        speed: Seconds that pass in the mock per real second.
        is_frozen: Whether it stands still.
    """

    is_real: bool = False
    time: str | None = None
    advance: str | float | None = None
    speed: float | None = None
    is_frozen: bool | None = None

    def apply_to(self, clock: VirtualClock, real: float) -> VirtualClock:
        """Return a clock as the change leaves it.

        Raises:
            ClockError: The time or the duration is not one.
        """
        if self.is_real:
            clock = REAL
        if self.time is not None:
            clock = clock.set_to(real, parse_time(self.time))
        if self.advance is not None:
            text = self.advance
            seconds = parse_advance(text) if isinstance(text, str) else float(text)
            clock = clock.advanced(real, seconds)
        if self.speed is not None:
            clock = clock.at_speed(real, self.speed)
        if self.is_frozen is not None:
            clock = clock.frozen(real) if self.is_frozen else clock.resumed(real)
        return clock


@dataclass(frozen=True, slots=True, kw_only=True)
class MockControl:
    """Everything that can be asked of a running mock.

    Where a session is named, an empty name is the default session, and None is everybody.

    Attributes:
        contracts: What is served.
        memory: What is remembered.
        library: Gives the scenarios at hand.
        catalogue: Gives the faults at hand.
        faults: Fires them, and remembers what has fired.
        ticker: Real time.
        startup_scenarios: What is played for clients that ask for nothing.
        started_faults: What was armed for everybody at the start.
    """

    contracts: tuple[Contract, ...]
    memory: ServerState
    library: Callable[[], Library]
    catalogue: Callable[[], Catalogue]
    faults: FaultInjector
    ticker: TimeSource
    startup_scenarios: tuple[Scenario, ...] = ()
    started_faults: tuple[ActiveFault, ...] = ()

    @property
    def router(self) -> Router:
        """Knows where paths lead."""
        return Router(self.contracts)

    def entries(self, criteria: Criteria | None = None) -> tuple[Entry, ...]:
        """Return the journal's entries that are meant, the oldest first."""
        entries = self.memory.journal.entries()
        return entries if criteria is None else criteria.filter(entries)

    def verify(self, expectations: Expectations) -> tuple[Result, ...]:
        """Judge the journal."""
        journal = self.memory.journal
        return verify(expectations, journal.entries(), self.router, dropped=journal.dropped)

    def coverage(self, session: str | None = None) -> dict[str, JSON]:
        """Return what one client, or all, have met of what is documented."""
        scenarios = [
            (scenario.api, scenario.operation.id, scenario.name) for scenario in self.library()
        ]
        return self.memory.coverage.report(self.contracts, scenarios, session)

    def session(self, name: str) -> Session:
        """Return a session as it is, without beginning it."""
        return self.memory.sessions.current(Session(name=name))

    def ensure_session(self, name: str) -> Session:
        """Return a session, begun if there is none with this name.

        Raises:
            ToolProblem: This cannot be a session's name.
        """
        name, start = _parse_session_name(name)
        return self.memory.sessions.touch(name, start, self.ticker())

    def reset(self, session: str | None = None) -> None:
        """Forget what a session, or everybody, has chosen, asked and met."""
        memory, sessions = self.memory, self.memory.sessions
        memory.journal.clear(session)
        memory.coverage.clear(session)
        self.faults.forget(session)
        if session is None:
            sessions.drop_all()
            sessions.faults = self.started_faults
            sessions.clock = memory.clock
        else:
            sessions.delete(session)

    def restart(self, session: str) -> None:
        """Let every scenario of a session begin anew."""
        self.memory.sessions.restart(self.ensure_session(session))

    def selected_scenarios(self, session: str = DEFAULT) -> dict[tuple[str, str], str]:
        """Return the name of the scenario that a session plays, by API and operation."""
        chosen = {(each.api, each.operation.id): each.name for each in self.startup_scenarios}
        for key, name in self.session(session).scenarios.items():
            api, _, operation = key.partition(" ")
            chosen[api, operation] = name
        return chosen

    def select_scenario(self, name: str, session: str = DEFAULT) -> tuple[Scenario, ...]:
        """Choose a scenario, by `name` for each API that has it or by `api/name`.

        Raises:
            ToolProblem: There is none.
        """
        library = self.library()
        try:
            found = library.find_all(name)
        except ScenarioError as error:
            raise ToolProblem(_unknown_scenario(name, library)) from error
        chosen = self.ensure_session(session)
        names = {f"{each.api} {each.operation.id}": each.name for each in found}
        self.memory.sessions.change(chosen, scenarios={**chosen.scenarios, **names})
        return found

    def clear_scenarios(self, session: str = DEFAULT) -> None:
        """Forget a session's choice of scenarios."""
        self.memory.sessions.change(self.ensure_session(session), scenarios={}, scenario_starts={})

    def clock(self, session: str = DEFAULT) -> VirtualClock:
        """Return a session's clock; that of the default session is the server's."""
        return self.session(session).clock or self.memory.sessions.clock

    def change_clock(self, change: ClockChange, session: str = DEFAULT) -> VirtualClock:
        """Change a session's clock, or the server's.

        Raises:
            ToolProblem: The change does not say a time or a duration.
        """
        try:
            clock = change.apply_to(self.clock(session), self.ticker())
        except ClockError as error:
            raise ToolProblem(
                Problem(
                    id=ProblemId.INVALID_CLOCK,
                    status=400,
                    detail=f"{error}.",
                    advice="say time, advance, speed or frozen",
                )
            ) from error
        if session == DEFAULT:
            self.memory.sessions.clock = clock
        else:
            self.memory.sessions.change(self.ensure_session(session), clock=clock)
        return clock

    def armed(self, session: str | None = None) -> tuple[ActiveFault, ...]:
        """Return the faults that are armed for a session, or for everybody."""
        return self.memory.sessions.faults if session is None else self.session(session).faults

    def arm(self, text: str, session: str | None = None) -> ActiveFault:
        """Arm a fault for a session, or for everybody.

        Raises:
            ToolProblem: The text names no fault, or a setting that cannot be.
        """
        sessions = self.memory.sessions
        owner = self.ensure_session(session or DEFAULT)
        try:
            armed = self.catalogue().arm(text, now=sessions.now(owner, self.ticker()))
        except FaultError as error:
            raise ToolProblem(_unknown_fault(error)) from error
        if session is None:
            sessions.faults = (*sessions.faults, armed)[-MAX_ARMED:]
        else:
            sessions.change(owner, faults=(*owner.faults, armed)[-MAX_ARMED:])
        return armed

    def disarm(self, fault: str | None = None, session: str | None = None) -> int:
        """Disarm one fault, or all, of a session or of everybody; return how many they were."""
        armed = self.armed(session)
        kept = tuple(each for each in armed if fault not in (None, each.fault))
        if session is None:
            self.memory.sessions.faults = kept
        else:
            self.memory.sessions.change(
                self.ensure_session(session), faults=kept, requested_faults=()
            )
        return len(armed) - len(kept)


def _parse_session_name(name: str) -> tuple[str, float | None]:
    if name == DEFAULT:
        return DEFAULT, None
    try:
        return parse_session_name(name)
    except SessionNameError as error:
        raise ToolProblem(
            Problem(
                id=ProblemId.INVALID_SESSION,
                status=400,
                detail=f"{error}.",
                advice="choose another name for the session",
            )
        ) from error


def _unknown_scenario(name: str, library: Library) -> Problem:
    names: Sequence[str] = [f"{scenario.api}/{scenario.name}" for scenario in library]
    near = did_you_mean(name, [*names, *(each.partition("/")[2] for each in names)])
    return Problem(
        id=ProblemId.UNKNOWN_SCENARIO,
        status=404,
        detail=f"There is no scenario {name[:80]!r}{near}",
        asked_for=name[:200],
        available=tuple(names),
        advice="list them with: GET /__admin/scenarios",
    )


def _unknown_fault(error: FaultError) -> Problem:
    allowed = f"; allowed is {error.allowed}" if error.allowed else ""
    return Problem(
        id=ProblemId.UNKNOWN_FAULT,
        status=404 if error.available else 400,
        detail=f"{error.what[:1].upper()}{error.what[1:]}{allowed}",
        asked_for=error.found,
        available=error.available,
        advice="list them with: GET /__admin/faults",
    )
