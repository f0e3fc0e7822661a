"""Handles: a running mock's controls in the hands of the test that started it.

Every call is carried out in the server's own thread, between two requests, so nothing can be seen
half done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from mock_server.admin.controls import ClockChange, MockControl
from mock_server.faults.model.activation import name_of
from mock_server.journal.criteria import Criteria
from mock_server.journal.journal import Entry
from mock_server.journal.verification import Expectations, Result
from openapi.json.types import JSON
from openapi.rules.outcome import Outcome

T = TypeVar("T")


class ThreadCall(Protocol):
    """Has something done in the server's thread."""

    def __call__(self, do: Callable[[MockControl], T]) -> T:
        """Return what `do` returns, or raise what it raises."""


def learn_fault(call: ThreadCall, fault: str) -> None:
    """Work out what arming a fault needs in this thread, so that the server goes on serving."""
    call(lambda controls: controls.catalogue()).learn(name_of(fault))


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalHandle:
    """The exchanges of a session, or of everybody.

    Attributes:
        call: Has something done in the server's thread.
        session: Whose; None for everybody.
    """

    call: ThreadCall
    session: str | None = None

    def entries(self, **criteria: Any) -> tuple[Entry, ...]:  # noqa: ANN401 - as Criteria has them
        """Return the exchanges that are meant, the oldest first.

        >>> mock_journal.entries(operation="listThings", status=200)  # doctest: +SKIP
        """
        wanted = self._criteria(criteria)
        return self.call(lambda controls: controls.entries(wanted))

    def count(self, **criteria: Any) -> int:  # noqa: ANN401 - as Criteria has them
        """Return how many exchanges are meant."""
        return len(self.entries(**criteria))

    def verify(self, **expectations: Any) -> tuple[Result, ...]:  # noqa: ANN401 - as in /verify
        """Return what became of expectations, written as `POST /__admin/verify` takes them."""
        asked = {**expectations, "requests": {**expectations.get("requests", {})}}
        if self.session is not None:
            asked["requests"]["session"] = self.session
        wanted = Expectations.from_json(asked)
        return self.call(lambda controls: controls.verify(wanted))

    def expect(self, **expectations: Any) -> None:  # noqa: ANN401 - as in /verify
        """Verify, and fail the test where an expectation does not pass.

        >>> mock_journal.expect(no_poll_after_terminal=True)  # doctest: +SKIP

        Raises:
            AssertionError: With what was found against what is wanted.
        """
        bad = [each for each in self.verify(**expectations) if each.outcome is not Outcome.PASS]
        if bad:
            lines = [f"{each.expectation} ({each.outcome}): {each.message}" for each in bad]
            raise AssertionError("\n".join(lines))

    def coverage(self) -> dict[str, JSON]:
        """Return which documented answers, values and scenarios were met."""
        return self.call(lambda controls: controls.coverage(self.session))

    def clear(self) -> int:
        """Forget the exchanges; return how many they were."""
        return self.call(lambda controls: controls.memory.journal.clear(self.session))

    def _criteria(self, criteria: dict[str, Any]) -> Criteria:
        return Criteria(**({"session": self.session} | criteria))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockHandle:
    """The clock of a session, or the server's.

    Attributes:
        call: Has something done in the server's thread.
        session: Whose; empty for the server's.
    """

    call: ThreadCall
    session: str = ""

    @property
    def now(self) -> datetime:
        """What it shows, in UTC."""
        seconds = self.call(
            lambda controls: controls.clock(self.session).time_at(controls.ticker())
        )
        return datetime.fromtimestamp(seconds, UTC)

    def freeze(self) -> None:
        """Let it stand still."""
        self._change(ClockChange(is_frozen=True))

    def run(self) -> None:
        """Let it go on."""
        self._change(ClockChange(is_frozen=False))

    def advance(self, by: str | float) -> None:
        """Let it go forward, by seconds or by a duration such as `1.5m`."""
        self._change(ClockChange(advance=by))

    def set(self, time: str | datetime) -> None:
        """Let it show a moment: RFC 3339, or an aware datetime."""
        text = time if isinstance(time, str) else time.isoformat()
        self._change(ClockChange(time=text))

    def speed(self, factor: float) -> None:
        """Let so many seconds pass per real second."""
        self._change(ClockChange(speed=factor))

    def real(self) -> None:
        """Let it show real time again."""
        self._change(ClockChange(is_real=True))

    def _change(self, change: ClockChange) -> None:
        self.call(lambda controls: controls.change_clock(change, self.session))


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHandle:
    """One session of a running mock.

    Attributes:
        name: Its name.
        server_url: The server's address.
        call: Has something done in the server's thread.
    """

    name: str
    server_url: str
    call: ThreadCall

    @property
    def url(self) -> str:
        """The address under which every request belongs to this session."""
        return f"{self.server_url}/__session/{self.name}"

    @property
    def headers(self) -> dict[str, str]:
        """What makes a request to the server's own address belong to this session."""
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
        """Choose a scenario, by `name` or `api/name`, and let it begin at its next use."""

        def do(controls: MockControl) -> None:
            controls.select_scenario(scenario, self.name)
            controls.restart(self.name)

        self.call(do)

    play = select_scenario

    def restart(self) -> None:
        """Let the session's scenarios begin anew."""
        self.call(lambda controls: controls.restart(self.name))

    def arm(self, fault: str) -> None:
        """Arm a fault, such as `delay;seconds=2;count=1`."""
        learn_fault(self.call, fault)
        self.call(lambda controls: controls.arm(fault, self.name))

    def disarm(self, fault: str | None = None) -> None:
        """Disarm one fault, or all."""
        self.call(lambda controls: controls.disarm(fault, self.name))

    def reset(self) -> None:
        """Forget all about the session."""
        self.call(lambda controls: controls.reset(self.name))
