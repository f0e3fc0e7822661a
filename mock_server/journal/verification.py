"""Verifies the requests in the journal: their number, their order, and how resources were polled.

An expectation passes, fails, or is *not exercised*: the interval between polls is unknown if no
resource was polled twice, and the number of requests if the journal lacks some.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import eq, ge, le
from typing import Self

from mock_server.journal.criteria import Criteria
from mock_server.journal.entries.entry import Entry
from mock_server.journal.polled_resources import (
    PolledResource,
    polled_resources,
    shows_terminal_state,
)
from openapi.json.types import JSON
from openapi.routing import Router
from openapi.rules.outcome import Outcome
from openapi.text.listing import counted

MAX_LISTED = 50  # limit of the request ids in one result
_TOLERANCE = 0.05  # share of an interval by which a poll may come early: timers are not exact


class PollClock(StrEnum):
    """The clock that measures the time between polls."""

    REAL = "real"
    SESSION = "session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of one expectation."""

    expectation: str  # its name, such as `at-least`
    outcome: Outcome
    message: str
    requests: tuple[int, ...] = ()  # ids of the entries that prove the outcome

    def as_json(self) -> dict[str, JSON]:
        """Return the JSON of the admin API."""
        return {
            "expectation": self.expectation,
            "outcome": str(self.outcome),
            "message": self.message,
            "requests": list(self.requests[:MAX_LISTED]),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """What is expected of the requests in a journal; None expects nothing."""

    requests: Criteria = field(default_factory=Criteria)  # selects the requests
    at_least: int | None = None
    at_most: int | None = None
    exactly: int | None = None
    sequence: tuple[Criteria, ...] = ()  # requests in this order; others may be between them
    no_poll_after_terminal: bool = False  # whether polling must end at a terminal state
    polled_at_most_every: float | None = None  # least seconds between two polls of a resource
    clock: PollClock = PollClock.REAL  # the clock that measures these seconds

    @classmethod
    def from_json(cls, value: Mapping[str, JSON]) -> Self:
        """Return the expectations of a JSON object that is valid for the admin API's schema."""
        given = {key: each for key, each in value.items() if key not in {"requests", "sequence"}}
        return cls(
            requests=Criteria.from_json(value.get("requests", {})),
            sequence=tuple(Criteria.from_json(each) for each in value.get("sequence", ())),
            **{**given, "clock": PollClock(value.get("clock", PollClock.REAL))},
        )


def verify(
    expectations: Expectations, entries: tuple[Entry, ...], router: Router, *, missing: str = ""
) -> tuple[Result, ...]:
    """Return the result of each expectation.

    Without any, at least one request is expected. The oldest entry is first; `missing` says in
    a clause that the journal may lack some, or is empty.
    """
    selected = expectations.requests.filter(entries)
    results = [
        *_counts(expectations, selected, missing),
        *_sequence(expectations.sequence, selected, missing),
        *_polling(expectations, polled_resources(selected, router)),
    ]
    if not results:
        results = [*_counts(Expectations(at_least=1), selected, missing)]
    return tuple(results)


def _counts(wanted: Expectations, entries: Sequence[Entry], missing: str) -> Iterator[Result]:
    count, ids = len(entries), _ids(entries)
    bounds: Mapping[str, tuple[int | None, Callable[[int, int], bool]]] = {
        "at-least": (wanted.at_least, ge),
        "at-most": (wanted.at_most, le),
        "exactly": (wanted.exactly, eq),
    }
    for name, (bound, holds) in bounds.items():
        if bound is None:
            continue
        message = f"{counted(count, 'request')}, wanted {name.replace('-', ' ')} {bound}"
        # Missing entries could only raise the count, which does not matter if it is too large
        # already, or if it is enough.
        is_certain = not missing or count > bound or (count == bound and name == "at-least")
        if is_certain:
            yield _result(name, message, ids, is_good=holds(count, bound))
        else:
            yield _not_exercised(name, f"{message}, but {missing}")


def _sequence(
    sequence: Sequence[Criteria], entries: Sequence[Entry], missing: str
) -> Iterator[Result]:
    if not sequence:
        return
    left = [*entries]
    found: list[Entry] = []
    for number, criteria in enumerate(sequence, 1):
        index = next((i for i, entry in enumerate(left) if criteria.matches(entry)), None)
        if index is None:
            after = f"after request {found[-1].id}" if found else "in the journal"
            message = f"no request {after} matches number {number} of the sequence"
            if missing:
                yield _not_exercised("sequence", f"{message}, but {missing}")
            else:
                yield _result("sequence", message, _ids(found), is_good=False)
            return
        found.append(left[index])
        del left[: index + 1]
    message = f"{counted(len(found), 'request')} came in this order"
    yield _result("sequence", message, _ids(found), is_good=True)


def _polling(wanted: Expectations, resources: Sequence[PolledResource]) -> Iterator[Result]:
    if wanted.no_poll_after_terminal:
        yield _polls_after_terminal(resources)
    if wanted.polled_at_most_every is not None:
        yield _poll_interval(resources, wanted.polled_at_most_every, wanted.clock)


def _polls_after_terminal(resources: Sequence[PolledResource]) -> Result:
    name = "no-poll-after-terminal"
    bad: list[Entry] = []
    ended: list[Entry] = []
    first = ""
    for resource in resources:
        has_ended = False
        for entry in resource.entries:
            ends = shows_terminal_state(entry)
            # A resource that is not terminal any more was started again: this poll was useful.
            if has_ended and ends is not False:
                bad.append(entry)
                first = first or resource.name
            has_ended = ends is True or (has_ended and ends is None)
            ended += [entry] if ends else []
    if not ended:
        return _not_exercised(name, "no response has shown a polled resource in a terminal state")
    where = f", first for {first}" if first else ""
    message = f"{counted(len(bad), 'request')} after the terminal state{where}"
    return _result(name, message, _ids(bad or ended), is_good=not bad)


def _poll_interval(resources: Sequence[PolledResource], seconds: float, clock: PollClock) -> Result:
    name = "polled-at-most-every"
    pairs = [
        (later.real - earlier.real if clock is PollClock.REAL else later.now - earlier.now, later)
        for resource in resources
        for earlier, later in zip(resource.entries, resource.entries[1:], strict=False)
    ]
    if not pairs:
        return _not_exercised(name, "no resource was requested twice")
    bad = [(gap, entry) for gap, entry in pairs if gap < seconds * (1 - _TOLERANCE)]
    shortest = min(gap for gap, _ in pairs)
    message = f"the shortest time between two polls is {shortest:.3f} s, wanted {seconds:g} s"
    return _result(name, message, _ids([entry for _, entry in bad]), is_good=not bad)


def _result(name: str, message: str, ids: tuple[int, ...], *, is_good: bool) -> Result:
    outcome = Outcome.PASS if is_good else Outcome.FAIL
    return Result(expectation=name, outcome=outcome, message=message, requests=ids)


def _not_exercised(name: str, message: str) -> Result:
    return Result(expectation=name, outcome=Outcome.NOT_EXERCISED, message=message)


def _ids(entries: Sequence[Entry]) -> tuple[int, ...]:
    return tuple(entry.id for entry in entries)
