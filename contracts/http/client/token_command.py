"""Runs the command that prints a token: without a shell, in bounded time, its output never shown.

The command line, the output and the error output may all hold secrets, so no message has a part of
them, except the exit code.
"""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress

from contracts.errors import OptionError
from contracts.http.messages.outgoing import FIELD_VALUE

MAX_SECONDS = 30.0
MAX_BYTES = 64 * 1024
_POLL_SECONDS = 0.2


class TokenCommandError(Exception):
    """The command gave no token.

    Attributes:
        reason: Why, one clause without anything that the command printed.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    @property
    def as_option_error(self) -> OptionError:
        """The same as an error about the option."""
        return OptionError(
            "the token command gave no token",
            where="--token-command",
            found=self.reason,
            allowed="a command that prints a token, and nothing else, on one line",
            hint="run it by hand to see what it prints; its output is not shown here",
        )


def run_token_command(words: Sequence[str], *, max_seconds: float = MAX_SECONDS) -> str:
    """Return the token that a command prints.

    The command gets no input, and its error output is dropped. It and its children are ended when
    it takes too long.

    Raises:
        TokenCommandError: It cannot be run, fails, takes too long, or prints no token.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own command, without a shell
            [*words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise TokenCommandError(_start_problem(error)) from None
    try:
        data = _read(process, time.monotonic() + max_seconds, max_seconds)
    finally:
        _end(process)
    if process.returncode:
        raise TokenCommandError(f"it ended with exit code {process.returncode}")
    return _token(data)


def _start_problem(error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) else ""
    return f"it cannot be run{f': {reason}' if reason else ''}"


def _read(process: subprocess.Popen[bytes], until: float, max_seconds: float) -> bytes:
    """Return what a command prints until it ends."""
    late = TokenCommandError(f"it did not end within {max_seconds:g} s")
    data, stream = bytearray(), process.stdout
    with selectors.DefaultSelector() as ready:
        if stream is not None:
            ready.register(stream, selectors.EVENT_READ)
        while ready.get_map():
            if time.monotonic() >= until:
                raise late
            for key, _ in ready.select(_POLL_SECONDS):
                chunk = os.read(key.fd, MAX_BYTES)
                data += chunk
                if not chunk:
                    ready.unregister(key.fileobj)
            if len(data) > MAX_BYTES:
                raise TokenCommandError(f"it printed more than {MAX_BYTES} bytes")
    try:
        process.wait(max(until - time.monotonic(), 0.0))
    except subprocess.TimeoutExpired:
        raise late from None
    return bytes(data)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and its children, and close its output."""
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.stdout is not None:
        process.stdout.close()
    process.wait()


def _token(data: bytes) -> str:
    try:
        text = data.decode("ascii").strip()
    except UnicodeDecodeError:
        text = "\n"
    if not text:
        raise TokenCommandError("it printed nothing")
    if not FIELD_VALUE.fullmatch(text):
        raise TokenCommandError("it printed more than one line, or no ASCII text")
    return text
