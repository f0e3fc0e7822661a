"""Tests of a socket with one deadline, one counter and one buffer."""

import os
import resource
import socket

import pytest

from contracts.http.client.bounded_socket import DeadlineSocket


@pytest.fixture
def pair():
    """Return a bounded socket and the socket at its other end."""
    near, far = socket.socketpair()
    line = DeadlineSocket(near, lambda: 0.0)
    line.deadline = 5.0
    yield line, far
    near.close()
    far.close()


def test_the_rest_is_left_for_the_next_reader(pair):
    """Extra bytes are neither lost nor read as part of the answer."""
    line, far = pair
    far.sendall(b"one\ntwo")

    assert line.makefile("rb").readline() == b"one\n"
    assert line.trailing_bytes(0.0) == 3
    assert line.makefile("rb").read1(10) == b"two"


def test_nothing_too_many_is_nothing(pair):
    """An empty buffer does not wait."""
    line, _ = pair

    assert line.trailing_bytes(0.0) == 0
    assert line.unexpected_bytes() == (b"", False)


def test_a_line_that_was_left_is_known(pair):
    """A close by the server between two requests is noticed."""
    line, far = pair
    far.sendall(b"bye")
    far.close()

    assert line.unexpected_bytes() == (b"bye", False)
    assert line.unexpected_bytes() == (b"", True)


def test_every_byte_counts(pair):
    """Bytes that belong to no answer count too."""
    line, far = pair
    far.sendall(b"12345")
    line.unexpected_bytes()

    assert line.received == 5


def test_no_time_is_no_time(pair):
    """A deadline that has passed is reported before anything is sent."""
    line, _ = pair
    line.deadline = -1.0

    with pytest.raises(TimeoutError):
        line.sendall(b"x")


def test_a_descriptor_beyond_1024_is_like_any_other():
    """A process with many open files still sees bytes that came without a request."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < 1200:
        pytest.skip("this machine allows no descriptor so high")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], 1200), before[1]))
    near, far = socket.socketpair()
    with near, far, socket.socket(fileno=os.dup2(near.fileno(), 1150)) as high:
        line = DeadlineSocket(high, lambda: 0.0)
        far.sendall(b"late")

        assert line.unexpected_bytes() == (b"late", False)
        assert line.trailing_bytes(0.01) == 0
    resource.setrlimit(resource.RLIMIT_NOFILE, before)
