"""Real Redis servers for tests: where their command is found, and how one is run."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REDIS = shutil.which("redis-server") or shutil.which("valkey-server")
"""The command of Redis or Valkey on this machine; None for none."""

REASON = "there is no redis-server; `make redis` installs one"
"""What a skipped test says; the last lines of the run count it."""

needs_redis = pytest.mark.skipif(REDIS is None, reason=REASON)

_PATIENCE = 30.0
_PAUSE = 0.01


def free_port() -> int:
    """Return a port of the loopback that is free now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class RedisServer:
    """A server on a port of the loopback that keeps nothing on disk; it can be killed and begun.

    Attributes:
        port: Its port, the same after every start.
        log: What it has written.
    """

    def __init__(self, folder: Path, *arguments: str, port: int | None = None) -> None:
        """Run it in a folder; `arguments` are more options of its command."""
        self.port = port or free_port()
        self.log = folder / f"redis-{self.port}.log"
        self._folder = folder
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The URL of its database 0."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Begin, empty; return when it accepts connections."""
        words = [str(REDIS), *self._arguments]
        if "--port" not in words:
            words += ["--port", str(self.port)]
        words += ["--bind", "127.0.0.1", "--dir", str(self._folder)]
        if "--sentinel" not in words:
            words += ["--save", "", "--appendonly", "no"]
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(words, stdout=out, stderr=out)  # noqa: S603 - ours
        ends = time.monotonic() + _PATIENCE
        while not self._accepts():
            if self._process.poll() is not None or time.monotonic() > ends:
                raise AssertionError(self.log.read_text(encoding="utf-8", errors="replace"))
            time.sleep(_PAUSE)

    def kill(self) -> None:
        """End it as a crash does; everything that it had is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def command(self, *words: str) -> str:
        """Have it execute a command; return its short answer."""
        line = f"*{len(words)}\r\n" + "".join(f"${len(each)}\r\n{each}\r\n" for each in words)
        with socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE) as connection:
            connection.sendall(line.encode())
            answer = connection.recv(200)
        assert not answer.startswith(b"-"), answer
        return answer.decode()

    def _accepts(self) -> bool:
        """Return whether its port accepts connections, and its socket, which it opens later."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            if "--unixsocket" in self._arguments:
                path = self._arguments[self._arguments.index("--unixsocket") + 1]
                with socket.socket(socket.AF_UNIX) as client:
                    client.connect(path)
        except OSError:
            return False
        return True


@contextmanager
def redis_server(folder: Path, *arguments: str, port: int | None = None) -> Iterator[RedisServer]:
    """Run a server."""
    server = RedisServer(folder, *arguments, port=port)
    server.start()
    try:
        yield server
    finally:
        server.kill()
