"""A mock server in a thread of this process."""

import threading
import urllib.request

import pytest

from mock_server.admin.document import document_file
from mock_server.server.embedded import MockServer
from mock_server.settings import Settings

JOBS = "/subscriptions/imports"


def read(url):
    """Return the answer to a GET."""
    return urllib.request.urlopen(url, timeout=60)  # noqa: S310 - our own server


def test_servers_do_not_meet(packaged):
    """Two servers run at the same time, each on its own port."""
    with MockServer(contracts=packaged) as one, MockServer(contracts=packaged) as two:
        statuses = [read(server.url + JOBS).status for server in (one, two)]

    assert one.url != two.url
    assert statuses == [200, 200]


def watchers():
    """Return how many threads look after files."""
    return [thread.name for thread in threading.enumerate()].count("mock-server-reload")


def test_server_answers_while_its_block_lasts(packaged):
    """In the block requests are answered; after it the port is closed."""
    with MockServer(contracts=packaged) as server:
        answer = read(server.url + JOBS)

    assert answer.status == 200
    assert answer.headers["date"]
    assert answer.headers["server"] is None
    with pytest.raises(OSError):  # noqa: PT011 - refused or reset, as the machine likes
        read(server.url + JOBS)


def test_server_loads_what_its_settings_name(warehouse):
    """Without contracts, the documents of the settings are served."""
    server = MockServer()

    assert [contract.api for contract in server.contracts] == ["elastic_path", "placewise"]
    assert server.settings.port == 0
    assert MockServer(contracts=[warehouse]).contracts == (warehouse,)


def test_files_are_watched_while_the_server_runs():
    """A server that reloads files stops watching them when it stops."""
    with MockServer(Settings(port=0, specs=(document_file(),), is_reloaded=True)):
        during = watchers()

    assert (during, watchers()) == (1, 0)


def test_stopping_twice_is_nothing(packaged):
    """A server that does not run can be stopped."""
    server = MockServer(contracts=packaged)
    server.start()
    server.stop()

    server.stop()
