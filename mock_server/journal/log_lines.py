"""One line for each request: for people, in colour if wanted, or as JSON.

Only time and duration differ between the lines of equal requests; the rest is formatted once.
Every text is shortened, and escaped for terminals.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from openapi.text.previews import shortened
from openapi.text.printable import printable, printable_json

MAX_TEXT = 1000  # characters of one text in a line
UNITS = 10_000  # units of durations in a second; a line does not show differences within one
MAX_SHOWN_URL = 120  # characters of a URL in a line for people

_METHOD_WIDTH = 6
_DATE = len("2026-11-21T")
_MAX_CACHED = 256

_RESET = "\x1b[0m"
_DIM, _BOLD, _RED, _GREEN, _YELLOW, _MAGENTA, _CYAN = (
    f"\x1b[{number}m" for number in (2, 1, 31, 32, 33, 35, 36)
)
_STATUS_COLOURS = {2: _GREEN, 3: _CYAN, 4: _YELLOW}


class LoggedFacts(NamedTuple):
    """What a line says about a request besides URL and times; without secrets."""

    method: str
    status: int  # HTTP status of the response; 0 if the connection ended without one
    api: str = ""
    operation: str = ""
    session: str = ""
    scenario: str = ""  # the scenario that was played, as `api/name`; empty for none
    example: str = ""  # the documented example in the response without faults; empty for none
    fault: str = ""  # name of the fault that fired; empty for none
    refusal: str = ""  # why the mock refused the request; empty if it did not
    violations: str = ""  # what a proxied request and its response violate; empty for nothing
    collection: str = ""  # path of the collection whose records were asked for; empty for none
    recorded: str = ""  # which recorded answer was played, or that none was
    notes: str = ""  # what the request asks for and did not get; empty for nothing
    replica: str = ""  # which one of several processes has answered; empty for the only one


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFormat:
    """How a line is put together: opening, time, before, duration, lead, URL, end."""

    around: Callable[[LoggedFacts], tuple[str, str]]  # what is before duration and behind URL
    shown_url: Callable[[str], str]  # returns the text of a URL as it was sent
    opening: str  # what is before the time
    hidden: int  # characters of the time (RFC 3339, milliseconds, UTC) that are not shown
    duration: Callable[[float], str]  # returns the text of a duration in seconds
    lead: str  # what is between duration and URL

    def line(self, url: str, facts: LoggedFacts, at: str, seconds: float) -> str:
        """Return the line of a request at a time (RFC 3339, milliseconds, UTC)."""
        before, end = self.around(facts)
        time = f"{self.opening}{at[self.hidden :]}"
        return f"{time}{before}{self.duration(seconds)}{self.lead}{self.shown_url(url)}{end}"


def pretty_lines(*, has_colour: bool = False) -> LineFormat:
    """Return the format for people.

    >>> facts = LoggedFacts("GET", 200, operation="listJobs")
    >>> pretty_lines().line("/jobs", facts, "2026-11-21T12:00:00.123Z", 0.0004)
    '12:00:00.123Z  GET    200    0.4 ms  /jobs  listJobs'
    """
    paint = _painted if has_colour else _plain

    # Requests that differ in their URL alone are frequent.
    @lru_cache(maxsize=_MAX_CACHED)
    def around(facts: LoggedFacts) -> tuple[str, str]:
        method = paint(_BOLD, f"{printable(facts.method[:20]):<{_METHOD_WIDTH}}")
        colour = _STATUS_COLOURS.get(facts.status // 100, _RED)
        status = paint(colour, str(facts.status or "---"))
        end = "".join(f"  {fact}" for fact in _facts(facts, paint))
        return f"{_RESET if has_colour else ''}  {method} {status} ", end

    return LineFormat(
        around=around,
        shown_url=_shown_url,
        opening=_DIM if has_colour else "",
        # The date is left out, so that lines are short; JSON and the journal have it.
        hidden=_DATE,
        duration=_milliseconds,
        lead=" ms  ",
    )


def _shown_url(url: str) -> str:
    return printable(shortened(url, MAX_SHOWN_URL))


def _milliseconds(seconds: float) -> str:
    return "%6.1f" % (seconds * 1000)


def _painted(colour: str, text: str) -> str:
    return f"{colour}{text}{_RESET}"


def _plain(_colour: str, text: str) -> str:
    return text


def _facts(facts: LoggedFacts, paint: Callable[[str, str], str]) -> Iterator[str]:
    if facts.operation:
        yield paint(_CYAN, _shown(facts.operation))
    named = (
        ("scenario", facts.scenario),
        ("example", "" if facts.scenario else facts.example),
        ("records", facts.collection),
        ("", facts.recorded),
        ("session", facts.session),
        ("replica", facts.replica),
    )
    for name, text in named:
        if text:
            yield f"{name}={_shown(text)}" if name else _shown(text)
    if facts.fault:
        yield paint(_MAGENTA, f"fault={_shown(facts.fault)}")
    said = (("refused", facts.refusal), ("violated", facts.violations), ("note", facts.notes))
    for name, text in said:
        if text:
            yield paint(_YELLOW, f"{name}: {_shown(text)}")


def json_lines() -> LineFormat:
    """Return the format for programs: one JSON object on a line, with the journal's names.

    Facts that are empty are left out.

    >>> facts = LoggedFacts("GET", 200, operation="listJobs")
    >>> json_lines().line("/jobs", facts, "2026-11-21T12:00:00.123Z", 0.0004)[:58]
    '{"at": "2026-11-21T12:00:00.123Z", "seconds": 0.0004, "url'
    """

    @lru_cache(maxsize=_MAX_CACHED)
    def around(facts: LoggedFacts) -> tuple[str, str]:
        named = facts._asdict().items()
        shown = {
            name: shortened(value, MAX_TEXT) if isinstance(value, str) else value
            for name, value in named
            if value != ""
        }
        return '", "seconds": ', f", {printable_json(_encode(shown)[1:])}"

    def shown_url(url: str) -> str:
        text = _encode(shortened(url, MAX_TEXT))
        return printable_json(text) if "##" in text else text

    return LineFormat(
        around=around,
        shown_url=shown_url,
        opening='{"at": "',
        hidden=0,
        duration=lambda seconds: f"{seconds:.4f}",
        lead=', "url": ',
    )


_encode = json.JSONEncoder().encode


def _shown(text: str) -> str:
    return printable(shortened(text, MAX_TEXT))
