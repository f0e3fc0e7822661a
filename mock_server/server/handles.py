"""Handles with which a test controls the mock that it has started.

Every call runs in the server's own thread, between two requests, so that no partial change is
visible.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from mock_server.admin.controls import ClockChange, MockControl
from mock_server.faults.model.activation import name_of
from mock_server.journal.criteria import Criteria
from mock_server.journal.entries.entry import Entry
from mock_server.journal.verification import Expectations, Result
from openapi.json.types import JSON
from openapi.rules.outcome import Outcome

T = TypeVar("T")


class ThreadCall(Protocol):
    """Runs a function in the server's thread."""

    def __call__(self, do: Callable[[MockControl], T]) -> T:
        """Return what `do` returns, or raise what it raises."""


def learn_fault(call: ThreadCall, fault: str) -> None:
    """Compute in this thread what arming a fault needs, so that the server is not blocked."""
    call(lambda controls: controls.catalogue()).learn(name_of(fault))


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalHandle:
    """The exchanges of one session, or of all sessions."""

    call: ThreadCall
    session: str | None = None  # the session's name; None for all sessions

    def entries(self, **criteria: Any) -> tuple[Entry, ...]:  # noqa: ANN401 - as Criteria has them
        """Return the exchanges that match, the oldest first.

        >>> mock_journal.entries(operation="listOrders", status=200)  # doctest: +SKIP
        """
        selected = Criteria(**({"session": self.session} | criteria))
        return self.call(lambda controls: controls.entries(selected))

    def count(self, **criteria: Any) -> int:  # noqa: ANN401 - as Criteria has them
        """Return how many exchanges match."""
        return len(self.entries(**criteria))

    def verify(self, **expectations: Any) -> tuple[Result, ...]:  # noqa: ANN401 - as in /verify
        """Return the results of expectations, which are those of `POST /__admin/verify`."""
        value = {**expectations, "requests": {**expectations.get("requests", {})}}
        if self.session is not None:
            value["requests"]["session"] = self.session
        parsed = Expectations.from_json(value)
        return self.call(lambda controls: controls.verify(parsed))

    def expect(self, **expectations: Any) -> None:  # noqa: ANN401 - as in /verify
        """Verify expectations, and fail the test if one does not pass.

        >>> mock_journal.expect(no_poll_after_terminal=True)  # doctest: +SKIP

        Raises:
            AssertionError: An expectation failed or was not exercised.
        """
        bad = [each for each in self.verify(**expectations) if each.outcome is not Outcome.PASS]
        if bad:
            lines = [f"{each.expectation} ({each.outcome}): {each.message}" for each in bad]
            raise AssertionError("\n".join(lines))

    def coverage(self) -> dict[str, JSON]:
        """Return which documented responses, values and scenarios were received."""
        return self.call(lambda controls: controls.coverage(self.session))

    def clear(self) -> int:
        """Delete the exchanges; return how many they were."""
        return self.call(lambda controls: controls.state.journal.clear(self.session))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockHandle:
    """The clock of a session, or the server's."""

    call: ThreadCall
    session: str = ""  # the session's name; empty for the server's clock

    @property
    def now(self) -> datetime:
        """The time on the clock, in UTC."""
        seconds = self.call(
            lambda controls: controls.clock(self.session).time_at(controls.ticker())
        )
        return datetime.fromtimestamp(seconds, UTC)

    def freeze(self) -> None:
        """Freeze the clock."""
        self._change(ClockChange(is_frozen=True))

    def run(self) -> None:
        """Let the clock run after a freeze."""
        self._change(ClockChange(is_frozen=False))

    def advance(self, by: str | float) -> None:
        """Advance the clock, by seconds or by a duration such as `1.5m`."""
        self._change(ClockChange(advance=by))

    def set(self, time: str | datetime) -> None:
        """Set the clock to a time: RFC 3339, or an aware datetime."""
        text = time if isinstance(time, str) else time.isoformat()
        self._change(ClockChange(time=text))

    def speed(self, factor: float) -> None:
        """Set how many seconds pass per real second."""
        self._change(ClockChange(speed=factor))

    def real(self) -> None:
        """Return the clock to real time."""
        self._change(ClockChange(is_real=True))

    def _change(self, change: ClockChange) -> None:
        self.call(lambda controls: controls.change_clock(change, self.session))


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHandle:
    """One session of a running mock."""

    name: str
    server_url: str  # the server's URL, without a slash at the end
    call: ThreadCall

    @property
    def url(self) -> str:
        """The base URL with which every request belongs to this session."""
        return f"{self.server_url}/__session/{self.name}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers with which a request to the server's own URL belongs to this session."""
        return {"X-Mock-Session": self.name}

    @property
    def journal(self) -> JournalHandle:
        """The session's exchanges."""
        return JournalHandle(call=self.call, session=self.name)

    @property
    def clock(self) -> ClockHandle:
        """The session's clock."""
        return ClockHandle(call=self.call, session=self.name)

    def select_scenario(self, scenario: str) -> None:
        """Select a scenario, by `name` or `api/name`; it begins at its next use."""

        def do(controls: MockControl) -> None:
            controls.select_scenario(scenario, self.name)
            controls.restart(self.name)

        self.call(do)

    play = select_scenario

    def restart(self) -> None:
        """Restart the session's scenarios."""
        self.call(lambda controls: controls.restart(self.name))

    def arm(self, fault: str) -> None:
        """Arm a fault, such as `delay;seconds=2;count=1`."""
        learn_fault(self.call, fault)
        self.call(lambda controls: controls.arm(fault, self.name))

    def disarm(self, fault: str | None = None) -> None:
        """Disarm one fault, or all."""
        self.call(lambda controls: controls.disarm(fault, self.name))

    def reset(self) -> None:
        """Delete the session's settings, exchanges and coverage."""
        self.call(lambda controls: controls.reset(self.name))
