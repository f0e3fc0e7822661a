"""The token of `--token-command` in requests: renewed when it has expired, or is refused with 401.

Requests are made with the first token. Before they are sent, a token that was issued earlier is
replaced by the latest one; wrong credentials that were made from it are left as they are.
"""

import binascii
import threading
from base64 import urlsafe_b64decode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from contracts.http.client.token_command import TokenCommandError
from contracts.http.clock import Clock
from contracts.http.messages.derivation import Derivation, scheme_and_token
from contracts.http.messages.exchange import Request, header
from contracts.http.messages.redaction import Secret
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import is_number

MIN_SECONDS = 10.0  # time between two runs of the command, whatever the server answers
EARLY_SECONDS = 2.0  # how long before its expiry a token is renewed

HEADER = "Authorization"
_NAME = "AUTHORIZATION"
_REFUSED = 401


class TokenSource:
    """The tokens of one run; safe to use from several threads."""

    def __init__(self, run: Callable[[], str], clock: Clock) -> None:
        """Get the first token.

        `run` returns a new token, and may raise TokenCommandError.

        Raises:
            OptionError: There is no first token.
        """
        self._run = run
        self._clock = clock
        self._lock = threading.Lock()
        self._values: list[str] = []
        self._failures: list[str] = []
        self._is_proved = False
        self._ran_at = clock.monotonic()
        try:
            self._values.append(_header_of(run()))
        except TokenCommandError as error:
            raise error.as_option_error from None

    @property
    def value(self) -> str:
        """The latest value of the header."""
        return self._values[-1]

    @property
    def issued(self) -> tuple[str, ...]:
        """Every value so far."""
        return tuple(self._values)

    def learn(self, value: str) -> None:
        """Know a value that was issued to another process, so that it is redacted."""
        with self._lock:
            if value not in self._values:
                self._values.append(value)

    def secrets(self) -> tuple[Secret, ...]:
        """Return every value that was issued, and the tokens in them; all are secret."""
        found = []
        for value in tuple(self._values):
            made = Derivation(source=_NAME, how="token")
            token = Secret(name=f"{_NAME}_TOKEN", value=value.partition(" ")[2], derivation=made)
            found += [Secret(name=_NAME, value=value), token]
        return tuple(found)

    def notes(self) -> tuple[str, ...]:
        """Return how often the token was renewed, and why it was not; nothing if it needed not."""
        renewed = len(self._values) - 1
        times = "once" if renewed == 1 else f"{renewed} times"
        found = [f"The token was renewed {times}."] if renewed else []
        failures = dict.fromkeys(self._failures)
        return (*found, *(f"The token was not renewed: {reason}." for reason in failures))

    def fresh(self, request: Request) -> Request:
        """Return a request with the latest token, if it has one that was issued before."""
        sent = header(request.headers, HEADER)
        if sent not in self._values:
            return request
        with self._lock:
            until = _expiry(self.value)
            if until is not None and self._clock.now().timestamp() >= until - EARLY_SECONDS:
                self._renew()
        return _with(request, self.value)

    def after(self, request: Request, status: int) -> Request | None:
        """Return the request to send again after an answer; None if that would not help.

        A token that was refused from the start is not renewed: a new one is the same.
        """
        sent = header(request.headers, HEADER)
        if sent not in self._values:
            return None
        with self._lock:
            if status != _REFUSED:
                self._is_proved = self._is_proved or sent == self.value
                return None
            if sent == self.value and not (self._is_proved and self._renew()):
                return None
            return _with(request, self.value)

    def _renew(self) -> bool:
        """Run the command again, unless it has just run; return whether there is a new token."""
        now = self._clock.monotonic()
        if now - self._ran_at < MIN_SECONDS:
            return False
        self._ran_at = now
        try:
            value = _header_of(self._run())
        except TokenCommandError as error:
            self._failures.append(error.reason)
            return False
        if value in self._values:
            return False
        self._is_proved = False
        self._values.append(value)
        return True


def _header_of(token: str) -> str:
    """Return the value of the header: a printed scheme is kept, otherwise it is Bearer."""
    scheme, rest = scheme_and_token(token)
    return token if scheme and rest else f"Bearer {token}"


def _with(request: Request, value: str) -> Request:
    headers = tuple(
        (name, value if name.lower() == HEADER.lower() else held) for name, held in request.headers
    )
    return replace(request, headers=headers)


def _expiry(value: str) -> float | None:
    """Return the time at which a JSON Web Token expires (RFC 7519, 4.1.4), if it is one."""
    parts = value.partition(" ")[2].split(".")
    if len(parts) != 3:  # noqa: PLR2004 - head, claims, signature
        return None
    with suppress(JsonError, binascii.Error, ValueError):
        claims = parse_json(urlsafe_b64decode(f"{parts[1]}==="))
        found = claims.get("exp") if isinstance(claims, dict) else None
        if is_number(found):
            return float(found)
    return None
