"""Runs a function, or a command's own `main`, in a process of its own, bounded in time and memory.

The process is forked, so that the imports are made once for all documents.
"""

import gc
import importlib
import os
import pickle
import pkgutil
import re
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import contracts
import mock_server
import openapi
from contracts.cli.main import main as contracts_main
from mock_server.cli.main import main as mock_main

_NOT_IMPORTED = ("__main__", "pytest_plugin")  # modules that do something when they are imported
_MOST_BYTES = 4 << 30
_STARTED = re.compile(r"^Serving .* on (http://\S+)$", re.MULTILINE)
_PAUSE = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended: its exit code, negative for a signal; its output; whether in time."""

    code: int
    output: str
    in_time: bool = True


def import_all() -> None:
    """Import what the commands import when it is needed, so that no process does it again.

    Without this, most of the time of a small document goes into imports.
    """
    for package in (openapi, mock_server, contracts):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(_NOT_IMPORTED):
                importlib.import_module(module.name)
    gc.freeze()


def run_command(words: Sequence[str], output: Path, seconds: float) -> Ended:
    """Run the command `contracts` with these words; its output goes to a file."""
    child = _fork(lambda: contracts_main([*words]), output)
    return _ended(child, output, seconds)


def call(function: Callable[[], Any], output: Path, seconds: float) -> Any:
    """Return what a function returns in a process of its own.

    Raises:
        ChildProcessError: It did not return; the message says why.
    """
    result = output.with_suffix(".pickle")
    child = _fork(lambda: result.write_bytes(pickle.dumps(function())), output)
    ended = _ended(child, output, seconds)
    if ended.code or not ended.in_time:
        lines = ended.output.strip().splitlines() or [f"exit code {ended.code}"]
        message = lines[-1] if ended.in_time else f"not done after {seconds:.0f} s"
        raise ChildProcessError(message)
    return pickle.loads(result.read_bytes())  # noqa: S301 - written above


@contextmanager
def served(path: Path, output: Path, seconds: float) -> Iterator["Served"]:
    """Serve a document with the command `mock-server` until the end of the block."""
    child = _fork(lambda: mock_main(args=["serve", str(path), "--port", "0"]), output)
    server = Served(child, output)
    try:
        server.wait(seconds)
        yield server
    finally:
        server.stop()


class Served:
    """A mock in a process of its own."""

    def __init__(self, child: int, output: Path) -> None:
        """Keep the process and the file of its output."""
        self._child, self._output = child, output
        self._code: int | None = None
        self.url = ""
        self.seconds = 0.0

    def wait(self, seconds: float) -> None:
        """Wait until it is ready, or has ended, or the time is up; `url` is empty if it is not."""
        start = time.monotonic()
        while time.monotonic() - start < seconds and self.is_alive:
            found = _STARTED.search(self.text)
            if found:
                self.url, self.seconds = found[1], time.monotonic() - start
                return
            time.sleep(_PAUSE)

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        if self._code is None:
            child, status = os.waitpid(self._child, os.WNOHANG)
            self._code = os.waitstatus_to_exitcode(status) if child else None
        return self._code is None

    @property
    def code(self) -> int | None:
        """The exit code; None while it runs."""
        return self._code

    @property
    def text(self) -> str:
        """What it wrote."""
        return self._output.read_text(errors="replace") if self._output.exists() else ""

    def stop(self) -> None:
        """End the process."""
        if self.is_alive:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
            self._code = -signal.SIGKILL


def _fork(function: Callable[[], Any], output: Path) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    output.unlink(missing_ok=True)
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        to = os.open(output, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        os.dup2(to, 1)
        os.dup2(to, 2)
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
        function()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException as error:  # noqa: BLE001 - reported by the parent
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return 0


def _ended(child: int, output: Path, seconds: float) -> Ended:
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            code = os.waitstatus_to_exitcode(status)
            return Ended(code=code, output=output.read_text(errors="replace"))
        time.sleep(_PAUSE)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return Ended(code=-signal.SIGKILL, output=output.read_text(errors="replace"), in_time=False)
