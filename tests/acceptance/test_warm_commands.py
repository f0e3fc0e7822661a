"""A command in a fork of a warm process is what the installed command is."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from tests.acceptance import warm_commands
from tests.acceptance.cases import cases
from tests.acceptance.commands import (
    PATIENCE,
    command,
    environment,
    mock_process,
    run,
    run_installed,
)
from tests.acceptance.warm_commands import can_be_warm, connect, start


@cases(
    "words",
    {
        "help": ("contracts", "check", "--help"),
        "output": ("contracts", "check", "http://127.0.0.1:9", "--dry-run"),
        "usage": ("mock-server", "serve", "--port", "many"),
        "no server": ("contracts", "check", "http://127.0.0.1:9", "--spec", "missing.yaml"),
        "settings": ("mock-server", "scenarios", "show", "happy-imprt"),
    },
)
def test_a_fork_gives_the_same_bytes_as_the_installed_command(tmp_path, words):
    """Standard output, standard error and exit code are the same, also of a folder's own file."""
    (tmp_path / "contracts.toml").write_text("[check]\nprofile = 'smoke'\n", encoding="utf-8")
    env = {"MOCK_SERVER_HOST": "127.0.0.1", "CONTRACTS_CHECK_TIMEOUT": "3s"}
    done = [each(*words, cwd=tmp_path, env=env) for each in (run, run_installed)]

    assert len({(each.returncode, each.stdout, each.stderr) for each in done}) == 1
    assert done[0].stdout + done[0].stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_fork_ends_by_a_signal_as_the_installed_command(number):
    """A mock says the same from its start to its end, and has the same exit code."""
    ends = []
    for executable in (None, command("mock-server")):
        with mock_process(executable=executable) as mock:
            code = mock.stop(number)
            ends.append((code, mock.text().replace(mock.url, "")))

    assert ends[0] == ends[1]


def test_a_fork_has_only_its_own_words_and_streams(tmp_path):
    """Its folder, words, environment, streams and open files are those of a new process."""
    script = (
        "import os, sys\n"
        "def test_it():\n"
        "    files = sorted(map(int, os.listdir('/proc/self/fd')))\n"
        "    print(os.getcwd(), sys.argv[1:], os.environ.get('HUE'), 'tests' in sys.modules)\n"
        "    print([file for file in files if file < 3 or file > 5], sys.stdin.read())\n"
    )
    (tmp_path / "test_it.py").write_text(script, encoding="utf-8")
    said = []
    words = ["-q", "-s", "-p", "no:cacheprovider", "test_it.py"]
    for begin, program in (
        (start, ["pytest"]),
        (subprocess.Popen, [sys.executable, "-m", "pytest"]),
    ):
        with begin(
            [*program, *words],
            cwd=tmp_path,
            env=environment({"HUE": "blue"}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            os.write(process.stdin.fileno(), b"given")
            process.stdin.close()
            text = process.stdout.read()
            assert process.wait(timeout=PATIENCE) == 0
            said.append(text if isinstance(text, str) else text.decode())

    assert said[0].splitlines()[:2] == said[1].splitlines()[:2]
    assert "given" in said[0]


def test_all_workers_of_a_run_share_the_warm_process(monkeypatch):
    """A worker that comes later imports nothing anew, and leaves without the process's end."""
    assert run("contracts", "--version").returncode == 0
    monkeypatch.setattr(warm_commands, "_started", pytest.fail)
    with connect() as second, monkeypatch.context() as patched:
        patched.setattr(warm_commands, "_server", lambda: (second, threading.Lock()))
        assert run("contracts", "--version").returncode == 0

    assert run("contracts", "--version").returncode == 0


def test_what_the_interpreter_reads_at_its_start_is_never_given_to_a_fork():
    """A test that sets such a variable gets the installed command."""
    assert can_be_warm({"CONTRACTS_CHECK_PROFILE": "smoke", "HOME": "/nowhere"})
    assert not can_be_warm({"PYTHONIOENCODING": "ascii"})
    assert not can_be_warm({"LC_ALL": "C"})
