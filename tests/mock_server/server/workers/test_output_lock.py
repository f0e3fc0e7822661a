"""One output of several processes."""

import os

import pytest

from mock_server.server.workers.output_lock import OutputLock

LINES = 200
LINE = "x" * 5000  # longer than what a pipe takes whole


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
