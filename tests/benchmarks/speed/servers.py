"""The measured servers, each in its own processes on the loopback."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.commands import command, environment
from tests.benchmarks.speed.answers import Answer, ask_once
from tests.benchmarks.speed.figures import WrongAnswersError

PATIENCE = 30.0
ROOT = Path(__file__).parents[3]
HAS_PROC = Path("/proc/self/stat").exists()
"""Whether this system reports the resources of processes."""
TICKS = os.sysconf("SC_CLK_TCK")

NGINX = """\
daemon off; worker_processes 1; pid %(folder)s/pid; error_log stderr crit;
events { worker_connections 4096; }
http {
  access_log off; default_type %(type)s; etag off; server_tokens off;
  keepalive_requests 1000000000; open_file_cache max=10; sendfile on; tcp_nopush on;
  client_body_temp_path %(folder)s; proxy_temp_path %(folder)s; fastcgi_temp_path %(folder)s;
  uwsgi_temp_path %(folder)s; scgi_temp_path %(folder)s;
  server {
    listen 127.0.0.1:%(port)d backlog=4096; root %(folder)s;
    location / { %(headers)s try_files /body =404; }
  }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that answers.

    Attributes:
        port: Where on the loopback.
        process: The process that was started.
    """

    port: int
    process: subprocess.Popen[bytes]

    def processes(self) -> list[int]:
        """Return the process and its children."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [pid, *map(int, children.split())]

    def cpu_seconds(self) -> float:
        """Return the CPU time that its processes have used so far; 0 if it is unknown."""
        if not HAS_PROC:
            return 0.0
        return sum(_cpu_ticks(pid) for pid in self.processes()) / TICKS

    def memory_mb(self) -> float:
        """Return the resident memory of its processes in MB."""
        return sum(_memory_kb(pid) for pid in self.processes()) / 1024


def _cpu_ticks(pid: int) -> int:
    """Return user and system time of a process; the name before them may have any character."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _memory_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def free_port() -> int:
    """Return a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def has_nginx() -> bool:
    """Whether this machine has nginx."""
    return shutil.which("nginx") is not None


def mock_words(port: int, options: Sequence[str]) -> list[str]:
    """Return the command line of our mock."""
    return [command("mock-server"), "serve", "--port", str(port), *options]


def connexion_words(port: int) -> list[str]:
    """Return the command line of Connexion's own mock."""
    return [sys.executable, "-m", "tests.benchmarks.speed.stock_connexion", str(port)]


def bare_words(port: int, answer: Answer, folder: Path, module: str = "bare_app") -> list[str]:
    """Return the command line of the bare app, or of another one that gives one answer."""
    file = folder / f"{port}.json"
    pairs = [*answer.own_headers, ("content-length", str(len(answer.body)))]
    body = answer.body.decode("utf-8")
    text = json.dumps({"status": answer.status, "headers": pairs, "body": body})
    file.write_text(text, encoding="utf-8")
    return [sys.executable, "-m", f"tests.benchmarks.speed.{module}", str(port), str(file)]


def nginx_words(port: int, answer: Answer, folder: Path) -> list[str]:
    """Return the command line of an nginx that serves one answer from a file."""
    home = folder / str(port)
    home.mkdir(mode=0o755)
    folder.chmod(0o755)
    (home / "body").write_bytes(answer.body)
    kinds = dict(answer.own_headers)
    added = (pair for pair in answer.own_headers if pair[0] != "content-type")
    lines = [f"add_header {name} '{value}';" for name, value in added]
    config = home / "nginx.conf"
    filled = NGINX % {
        "folder": home,
        "headers": " ".join(lines),
        "port": port,
        "type": kinds["content-type"],
    }
    config.write_text(filled, encoding="utf-8")
    return ["nginx", "-c", str(config), "-e", "stderr"]


@contextmanager
def running(
    words: Sequence[str], port: int, raw: bytes, patience: float = PATIENCE
) -> Iterator[Running]:
    """Start a server, yield it as soon as it answers, and end it.

    Args:
        words: The command line.
        port: Where it listens.
        raw: The request that is tried.
        patience: Seconds until it must answer.
    """
    with subprocess.Popen(  # noqa: S603 - our own words
        words, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as process:
        try:
            wait_for_answer(process, port, raw, patience)
            yield Running(port=port, process=process)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            finally:
                process.kill()


def wait_for_answer(
    process: subprocess.Popen[bytes], port: int, raw: bytes, patience: float = PATIENCE
) -> Answer:
    """Try until there is an answer, and return it.

    Raises:
        WrongAnswersError: There was none in time, or the process ended.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until and process.poll() is None:
        try:
            return ask_once(port, raw)
        except OSError:
            time.sleep(0.002)
    state = "ended" if process.poll() is not None else "did not answer"
    raise WrongAnswersError(f"the server on port {port} {state}")
