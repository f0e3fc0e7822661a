"""Installs a server, starts it, fills it, and checks it with the command `contracts`."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2

from tests.benchmarks.real_servers.catalogue import RealServer
from tests.benchmarks.speed.servers import free_port

START_SECONDS = 90.0
_PAUSE = 0.5


def install(server: RealServer, folder: Path) -> str:
    """Install a server into its folder, once; return why it cannot be, or an empty text."""
    if server.program and shutil.which(server.program) is None:
        return f"{server.program} is not installed"
    done = folder / ".installed"
    if done.exists():
        return ""
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[list[str]] = []
    if server.pip:
        lines.append([sys.executable, "-m", "venv", str(folder / "venv")])
        lines.append([str(folder / "venv/bin/pip"), "install", "--quiet", *server.pip])
    if server.npm:
        lines += [["npm", "init", "--yes"], ["npm", "install", "--silent", *server.npm]]
    for line in lines:
        ended = subprocess.run(  # noqa: S603 - the list is ours
            line, cwd=folder, capture_output=True, text=True, check=False
        )
        if ended.returncode:
            return f"{line[-1]} cannot be installed: {(ended.stderr.splitlines() or [''])[-1]}"
    done.touch()
    return ""


@contextmanager
def started(server: RealServer, folder: Path) -> Iterator[str]:
    """Run a server until the end of the block, with its resources; give its URL.

    Raises:
        TimeoutError: It has not started in time.
    """
    port, second, third = (str(free_port()) for _ in range(3))
    ports = {"port": port, "second": second, "third": third}
    words = {
        **ports,
        "bin": str(folder / "venv/bin"),
        "python": str(folder / "venv/bin/python"),
        "folder": str(folder),
    }
    for name, text in server.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for word, number in ports.items():
            text = text.replace(f"{{{word}}}", number)  # noqa: PLW2901 - step by step
        path.write_text(text, encoding="utf-8")
    environment = {**os.environ, **{k: v.format(**words) for k, v in server.environment.items()}}
    for line in server.before:
        subprocess.run(  # noqa: S603 - the list is ours
            _filled(line, words), cwd=folder, env=environment, check=False, capture_output=True
        )
    url = f"http://127.0.0.1:{port}"
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - the list is ours
            _filled(server.start, words), cwd=folder, env=environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            _wait_for(f"{url}{server.ready}", server.headers)
            for line, body in server.fill:
                _ask(url, line, body, server.headers)
            yield url
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def check(server: RealServer, url: str, folder: Path, seconds: int) -> Mapping[str, Any]:
    """Check a server with the profile `ci`, and return the report."""
    document = folder / "document.yaml"
    if server.document.startswith("/"):
        document.write_bytes(_get(f"{url}{server.document}", server.headers))
    else:
        [document] = folder.glob(server.document)
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "contracts", "check", f"{url}{server.base}", "--spec", str(document),
         "--profile", "ci", "--max-time", f"{seconds}s", "--report", f"json={report}",
         *server.options],
        check=False, capture_output=True,
    )  # fmt: skip
    found: Mapping[str, Any] = json.loads(report.read_bytes())
    return found


def _filled(words: Sequence[str], values: Mapping[str, str]) -> list[str]:
    return [word.format(**values) for word in words]


def _wait_for(url: str, headers: Mapping[str, str]) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            _get(url, headers)
        except httpx2.HTTPError as error:
            if time.monotonic() > end:
                raise TimeoutError(f"no success at {url}: {error}") from error
            time.sleep(_PAUSE)
        else:
            return


def _get(url: str, headers: Mapping[str, str]) -> bytes:
    return httpx2.get(url, headers=headers, timeout=60).raise_for_status().content


def _ask(url: str, line: str, body: object, headers: Mapping[str, str]) -> None:
    """Send a request; a refusal is left to the check, which will name what is missing."""
    method, path = line.split(" ", 1)
    httpx2.request(method, f"{url}{path}", json=body, headers=headers, timeout=60)
