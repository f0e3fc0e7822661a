"""One clock for scenarios, times in bodies, the Date header and delays.

Real seconds come from outside (`TimeSource`); a `VirtualClock` converts them to the time *in the
mock*. Setting, freezing and speeding it up are pure functions: each returns another clock, which
shows the same time as the old one at the moment of the change.
"""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache

from openapi.json.formats import is_date_time
from openapi.values import dataclass

TimeSource = Callable[[], float]  # returns real time, in seconds since 1970-01-01T00:00:00Z

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MAX_SPEED = 1_000_000.0
MAX_TIME = 253_402_300_799.0  # the end of the year 9999, the last for RFC 3339


def system_time() -> float:
    """Return real time; the only place where the mock reads it."""
    return time.time()  # noqa: TID251 - all other code takes this function as an argument


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualClock:
    """The time in the mock, as a linear function of real time."""

    real: float = 0.0  # real time of the last change, in seconds since 1970
    shown: float = 0.0  # the mock's time at that moment, in seconds since 1970
    speed: float = 1.0  # seconds that pass in the mock per real second; 0 while it is frozen
    resumes_at: float = 1.0  # the speed after a freeze ends

    def time_at(self, real: float) -> float:
        """Return the mock's time at a real time."""
        return min(self.shown + (real - self.real) * self.speed, MAX_TIME)

    @property
    def is_real(self) -> bool:
        """Whether it shows real time."""
        return self.speed == 1.0 and self.real == self.shown

    def at_speed(self, real: float, speed: float) -> "VirtualClock":
        """Return a clock that continues from here at another speed."""
        return VirtualClock(
            real=real, shown=self.time_at(real), speed=speed, resumes_at=speed or 1.0
        )

    def frozen(self, real: float) -> "VirtualClock":
        """Return a clock that is frozen from here on."""
        resumes_at = self.speed or self.resumes_at
        return VirtualClock(real=real, shown=self.time_at(real), speed=0.0, resumes_at=resumes_at)

    def resumed(self, real: float) -> "VirtualClock":
        """Return a clock that continues after a freeze, at the speed it had before."""
        return self.at_speed(real, self.speed or self.resumes_at)

    def advanced(self, real: float, seconds: float) -> "VirtualClock":
        """Return a clock that is `seconds` ahead of this one."""
        return self.set_to(real, self.time_at(real) + seconds)

    def set_to(self, real: float, shown: float) -> "VirtualClock":
        """Return a clock that shows `shown` from here on, at the same speed."""
        shown = min(max(shown, 0.0), MAX_TIME)
        return VirtualClock(real=real, shown=shown, speed=self.speed, resumes_at=self.resumes_at)


REAL = VirtualClock()  # the clock that shows real time


class ClockError(ValueError):
    """A text is not a clock command.

    Attributes:
        allowed: Describes the texts that are.
    """

    def __init__(self, what: str, *, allowed: str) -> None:
        self.allowed = allowed
        super().__init__(f"{what}; allowed is {allowed}")


def change_clock(setting: VirtualClock, text: str, real: float) -> VirtualClock:
    """Return the clock after a command.

    The command is `freeze`, `run`, `real`, `+30s` (advance), `x10` (speed) or an RFC 3339 time;
    `real` is the real time of the change.

    Raises:
        ClockError: The text is none of these.
    """
    match text.strip():
        case "freeze":
            return setting.frozen(real)
        case "run":
            return setting.resumed(real)
        case "real":
            return REAL
        case command if command.startswith("+"):
            return setting.advanced(real, parse_advance(command[1:]))
        case command if command.startswith("x"):
            return setting.at_speed(real, parse_speed(command[1:]))
        case command:
            return setting.set_to(real, parse_time(command))


def parse_advance(text: str) -> float:
    """Return the seconds by which the clock moves on, from a duration such as `30s` or `1m30s`.

    Raises:
        ClockError: It is not a duration, or it is negative.
    """
    # Imported when it is needed, like the exact fractions that it computes with.
    from openapi.text import durations  # noqa: PLC0415

    try:
        seconds = durations.parse_duration(text)
    except ValueError as error:
        raise ClockError(f"{text[:40]!r} is not a duration", allowed=durations.EXPECTED) from error
    if seconds < 0:
        raise ClockError(f"{text[:40]!r} is negative", allowed="a duration of 0s or more")
    return float(seconds)


def parse_speed(text: str) -> float:
    """Return a speed such as `10` or `0.5`.

    Raises:
        ClockError: It is not a number above 0, or too large.
    """
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text):
        speed = float(text)
        if 0 < speed <= MAX_SPEED:
            return speed
    allowed = f"a number above 0, up to {MAX_SPEED:.0f}"
    raise ClockError(f"{text[:40]!r} is not a speed", allowed=allowed)


def parse_time(text: str) -> float:
    """Return the seconds since 1970 of an RFC 3339 time (ClockError: it is not one)."""
    seconds = -1.0
    # fromisoformat also takes week dates and bare dates, which RFC 3339 does not have.
    if is_date_time(text):
        with suppress(ValueError, OverflowError):
            seconds = datetime.fromisoformat(text.upper()).timestamp()
    if not 0 <= seconds <= MAX_TIME:
        allowed = "freeze, run, real, +30s, x10, or a time such as 2026-11-21T20:00:00Z"
        raise ClockError(f"{text[:40]!r} is not a time", allowed=allowed)
    return seconds


def format_time(seconds: float, digits: int = 0) -> str:
    """Return a time in RFC 3339, in UTC, with `digits` fractional digits (0 to 6)."""
    moment = datetime.fromtimestamp(seconds, UTC)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{moment.microsecond:06d}"[: 1 + digits] if digits else ""
    return f"{text}{fraction}Z"


def http_date(seconds: float) -> bytes:
    """Return a time in the format of the Date header (RFC 9110, 5.6.7)."""
    return _date(int(seconds))


@lru_cache(maxsize=64)
def _date(second: int) -> bytes:
    # `email.utils`, which has a function for it, takes long to import.
    year, month, day, hour, minute, seconds, weekday, *_ = time.gmtime(second)
    date = f"{_DAYS[weekday]}, {day:02d} {_MONTHS[month - 1]} {year:04d}"
    return f"{date} {hour:02d}:{minute:02d}:{seconds:02d} GMT".encode("ascii")
