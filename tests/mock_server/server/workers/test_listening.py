"""The listening sockets of several processes on one port."""

import socket
from contextlib import contextmanager

import pytest

from mock_server.errors import SettingsError
from mock_server.server.uvicorn_server import listen
from mock_server.server.workers.listening import close_all, listen_for_workers
from mock_server.settings import Settings
from tests.acceptance.cases import cases


@contextmanager
def listening(settings, count, **options):
    """Listen for the length of a test."""
    listeners = listen_for_workers(settings, count, **options)
    try:
        yield listeners
    finally:
        close_all(listeners)


@cases("host", {"ipv4": "127.0.0.1", "both": "localhost"})
def test_every_process_has_a_socket_on_the_same_free_port(host):
    """Port 0 takes one free port for all, in both families of `localhost`."""
    with listening(Settings(host=host, port=0), 3) as listeners:
        ports = {each.getsockname()[1] for own in listeners for each in own}
        families = [[each.family for each in own] for own in listeners]

    assert len(ports) == 1
    assert families == [families[0]] * 3


@pytest.mark.parametrize("spreads", [True, False])
def test_connections_reach_some_process(spreads):
    """Each waits in the queue of one process, and if the kernel spreads them, not all in one."""
    with listening(Settings(port=0), 2, spreads=spreads) as listeners:
        address = listeners[0][0].getsockname()
        clients = [socket.create_connection(address, 5) for _ in range(40)]
        counts = [accepted(own[0]) for own in listeners]
        for client in clients:
            client.close()

    assert sum(counts) == 40
    if spreads:
        assert all(counts)


@pytest.mark.parametrize("count", [1, 2])
def test_a_port_on_which_workers_listen_is_in_use(count):
    """A second server on the port is refused; it would take a part of the requests."""
    with listening(Settings(port=0), 2) as listeners:
        taken = Settings(port=listeners[0][0].getsockname()[1])
        with pytest.raises(SettingsError, match="in use"):
            listen_for_workers(taken, count)
        with pytest.raises(SettingsError, match="in use"):
            listen(taken)


def accepted(listener):
    """Return how many connections wait in a queue."""
    count = 0
    try:
        while True:
            listener.accept()[0].close()
            count += 1
    except BlockingIOError:
        return count
