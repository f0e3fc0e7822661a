"""Commands in processes of their own that need not import anything: forks of a warm process.

A command costs half a second to a second of imports, and the tests run hundreds. A fork has its
own command line, environment, folder, streams, signals, memory and exit code all the same:
`test_warm_commands.py` compares it with the installed command.
"""

import atexit
import fcntl
import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

REPOSITORY = Path(__file__).parents[2]
LOCK = Path(__file__)
"""The file that is locked while the warm process is started, joined or ended."""

OF_THE_INTERPRETER = ("PYTHON", "LC_", "LANG", "MALLOC_")
"""The first letters of variables that a process reads before any of our code runs."""


@dataclass(slots=True, kw_only=True)
class WarmProcess:
    """A running command, with what the tests use of `subprocess.Popen`.

    Attributes:
        pid: Its number.
        stdin: The pipe to its standard input, if asked for.
        stdout: The pipe from its standard output, if asked for.
        stderr: The pipe from its standard error, if asked for.
        returncode: Its exit code, None as long as it runs; below zero the signal that killed it.
        megabytes: The most memory that it held at once; known at its end.
        cpu_seconds: What it has computed; known at its end.
        report: What its watcher says of it.
    """

    pid: int
    stdin: IO[str] | None
    stdout: IO[str] | None
    stderr: IO[str] | None
    report: IO[str]
    returncode: int | None = None
    megabytes: float = 0.0
    cpu_seconds: float = 0.0

    def poll(self) -> int | None:
        """Return the exit code, None as long as it runs."""
        if self.returncode is None and select.select([self.report], [], [], 0)[0]:
            self._read()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end, and return the exit code.

        Raises:
            TimeoutError: It has not ended in `timeout` seconds.
        """
        if self.returncode is None:
            if not select.select([self.report], [], [], timeout)[0]:
                raise TimeoutError(f"process {self.pid} has not ended after {timeout} seconds")
            self._read()
        assert self.returncode is not None
        return self.returncode

    def _read(self) -> None:
        said = json.loads(self.report.readline())
        self.returncode = said["code"]
        self.megabytes, self.cpu_seconds = said["megabytes"], said["cpu_seconds"]
        self.report.close()

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self.stdout, self.stderr, self.stdin):
            if stream:
                stream.close()
        self.wait()


@functools.cache
def _server() -> tuple[socket.socket, threading.Lock]:
    """Return a connection of this process to the warm one, and what keeps its orders apart."""
    return connect(), threading.Lock()


def connect() -> socket.socket:
    """Connect to the warm process of this run, which is started by the first worker that needs it.

    It ends with the last connection. Only who holds the lock looks whether it is there.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", os.getpid())
    path = Path(tempfile.gettempdir()) / f"specimen-{run}.sock"
    ours = socket.socket(socket.AF_UNIX)
    with LOCK.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            ours.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            path.unlink(missing_ok=True)
            process = _started(path)
            ours.connect(str(path))
            atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def _started(path: Path) -> subprocess.Popen[bytes]:
    """Start the warm process; it listens from now on, and answers when it has imported all."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        return subprocess.Popen(
            [sys.executable, "-m", "tests.acceptance.warm_server", str(listener.fileno())],
            cwd=REPOSITORY,
            env={
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("MOCK_SERVER_", "CONTRACTS_"))
            },
            pass_fds=(listener.fileno(),),
            stdin=subprocess.DEVNULL,
        )


def can_be_warm(changes: Mapping[str, str] | None) -> bool:
    """Whether a fork is what a new process with these variables would be."""
    return not any(name.startswith(OF_THE_INTERPRETER) for name in changes or {})


def start(
    words: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: str | Path | None = None,
    stdin: int | IO[str] | None = subprocess.DEVNULL,
    stdout: int | IO[str] | None = None,
    stderr: int | IO[str] | None = None,
) -> WarmProcess:
    """Run a command; its words and streams are those of `subprocess.Popen`."""
    pipes: list[IO[str] | None] = [None, None, None]
    theirs: list[int] = []
    to_close: list[int] = []
    for number, wanted in enumerate((stdin, stdout, stderr)):
        if wanted == subprocess.PIPE:
            reader, writer = os.pipe()
            ours, other = (reader, writer) if number else (writer, reader)
            pipes[number] = open(ours, "r" if number else "w", encoding="utf-8")  # noqa: PTH123, SIM115 - a descriptor, closed by the process
            to_close.append(other)
        elif wanted == subprocess.DEVNULL:
            other = os.open(os.devnull, os.O_RDWR)
            to_close.append(other)
        elif wanted == subprocess.STDOUT:
            other = theirs[1]
        else:
            other = (
                number if wanted is None else wanted if isinstance(wanted, int) else wanted.fileno()
            )
        theirs.append(other)
    reader, writer = os.pipe()
    order = {"words": list(words), "cwd": str(cwd or Path.cwd()), "env": dict(env)}
    control, lock = _server()
    with lock:
        text = f"{json.dumps(order)}\n".encode()
        sent = socket.send_fds(control, [text], [*theirs, writer])
        control.sendall(text[sent:])
    for descriptor in (*to_close, writer):
        os.close(descriptor)
    report = open(reader, encoding="ascii")  # noqa: PTH123, SIM115 - closed by the process
    pid = int(report.readline())
    return WarmProcess(pid=pid, stdin=pipes[0], stdout=pipes[1], stderr=pipes[2], report=report)
