"""Verification: did the client ask what it was meant to ask, as often, in that order, that slowly?

An expectation passes, fails, or is *not exercised*: where nothing was polled, nobody has shown to
poll politely, and where the journal has let entries go, nobody knows how many there were.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import eq, ge, le
from typing import Self

from mock_server.journal.criteria import Criteria
from mock_server.journal.journal import Entry
from mock_server.journal.polled_resources import (
    PolledResource,
    polled_resources,
    shows_terminal_state,
)
from openapi.json.types import JSON
from openapi.routing import Router
from openapi.rules.outcome import Outcome

MAX_LISTED = 50
"""Requests that one result names."""

_TOLERANCE = 0.05
"""Share of an interval by which a poll may come early: timers are not exact."""


class PollClock(StrEnum):
    """By which clock the time between polls is measured."""

    REAL = "real"
    SESSION = "session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one expectation.

    Attributes:
        expectation: Which one.
        outcome: Passed, failed or not exercised.
        message: What was found against what is wanted.
        requests: Ids of the entries that speak against it, or for it.
    """

    expectation: str
    outcome: Outcome
    message: str
    requests: tuple[int, ...] = ()

    def as_json(self) -> dict[str, JSON]:
        """Return it as the admin API answers it."""
        return {
            "expectation": self.expectation,
            "outcome": str(self.outcome),
            "message": self.message,
            "requests": list(self.requests[:MAX_LISTED]),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What is expected of the requests in a journal; what is None is left open.

    Attributes:
        requests: Which requests it is about.
        at_least: The smallest number of them.
        at_most: The largest number of them.
        exactly: Their number.
        sequence: Requests that came in this order; others may lie between.
        no_poll_after_terminal: Whether a thing must not be asked for once an answer has shown
            that it will not change any more.
        polled_at_most_every: Seconds that lie at least between two requests for the same thing.
        clock: By which clock these seconds are measured.
    """

    requests: Criteria = field(default_factory=Criteria)
    at_least: int | None = None
    at_most: int | None = None
    exactly: int | None = None
    sequence: tuple[Criteria, ...] = ()
    no_poll_after_terminal: bool = False
    polled_at_most_every: float | None = None
    clock: PollClock = PollClock.REAL

    @classmethod
    def from_json(cls, value: Mapping[str, JSON]) -> Self:
        """Return the expectations of a JSON object that the admin API's schema allows."""
        given = {key: each for key, each in value.items() if key not in {"requests", "sequence"}}
        return cls(
            requests=Criteria.from_json(value.get("requests", {})),
            sequence=tuple(Criteria.from_json(each) for each in value.get("sequence", ())),
            **{**given, "clock": PollClock(value.get("clock", PollClock.REAL))},
        )


def verify(
    expectations: Expectations, entries: tuple[Entry, ...], router: Router, *, dropped: int = 0
) -> tuple[Result, ...]:
    """Judge a journal.

    Args:
        expectations: What is expected; without any, that there is at least one request.
        entries: The journal, the oldest first.
        router: Tells which thing a path names.
        dropped: How many entries the journal has let go.
    """
    meant = expectations.requests.filter(entries)
    results = [
        *_counts(expectations, meant, dropped),
        *_sequence(expectations.sequence, meant),
        *_polling(expectations, polled_resources(meant, router)),
    ]
    if not results:
        results = [*_counts(Expectations(at_least=1), meant, dropped)]
    return tuple(results)


def _counts(wanted: Expectations, meant: Sequence[Entry], dropped: int) -> Iterator[Result]:
    count, ids = len(meant), _ids(meant)
    bounds: Mapping[str, tuple[int | None, Callable[[int, int], bool]]] = {
        "at-least": (wanted.at_least, ge),
        "at-most": (wanted.at_most, le),
        "exactly": (wanted.exactly, eq),
    }
    for name, (bound, holds) in bounds.items():
        if bound is None:
            continue
        message = f"{_requests(count)}, wanted {name.replace('-', ' ')} {bound}"
        # There may have been more, which only what is already too many or enough can bear.
        is_sure = not dropped or count > bound or (count == bound and name == "at-least")
        if is_sure:
            yield _result(name, message, ids, is_good=holds(count, bound))
        else:
            yield _unknown(name, f"{message}, but the journal has let {dropped} entries go")


def _sequence(sequence: Sequence[Criteria], meant: Sequence[Entry]) -> Iterator[Result]:
    if not sequence:
        return
    left = [*meant]
    found: list[Entry] = []
    for number, criteria in enumerate(sequence, 1):
        index = next((i for i, entry in enumerate(left) if criteria.matches(entry)), None)
        if index is None:
            after = f"after request {found[-1].id}" if found else "in the journal"
            message = f"nothing {after} is what stands at place {number} of the sequence"
            yield _result("sequence", message, _ids(found), is_good=False)
            return
        found.append(left[index])
        del left[: index + 1]
    message = f"{_requests(len(found))} came in this order"
    yield _result("sequence", message, _ids(found), is_good=True)


def _polling(wanted: Expectations, things: Sequence[PolledResource]) -> Iterator[Result]:
    if wanted.no_poll_after_terminal:
        yield _polls_after_terminal(things)
    if wanted.polled_at_most_every is not None:
        yield _poll_interval(things, wanted.polled_at_most_every, wanted.clock)


def _polls_after_terminal(things: Sequence[PolledResource]) -> Result:
    name = "no-poll-after-terminal"
    bad: list[Entry] = []
    ended: list[Entry] = []
    worst = ""
    for thing in things:
        has_ended = False
        for entry in thing.entries:
            ends = shows_terminal_state(entry)
            # A thing that is seen to go on was begun anew: nobody asked in vain.
            if has_ended and ends is not False:
                bad.append(entry)
                worst = worst or thing.name
            has_ended = ends is True or (has_ended and ends is None)
            ended += [entry] if ends else []
    if not ended:
        return _unknown(name, "no answer about a polled thing has shown its end")
    message = f"{_requests(len(bad))} after the end" + (f", first for {worst}" if worst else "")
    return _result(name, message, _ids(bad or ended), is_good=not bad)


def _poll_interval(things: Sequence[PolledResource], seconds: float, clock: PollClock) -> Result:
    name = "polled-at-most-every"
    pairs = [
        (later.real - earlier.real if clock is PollClock.REAL else later.now - earlier.now, later)
        for thing in things
        for earlier, later in zip(thing.entries, thing.entries[1:], strict=False)
    ]
    if not pairs:
        return _unknown(name, "nothing was asked for twice")
    bad = [(gap, entry) for gap, entry in pairs if gap < seconds * (1 - _TOLERANCE)]
    shortest = min(gap for gap, _ in pairs)
    message = f"the shortest time between two polls is {shortest:.3f} s, wanted {seconds:g} s"
    return _result(name, message, _ids([entry for _, entry in bad]), is_good=not bad)


def _result(name: str, message: str, ids: tuple[int, ...], *, is_good: bool) -> Result:
    outcome = Outcome.PASS if is_good else Outcome.FAIL
    return Result(expectation=name, outcome=outcome, message=message, requests=ids)


def _unknown(name: str, message: str) -> Result:
    return Result(expectation=name, outcome=Outcome.NOT_EXERCISED, message=message)


def _ids(entries: Sequence[Entry]) -> tuple[int, ...]:
    return tuple(entry.id for entry in entries)


def _requests(count: int) -> str:
    return f"{count} request{'s' * (count != 1)}"
