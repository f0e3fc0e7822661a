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

from openapi.json.types import JSON
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
    %(locations)s
  }
}
"""

NGINX_SUCCESS = "location / { %(headers)s try_files /body =404; }"
NGINX_REFUSAL = """\
error_page 404 =%(status)d /body; location / { return 404; }
    location = /body { internal; %(headers)s }
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


def prism_command() -> str | None:
    """Return the command of Prism: that of `PRISM`, or one on the path; None without any."""
    return os.environ.get("PRISM") or shutil.which("prism")


def wiremock_jar() -> str | None:
    """Return the file that `WIREMOCK` names; None without it, or without Java."""
    return os.environ.get("WIREMOCK") if shutil.which("java") else None


def prism_words(port: int, document: str) -> list[str]:
    """Return the command line of Prism with one of the packaged documents.

    Raises:
        WrongAnswersError: This machine has no Prism.
    """
    command = prism_command()
    if command is None:
        raise WrongAnswersError("there is no Prism; set PRISM to its command")
    return [command, "mock", "--port", str(port), str(ROOT / "openapi" / document)]


def wiremock_words(port: int, answer: Answer, folder: Path) -> list[str]:
    """Return the command line of a WireMock that gives one answer to every request.

    Raises:
        WrongAnswersError: This machine has no WireMock.
    """
    jar = wiremock_jar()
    if jar is None:
        raise WrongAnswersError("there is no WireMock; set WIREMOCK to its jar")
    home = folder / str(port)
    for name, file, content in (
        ("mappings", "answer.json", json.dumps(wiremock_mapping(answer)).encode()),
        ("__files", "body", answer.body),
    ):
        (home / name).mkdir(parents=True)
        (home / name / file).write_bytes(content)
    quiet = ["--no-request-journal", "--disable-banner", "--root-dir", str(home)]
    return ["java", "-jar", jar, "--port", str(port), "--bind-address", "127.0.0.1", *quiet]


def wiremock_mapping(answer: Answer) -> JSON:
    """Return the stub of WireMock that gives an answer, with its body in the file `body`."""
    headers = dict(answer.own_headers)
    response = {"status": answer.status, "headers": headers, "bodyFileName": "body"}
    return {"request": {"method": "ANY", "urlPattern": ".*"}, "response": response}


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
    always = " always" if answer.status >= 400 else ""
    lines = [f"add_header {name} '{value}'{always};" for name, value in added]
    locations = NGINX_REFUSAL if always else NGINX_SUCCESS
    config = home / "nginx.conf"
    filled = NGINX % {
        "folder": home,
        "locations": locations % {"headers": " ".join(lines), "status": answer.status},
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
