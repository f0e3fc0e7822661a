"""The controls of a running mock: what the admin API and `MockServer` read and change.

All calls run in the server's own thread, and return without awaiting.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from mock_server.admin.state import ServerState
from mock_server.clock import REAL, ClockError, TimeSource, VirtualClock, parse_advance, parse_time
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.scenarios.errors import ScenarioError
from mock_server.sessions.request_sessions import read_session_name
from mock_server.sessions.sessions import DEFAULT, MAX_ARMED, Session
from openapi.contract import Contract
from openapi.errors import did_you_mean
from openapi.json.types import JSON
from openapi.routing import Router
from openapi.values import dataclass

if TYPE_CHECKING:
    from mock_server.admin.contract_view.documents import Derivation
    from mock_server.answers.fault_injector import FaultInjector
    from mock_server.answers.stateful.collections import Resources
    from mock_server.faults.fault_catalogue import Catalogue
    from mock_server.faults.model.activation import ActiveFault
    from mock_server.faults.model.fault import FaultError
    from mock_server.journal.criteria import Criteria
    from mock_server.journal.entries.entry import Entry
    from mock_server.journal.verification import Expectations, Result
    from mock_server.scenarios.library import Library
    from mock_server.scenarios.model.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """Changes of a clock, applied in this order; None changes nothing."""

    is_real: bool = False  # whether to return to real time first
    time: str | None = None  # the RFC 3339 time to set
    advance: str | float | None = None  # seconds, or a duration such as `30s`, to add
    speed: float | None = None  # seconds that pass in the mock per real second
    is_frozen: bool | None = None  # whether to freeze the clock or to let it run

    def apply_to(self, clock: VirtualClock, real: float) -> VirtualClock:
        """Return a clock with the changes applied.

        Raises:
            ClockError: The time or the duration is not valid.
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
    """Reads and changes the state of a running mock.

    A session's empty name means the default session, and None means all sessions.
    """

    contracts: tuple[Contract, ...]
    state: ServerState
    library: Callable[[], "Library"]  # returns the scenarios
    catalogue: Callable[[], "Catalogue"]  # returns the faults
    faults: Callable[[], "FaultInjector"]  # returns what fires faults, and counts them
    # Returns the resources that stateful sessions have records of.
    resources: Callable[[], "Resources"]
    ticker: TimeSource
    startup_scenarios: tuple["Scenario", ...] = ()  # the scenarios of sessions that select none
    startup_faults: tuple["ActiveFault", ...] = ()  # armed for all sessions at the start
    # Returns which answers get a value from their schema, by API.
    derivations: Callable[[], Mapping[str, "Derivation"]] = dict
    seed: int = 0  # the seed of generated values
    shown_token: str = ""  # the token in requests to copy; empty if requests need none
    is_stateful: bool = False  # whether sessions that do not say so are stateful

    @property
    def router(self) -> Router:
        """Finds the operations of paths."""
        return Router(self.contracts)

    def entries(self, criteria: "Criteria | None" = None) -> tuple["Entry", ...]:
        """Return the journal's entries that match, the oldest first."""
        journal = self.state.journal
        if criteria is None:
            return self._in_order(journal.entries())
        return self._in_order(criteria.filter(journal.entries(since=criteria.since or 0)))

    def verify(self, expectations: "Expectations") -> tuple["Result", ...]:
        """Verify the requests in the journal."""
        # Imported when it is needed: clients must not wait for it.
        from mock_server.journal.verification import verify  # noqa: PLC0415

        journal = self.state.journal
        entries = self._in_order(journal.entries())
        missing = f"the journal has dropped {journal.dropped} entries" if journal.dropped else ""
        if trouble := self.state.trouble:
            missing = f"requests to other replicas may be missing: {trouble}"
        return verify(expectations, entries, self.router, missing=missing)

    def _in_order(self, entries: tuple["Entry", ...]) -> tuple["Entry", ...]:
        """Return entries in the order in which they ended.

        Numbers of several processes are in the order in which these have published them.
        """
        if self.state.shared is None:
            return entries
        return tuple(sorted(entries, key=lambda entry: entry.real + entry.seconds))

    def coverage(self, session: str | None = None) -> dict[str, JSON]:
        """Return which documented items one session, or all, have received."""
        scenarios = [
            (scenario.api, scenario.operation.id, scenario.name) for scenario in self.library()
        ]
        return self.state.coverage.report(self.contracts, scenarios, session)

    def session(self, name: str) -> Session:
        """Return a session without creating it."""
        return self.state.sessions.current(Session(name=name))

    def ensure_session(self, name: str) -> Session:
        """Return a session, created if there is none with this name.

        Raises:
            ToolProblem: The name is not valid.
        """
        name, start = (DEFAULT, None) if name == DEFAULT else read_session_name(name, status=400)
        return self.state.sessions.touch(name, start, self.ticker())

    def reset(self, session: str | None = None) -> None:
        """Delete the settings, journal entries and coverage of one session, or of all."""
        state, sessions = self.state, self.state.sessions
        state.journal.clear(session)
        state.coverage.clear(session)
        self.faults().forget(session)
        if session is None:
            sessions.drop_all()
            sessions.faults = self.startup_faults
            sessions.clock = state.clock
        else:
            sessions.delete(session, is_reset=True)

    def restart(self, session: str) -> None:
        """Restart every scenario of a session."""
        self.state.sessions.restart(self.ensure_session(session))

    def selected_scenarios(self, session: str = DEFAULT) -> dict[tuple[str, str], str]:
        """Return the name of the scenario that a session plays, by API and operation."""
        selected = {(each.api, each.operation.id): each.name for each in self.startup_scenarios}
        for key, name in self.session(session).scenarios.items():
            api, _, operation = key.partition(" ")
            selected[api, operation] = name
        return selected

    def select_scenario(self, name: str, session: str = DEFAULT) -> tuple["Scenario", ...]:
        """Select a scenario, by `name` for each API that has it or by `api/name`.

        Raises:
            ToolProblem: There is no such scenario.
        """
        library = self.library()
        try:
            found = library.find_all(name)
        except ScenarioError as error:
            raise _unknown_scenario(name, library) from error
        owner = self.ensure_session(session)
        names = {f"{each.api} {each.operation.id}": each.name for each in found}
        self.state.sessions.change(owner, scenarios={**owner.scenarios, **names})
        return found

    def find_scenario(self, name: str) -> "Scenario":
        """Return the scenario `api/name`, or the first one that is called `name`.

        Raises:
            ToolProblem: There is no such scenario.
        """
        library = self.library()
        try:
            return library.find_all(name)[0]
        except ScenarioError as error:
            raise _unknown_scenario(name, library) from error

    def scenario_began(self, scenario: "Scenario", session: str = DEFAULT) -> float | None:
        """Return when a scenario began in a session, in seconds since 1970; None before that."""
        found = self.session(session)
        if found.fixed_start is not None:
            return found.fixed_start
        return found.scenario_starts.get(f"{scenario.api}/{scenario.name}")

    def move_to(self, scenario: "Scenario", seconds: float, session: str = DEFAULT) -> None:
        """Set a session's clock to a moment of its scenario run; it runs on or stays frozen.

        A scenario that has not begun yet begins now, on the session's clock.
        """
        owner, real = self.ensure_session(session), self.ticker()
        sessions = self.state.sessions
        began = sessions.scenario_start(
            owner, f"{scenario.api}/{scenario.name}", sessions.now(owner, real)
        )
        moved = self.clock(session).set_to(real, began + seconds)
        if session == DEFAULT:
            sessions.clock = moved
        else:
            sessions.change(owner, clock=moved)

    def clear_scenarios(self, session: str = DEFAULT) -> None:
        """Return a session to the scenarios of the start-up."""
        self.state.sessions.change(self.ensure_session(session), scenarios={}, scenario_starts={})

    def set_stateful(self, wanted: bool, session: str = DEFAULT) -> None:  # noqa: FBT001 - a value
        """Have a session answer from its records, or as documented."""
        self.state.sessions.change(self.ensure_session(session), is_stateful=wanted)

    def wants_records(self, session: Session) -> bool:
        """Whether a session answers from its records."""
        return self.is_stateful if session.is_stateful is None else session.is_stateful

    def clock(self, session: str = DEFAULT) -> VirtualClock:
        """Return a session's clock; that of the default session is the server's."""
        return self.session(session).clock or self.state.sessions.clock

    def change_clock(self, change: ClockChange, session: str = DEFAULT) -> VirtualClock:
        """Change a session's clock, or the server's.

        Raises:
            ToolProblem: The time or the duration is not valid.
        """
        try:
            clock = change.apply_to(self.clock(session), self.ticker())
        except ClockError as error:
            raise ToolProblem(
                400, ProblemId.INVALID_CLOCK, f"{error}.", advice="correct time or advance"
            ) from error
        if session == DEFAULT:
            self.state.sessions.clock = clock
        else:
            self.state.sessions.change(self.ensure_session(session), clock=clock)
        return clock

    def armed(self, session: str | None = None) -> tuple["ActiveFault", ...]:
        """Return the faults that are armed for one session, or for all sessions."""
        return self.state.sessions.faults if session is None else self.session(session).faults

    def arm(self, text: str, session: str | None = None) -> "ActiveFault":
        """Arm a fault for one session, or for all sessions.

        Raises:
            ToolProblem: The fault does not exist, or a setting is not valid.
        """
        # Imported when it is needed: most mocks have answered before anyone wants a fault.
        from mock_server.faults.model.fault import FaultError  # noqa: PLC0415

        sessions = self.state.sessions
        owner = self.ensure_session(session or DEFAULT)
        try:
            armed = self.catalogue().arm(text, now=sessions.now(owner, self.ticker()))
        except FaultError as error:
            raise _unknown_fault(error) from error
        if session is None:
            sessions.faults = (*sessions.faults, armed)[-MAX_ARMED:]
        else:
            sessions.change(owner, faults=(*owner.faults, armed)[-MAX_ARMED:])
        return armed

    def disarm(self, fault: str | None = None, session: str | None = None) -> int:
        """Disarm one fault, or all, of one session or for all sessions; return how many."""
        armed = self.armed(session)
        kept = tuple(each for each in armed if fault not in (None, each.fault))
        if session is None:
            self.state.sessions.faults = kept
        else:
            self.state.sessions.change(
                self.ensure_session(session), faults=kept, requested_faults=()
            )
        return len(armed) - len(kept)


def _unknown_scenario(name: str, library: "Library") -> ToolProblem:
    names: Sequence[str] = [f"{scenario.api}/{scenario.name}" for scenario in library]
    near = did_you_mean(name, [*names, *(each.partition("/")[2] for each in names)])
    return ToolProblem(
        404,
        ProblemId.UNKNOWN_SCENARIO,
        f"There is no scenario {name[:80]!r}{near}",
        asked_for=name[:200],
        available=tuple(names),
        advice="list them with: GET /__admin/scenarios",
    )


def _unknown_fault(error: "FaultError") -> ToolProblem:
    allowed = f"; allowed is {error.allowed}" if error.allowed else ""
    return ToolProblem(
        404 if error.available else 400,
        ProblemId.UNKNOWN_FAULT,
        f"{error.what[:1].upper()}{error.what[1:]}{allowed}",
        asked_for=error.found,
        available=error.available,
        advice="list them with: GET /__admin/faults",
    )
