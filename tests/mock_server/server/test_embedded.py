"""A mock server in a thread of this process."""

import threading
import urllib.request

from mock_server.server.embedded import MockServer

JOBS = "/subscriptions/imports"


def read(url):
    """Return the answer to a GET."""
    return urllib.request.urlopen(url, timeout=10)  # noqa: S310, our own server


def test_servers_do_not_meet(packaged):
    """Two servers run beside each other, each on its own port."""
    with MockServer(contracts=packaged) as one, MockServer(contracts=packaged) as two:
        statuses = [read(server.url + JOBS).status for server in (one, two)]

    assert one.url != two.url
    assert statuses == [200, 200]


def watchers():
    """Return how many threads look after files."""
    return [thread.name for thread in threading.enumerate()].count("mock-server-reload")
