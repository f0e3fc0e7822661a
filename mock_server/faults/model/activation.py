"""Armed faults: which one, how it is adjusted, and when it fires.

Asked for in one line of text, the same everywhere: in `Prefer: fault="…"`, in `?__fault=…`, in a
scenario and on the command line.

    delay;seconds=2;count=3      the next three answers come two seconds late
    server-error;one-in=3        every third answer is a failure
    reset;probability=0.1;for=60 for a minute, one connection in ten is reset
    rate-limit;requests=5;per=1  whatever comes beyond five requests a second is refused
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from mock_server.faults.model.fault import FaultError, Setting
from mock_server.faults.model.random_values import random_fraction
from openapi.text.printable import printable

MAX_TEXT = 500
MAX_SETTINGS = 16
_SHOWN = 60

_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)
_DAY = 86_400.0

TRIGGER_SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="count",
        summary="how often it fires before it is disarmed; 0 for ever",
        default=0,
        minimum=0,
        maximum=1_000_000,
        is_whole=True,
    ),
    Setting(
        name="one-in",
        summary="fires on every n-th chance",
        default=1,
        minimum=1,
        maximum=1_000_000,
        is_whole=True,
    ),
    Setting(
        name="probability",
        summary="fires on this share of the chances, drawn by the seed",
        default=1.0,
        minimum=0.0,
        maximum=1.0,
    ),
    Setting(
        name="after",
        summary="seconds before it is armed",
        default=0.0,
        minimum=0.0,
        maximum=_DAY,
    ),
    Setting(
        name="for",
        summary="seconds until it is disarmed, from when it is armed; 0 for ever",
        default=0.0,
        minimum=0.0,
        maximum=_DAY,
    ),
    Setting(
        name="requests",
        summary="spares this many in every span of `per` seconds; 0 spares none",
        default=0,
        minimum=0,
        maximum=1_000_000,
        is_whole=True,
    ),
    Setting(
        name="per",
        summary="length of the span in seconds",
        default=1.0,
        minimum=0.001,
        maximum=_DAY,
    ),
    Setting(
        name="seed",
        summary="of what looks random",
        default=0,
        minimum=0,
        maximum=999_999_999,
        is_whole=True,
    ),
)
"""What can be said of every fault: when it fires. Times are on the session's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveFault:
    """A fault that waits for its moment.

    Attributes:
        fault: Its id.
        settings: The fault's own settings that were given.
        remaining: How often it still fires; None for ever.
        one_in: It fires on every n-th chance.
        probability: The share of chances on which it fires.
        starts_at: Before this moment it does not fire, in seconds since 1970.
        until: From this moment on it is disarmed; None for never.
        requests: How many chances a span of `per_seconds` spares.
        per_seconds: Length of the span.
        seed: Of what looks random.
        span: When the current span began, and how many chances it has had.
    """

    fault: str
    settings: Mapping[str, float] = field(default_factory=dict)
    remaining: int | None = None
    one_in: int = 1
    probability: float = 1.0
    starts_at: float = 0.0
    until: float | None = None
    requests: int = 0
    per_seconds: float = 1.0
    seed: int = 0
    span: tuple[float, int] = (0.0, 0)

    def __str__(self) -> str:
        """Return its name and settings the way they are written."""
        settings = (f"{name}={value:g}" for name, value in self.settings.items())
        return ";".join([self.fault, *settings])


def should_fire(armed: ActiveFault, ordinal: int, now: float) -> tuple[bool, ActiveFault | None]:
    """Return whether a fault fires at a chance, and how it is armed afterwards.

    Args:
        armed: The fault.
        ordinal: How many chances it has had before, from 0.
        now: The moment, in seconds since 1970.

    Returns:
        Whether it fires, and the fault as it stays armed; None where it is disarmed.
    """
    if armed.until is not None and now >= armed.until:
        return False, None
    if now < armed.starts_at:
        return False, armed
    if armed.requests:
        armed = _count_in_span(armed, now)
    if not _is_selected(armed, ordinal):
        return False, armed
    if armed.remaining is None:
        return True, armed
    left = armed.remaining - 1
    return True, replace(armed, remaining=left) if left > 0 else None


def name_of(text: str) -> str:
    """Return the name of the fault in a line of text, such as `delay` in `delay;seconds=2`."""
    return text[:MAX_TEXT].partition(";")[0].strip()


def parse_fault(
    text: str, settings_of: Callable[[str], tuple[Setting, ...]], *, now: float
) -> ActiveFault:
    """Return the fault that a line of text arms.

    Args:
        text: Such as `delay;seconds=2;count=3`.
        settings_of: Gives a fault's own settings; raises FaultError for a name it does not know.
        now: The moment, in seconds since 1970.

    Raises:
        FaultError: The fault or a setting does not exist, or a value is not allowed.
    """
    if len(text) > MAX_TEXT:
        raise FaultError(
            f"the text for a fault is {len(text)} characters long",
            found=shorten(text),
            allowed=f"at most {MAX_TEXT} characters",
            hint="write NAME;SETTING=VALUE;…",
        )
    name, *pairs = (part.strip() for part in text.split(";"))
    own = settings_of(name)
    allowed = {setting.name: setting for setting in (*own, *TRIGGER_SETTINGS)}
    given = dict(_setting(name, pair, allowed) for pair in pairs[:MAX_SETTINGS] if pair)
    moment = {s.name: given.get(s.name, s.default) for s in TRIGGER_SETTINGS}
    starts_at = now + moment["after"]
    return ActiveFault(
        fault=name,
        settings={setting.name: given[setting.name] for setting in own if setting.name in given},
        remaining=int(moment["count"]) or None,
        one_in=int(moment["one-in"]),
        probability=moment["probability"],
        starts_at=starts_at,
        until=starts_at + moment["for"] if moment["for"] else None,
        requests=int(moment["requests"]),
        per_seconds=moment["per"],
        seed=int(moment["seed"]),
        span=(now, 0),
    )


def shorten(text: str) -> str:
    """Return `text` so that it can stand in a message: printable and not long."""
    return printable(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")


def _setting(fault: str, pair: str, allowed: Mapping[str, Setting]) -> tuple[str, float]:
    name, _, text = pair.partition("=")
    name, text = name.strip(), text.strip()
    if name not in allowed:
        raise FaultError(
            f"fault {fault!r} has no setting {shorten(name)!r}",
            found=shorten(name),
            available=tuple(allowed),
            hint="write NAME;SETTING=VALUE;…",
        )
    setting = allowed[name]
    value = float(text) if _NUMBER.fullmatch(text) else -1.0
    if not setting.minimum <= value <= setting.maximum or (
        setting.is_whole and not value.is_integer()
    ):
        raise FaultError(
            f"setting {name!r} of fault {fault!r} cannot be {shorten(text)!r}",
            found=shorten(f"{name}={text}"),
            allowed=setting.allowed,
            hint=f"{name} says {setting.summary}",
        )
    return name, value


def _is_selected(armed: ActiveFault, ordinal: int) -> bool:
    return (
        (armed.span[1] > armed.requests or not armed.requests)
        and (ordinal + 1) % armed.one_in == 0
        and random_fraction(armed.seed, armed.fault, ordinal) < armed.probability
    )


def _count_in_span(armed: ActiveFault, now: float) -> ActiveFault:
    """Return the fault with one more chance in its span."""
    began, chances = armed.span
    if now - began >= armed.per_seconds or now < began:
        began, chances = now, 0
    return replace(armed, span=(began, chances + 1))
