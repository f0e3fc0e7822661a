"""Armed faults: which fault, with which settings, and when it fires.

A fault is armed by one line of text, the same in `Prefer: fault="…"`, `?__fault=…`, a scenario and
on the command line:

    delay;seconds=2;count=3      the next three answers are delayed by two seconds
    server-error;one-in=3        every third answer is a server error
    reset;probability=0.1;for=60 for a minute, one in ten connections is reset
    rate-limit;requests=5;per=1  more than five requests per second are refused
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from mock_server.faults.model.fault import FaultError, Setting
from openapi.text.previews import shortened
from openapi.text.printable import printable

MAX_TEXT = 500
MAX_SETTINGS = 16
_SHOWN = 60
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)
_DAY = 86_400.0
TRIGGER_SETTINGS = (
    Setting("count", "the number of times it fires before it is disarmed; 0 for no limit",
            0, 0, 1_000_000, is_whole=True),
    Setting("one-in", "n, to fire only on every n-th opportunity", 1, 1, 1_000_000, is_whole=True),
    Setting("probability", "the probability of firing on an opportunity", 1.0, 0.0, 1.0),
    Setting("after", "the seconds until it is armed", 0.0, 0.0, _DAY),
    Setting("for", "the seconds from being armed until it is disarmed; 0 for no limit",
            0.0, 0.0, _DAY),
    Setting("requests", "the number of requests in every span of `per` seconds that it spares",
            0, 0, 1_000_000, is_whole=True),
    Setting("per", "the length of the span in seconds", 1.0, 0.001, _DAY),
    Setting("seed", "the seed of random values", 0, 0, 999_999_999, is_whole=True),
)  # fmt: skip
"""The settings of every fault, which state when it fires; times are on the session's clock."""

_BYTES = 8
_ALL = float(256**_BYTES)


def random_fraction(seed: int, *about: object) -> float:
    """Return a number from 0 to below 1 that depends on the seed and on `about`.

    >>> first, again, next_ = (random_fraction(1, "delay", n) for n in (0, 0, 1))
    >>> first == again != next_
    True
    """
    digest = sha256(repr((seed, about)).encode()).digest()
    return int.from_bytes(digest[:_BYTES]) / _ALL


def random_bytes(seed: int, length: int) -> bytes:
    """Return random bytes without line ends (CR and LF)."""
    blocks = -(-length // sha256().digest_size)
    drawn = b"".join(sha256(repr((seed, i)).encode()).digest() for i in range(blocks))
    return drawn[:length].replace(b"\r", b"\x01").replace(b"\n", b"\x02")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveFault:
    """An armed fault. An opportunity is an answer to which the fault could apply."""

    fault: str  # id of the fault
    settings: Mapping[str, float] = field(default_factory=dict)  # its own ones that were given
    remaining: int | None = None  # how often it still fires; None for no limit
    one_in: int = 1  # it fires on every n-th opportunity
    probability: float = 1.0  # probability of firing on an opportunity
    starts_at: float = 0.0  # when it begins to fire, in seconds since 1970; 0 for at once
    until: float | None = None  # when it is disarmed, in seconds since 1970; None for never
    requests: int = 0  # number of opportunities in a span that are spared
    per_seconds: float = 1.0  # length of the span
    seed: int = 0  # seed of random values
    span: tuple[float, int] = (0.0, 0)  # begin of the current span, and its opportunities so far

    def __str__(self) -> str:
        """Return the id and the fault's own settings as one line of text."""
        settings = (f"{name}={value:g}" for name, value in self.settings.items())
        return ";".join([self.fault, *settings])


def should_fire(armed: ActiveFault, ordinal: int, now: float) -> tuple[bool, ActiveFault | None]:
    """Return whether a fault fires on an opportunity, and its state afterwards.

    `ordinal` is the number of opportunities before; the state is None if the fault is disarmed.
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
    """Return the id of the fault in a line of text, such as `delay` in `delay;seconds=2`."""
    return text[:MAX_TEXT].partition(";")[0].strip()


def parse_fault(
    text: str, settings_of: Callable[[str], tuple[Setting, ...]], *, now: float
) -> ActiveFault:
    """Return the armed fault of a line of text.

    The text is such as `delay;seconds=2;count=3`; `settings_of` returns the own settings of a fault
    by id, and raises FaultError if there is none.

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
    trigger = {s.name: given.get(s.name, s.default) for s in TRIGGER_SETTINGS}
    begins = now + trigger["after"]
    return ActiveFault(
        fault=name,
        settings={setting.name: given[setting.name] for setting in own if setting.name in given},
        remaining=int(trigger["count"]) or None,
        one_in=int(trigger["one-in"]),
        probability=trigger["probability"],
        starts_at=begins if trigger["after"] else 0.0,
        until=begins + trigger["for"] if trigger["for"] else None,
        requests=int(trigger["requests"]),
        per_seconds=trigger["per"],
        seed=int(trigger["seed"]),
        span=(now, 0),
    )


def shorten(text: str) -> str:
    """Return `text` for a message: printable and not long."""
    return printable(shortened(text, _SHOWN))


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
            hint=f"{name} is {setting.summary}",
        )
    return name, value


def _is_selected(armed: ActiveFault, ordinal: int) -> bool:
    return (
        (armed.span[1] > armed.requests or not armed.requests)
        and (ordinal + 1) % armed.one_in == 0
        and random_fraction(armed.seed, armed.fault, ordinal) < armed.probability
    )


def _count_in_span(armed: ActiveFault, now: float) -> ActiveFault:
    """Return the fault with one more opportunity in its span."""
    began, count = armed.span
    if now - began >= armed.per_seconds or now < began:
        began, count = now, 0
    return replace(armed, span=(began, count + 1))
