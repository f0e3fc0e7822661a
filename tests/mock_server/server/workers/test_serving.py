"""Serving with several workers."""

import os
import signal
import socket

import pytest

from mock_server.errors import SettingsError
from mock_server.scenarios.errors import ScenarioError
from mock_server.server.workers.serving import OutputLock, serve_with_workers
from mock_server.settings import Settings
from tests.acceptance.cases import cases

LINES = 200

LINE = "x" * 5000  # longer than what a pipe takes whole


def serve(contracts, settings, **options):
    """Serve until the greeting was said; return what was said."""
    said = []

    def say(text):
        said.append(text)
        os.kill(os.getpid(), signal.SIGTERM)

    serve_with_workers(
        contracts,
        settings,
        2,
        log=None,
        write=said.append,
        notify=say,
        greeting=lambda real: f"port {real.port}",
        **options,
    )
    return said


def test_the_greeting_comes_once_with_the_real_port(packaged):
    """When all workers answer; then a signal ends them."""
    (said,) = serve(packaged, Settings(port=0))

    assert said.startswith("port ")
    assert said != "port 0"


@cases(
    ("settings", "error"),
    {
        "scenario": (Settings(port=0, scenarios=("nonsense",)), ScenarioError),
        "port": (Settings(port=-1), SettingsError),
    },
)
def test_what_cannot_be_served_is_an_error_before_a_worker_starts(packaged, settings, error):
    """The parent finds it, once; and the port is free again."""
    with pytest.raises(error):
        serve(packaged, settings)


def test_a_port_in_use_is_an_error(packaged):
    """As with one process."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings = Settings(port=other.getsockname()[1])
        with pytest.raises(SettingsError, match="in use"):
            serve(packaged, settings)


@pytest.fixture
def lock():
    """Return a lock."""
    with OutputLock() as made:
        yield made


def test_lines_of_two_processes_do_not_tear(lock):
    """Long blocks into a pipe that is read slowly arrive line by line."""
    reader, writer = os.pipe()

    def write(text):
        data = text.encode()
        while data:
            data = data[os.write(writer, data) :]

    children = []
    for letter in "ab":
        child = os.fork()
        if not child:
            try:
                os.close(reader)
                for _ in range(LINES // 10):
                    lock.around(write)(f"{letter}{LINE}\n" * 10)
            finally:
                os._exit(0)
        children.append(child)
    os.close(writer)
    with open(reader, "rb") as lines:  # noqa: PTH123 - a descriptor
        found = lines.read().decode().splitlines()
    for child in children:
        os.waitpid(child, 0)

    assert sorted(found) == [f"a{LINE}"] * LINES + [f"b{LINE}"] * LINES


def test_a_killed_process_gives_the_lock_back(lock):
    """A worker that is killed while it writes does not stop the others' lines."""
    said = []
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        lock.around(lambda _: (os.write(writer, b"."), os.kill(os.getpid(), 9)))("")
        os._exit(1)
    os.read(reader, 1)
    os.waitpid(child, 0)
    lock.around(said.append)("still here")

    assert said == ["still here"]
    os.close(reader)
    os.close(writer)


def test_a_sentence_does_not_wait_for_an_output_that_is_not_read(lock):
    """The parent writes after a moment, even if a worker has the lock: it has others to serve."""
    said = []
    held, done = os.pipe(), os.pipe()
    child = os.fork()
    if not child:
        lock.around(lambda _: (os.write(held[1], b"."), os.read(done[0], 1)))("")
        os._exit(0)
    os.read(held[0], 1)
    lock.soon_around(said.append)("hello")
    os.write(done[1], b".")
    os.waitpid(child, 0)

    assert said == ["hello"]
    for descriptor in (*held, *done):
        os.close(descriptor)
