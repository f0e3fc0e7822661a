"""The two real commands, run as a user runs them: in a process of their own, or in this one."""

import functools
import io
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from unittest.mock import patch
from urllib.parse import urlsplit

from contracts.cli.main import main as contracts
from mock_server.cli.main import main as mock_server
from tests.acceptance.warm_commands import WarmProcess, can_be_warm, start

PATIENCE = 60.0
"""Seconds for what takes one at most, on a machine with much else to do."""


def command(name: str) -> str:
    """Return the path of an installed command."""
    return str(Path(sys.executable).with_name(name))


def started(name: str) -> tuple[str, ...]:
    """Return the words that start an installed command; pytest finds modules in its folder."""
    return (sys.executable, "-m", name) if name == "pytest" else (command(name),)


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this process's environment without the two commands' variables, and changed."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MOCK_SERVER_", "CONTRACTS_"))
    }
    return {**kept, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", **(changes or {})}


def run(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in a process of its own; `arguments` begin with its name.

    The process is a fork of one that has imported everything, which `run_installed` is not.
    """
    if not can_be_warm(env):
        return run_installed(*arguments, env=env, cwd=cwd)
    name, *rest = arguments
    with (
        TemporaryFile("r+", encoding="utf-8") as out,
        TemporaryFile("r+", encoding="utf-8") as err,
        start(
            [command(name), *rest],
            cwd=cwd,
            env=environment(env),
            stdout=out.fileno(),
            stderr=err.fileno(),
        ) as process,
    ):
        try:
            code = process.wait(timeout=180)
        finally:
            process.kill()
        for file in (out, err):
            file.seek(0)
        texts = [file.read() for file in (out, err)]
    return subprocess.CompletedProcess(arguments, code, *texts)


def run_installed(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the installed command to its end, with the imports of its start."""
    name, *rest = arguments
    return subprocess.run(
        [*started(name), *rest],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env=environment(env),
        timeout=180,
    )


def run_here(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself in this process; `arguments` begin with its name.

    It has the command line, environment, working folder, streams and exit code of `run`, and
    saves the second or two in which a new process imports everything again. `run` is for what only
    a process can show: its start, its signals, its real streams.
    """
    name, *rest = arguments
    program = {"contracts": contracts, "mock-server": mock_server}[name]
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    code: object = 0
    with (
        patch.dict(os.environ, environment(env), clear=True),
        chdir(cwd or Path.cwd()),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            program(rest)
        except SystemExit as ended:
            code = ended.code or 0
    assert isinstance(code, int)
    stdout, stderr = (stream.buffer.getvalue().decode() for stream in (out, err))
    return subprocess.CompletedProcess(arguments, code, stdout, stderr)


@dataclass(frozen=True, slots=True, kw_only=True)
class MockProcess:
    """A `mock-server serve` that is answering.

    Attributes:
        url: Where it answers, without a slash at the end.
        process: The process itself.
        lines: What it has said so far, line by line; grows.
        listener: The thread that reads what it says.
    """

    url: str
    process: subprocess.Popen[str] | WarmProcess
    lines: list[str]
    listener: threading.Thread

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        return str(parts.hostname), int(parts.port or 0)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, wait for the end, and return the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=PATIENCE)
        self.listener.join(PATIENCE)
        return code

    def text(self) -> str:
        """Return all that it has said; whole only after `stop`."""
        return "\n".join(self.lines)


@contextmanager
def mock_process(
    *arguments: str,
    executable: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    subcommand: str = "serve",
) -> Iterator[MockProcess]:
    """Start `mock-server serve` or another subcommand on a free port, yield it, and end it.

    Without `executable`, the path of an installed command, it need not import anything.
    """
    is_warm = executable is None and can_be_warm(env)
    words = [executable or command("mock-server"), subcommand, "--port", "0", *arguments]
    with (start if is_warm else functools.partial(subprocess.Popen, encoding="utf-8"))(
        words,
        cwd=cwd,
        env=environment(env),
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield _wait_for_url(process)
        finally:
            process.kill()
            process.wait()


def _wait_for_url(process: subprocess.Popen[str] | WarmProcess) -> MockProcess:
    """Read what the process says until it names its address, then keep reading beside it."""
    lines: list[str] = []
    found: list[str] = []
    is_settled = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            # A proxy names the server behind it first.
            if not found and (matches := re.findall(r"https?://[\w.\[\]:-]+:\d+", line)):
                found.append(matches[-1])
                is_settled.set()
        is_settled.set()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    is_settled.wait(PATIENCE)
    assert found, "mock-server did not start:\n" + "\n".join(lines)
    return MockProcess(url=found[0], process=process, lines=lines, listener=listener)
