"""A real `redis-server` for tests, where the machine has one: on a free port, without a disk."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

EXECUTABLE = shutil.which("redis-server") or shutil.which("valkey-server")
PATIENCE = 20.0


@contextmanager
def redis_server(*options: str) -> Iterator[str]:
    """Start a server, yield its URL, and end it.

    Args:
        options: Words of its command line, beside those that keep it in memory.
    """
    if EXECUTABLE is None:
        pytest.skip("there is no redis-server and no valkey-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [EXECUTABLE, "--port", str(port), "--bind", "127.0.0.1", "--save", "", *options]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own words
        try:
            _wait_until_it_answers(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.kill()


def _wait_until_it_answers(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("redis-server does not answer")
