"""What a fleet keeps in Redis, with a real server."""

import pytest

from contracts.errors import UnreachableError
from contracts.run.parallel.fleet.address import parse_address
from contracts.run.parallel.fleet.store import NOT_WANTED, RUN_GONE, FleetStore
from tests.redis_server import needs_redis, redis_server

SERVERS = ("http://a", "http://b")

pytestmark = needs_redis


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The URL of a server."""
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture
def store(url):
    """A store that begins empty."""
    found = FleetStore(parse_address(url, "--fleet"), SERVERS)
    found._client.flushdb()  # noqa: SLF001 - no command of a fleet deletes everything
    yield found
    found.close()


def test_workers_are_known_with_what_they_do(store):
    """A coordinator sees each worker that reports, and its task, until it ends."""
    store.report_worker("a", "")
    store.report_worker("b", "run.1")
    store.report_worker("a", "run.2")

    assert store.workers() == {"a": "run.2", "b": "run.1"}

    store.remove_worker("a")

    assert store.workers() == {"b": "run.1"}


@pytest.mark.usefixtures("store")
def test_workers_of_other_servers_are_not_those_of_a_run(url):
    """Fleets of different servers share a database; a run counts the workers that may do it all."""
    [address, shown] = [parse_address(url, "--fleet"), {}]
    for servers in (("http://a",), ("http://a", "http://b"), ("http://c",)):
        other = FleetStore(address, servers)
        other.report_worker("+".join(servers), "")
        shown[servers] = other
    try:
        assert {n: sorted(s.workers()) for n, s in shown.items()} == {
            ("http://a",): ["http://a", "http://a+http://b"],
            ("http://a", "http://b"): ["http://a+http://b"],
            ("http://c",): ["http://c"],
        }
    finally:
        for other in shown.values():
            other.close()


def test_worker_that_reports_no_more_is_forgotten(store):
    """The report of a worker expires, so that the loss of its machine is noticed."""
    store.report_worker("a", "run.1")
    client = store._client  # noqa: SLF001 - to let time pass
    [key] = client.keys("*worker:a")

    assert 0 < client.pttl(key) <= 10_000

    client.delete(key)

    assert store.workers() == {}
    assert client.keys("specimen:fleet:workers:*") == []


def test_task_is_unwanted_once_its_run_says_so_or_is_over(store):
    """A worker can find out why to end: the run ends, has given the task away, or is gone."""
    store.want("run", ["run.1"])

    assert store.why_unwanted("run", "run.1") == ""
    assert store.why_unwanted("run", "run.2") == NOT_WANTED

    store.want("run", ["run.1"], "the run was interrupted")

    assert store.why_unwanted("run", "run.1") == "the run was interrupted"

    store.end("run")

    assert store.why_unwanted("run", "run.1") == RUN_GONE


@pytest.mark.parametrize("text", ["no JSON", "[]", "{}", '{"tasks": 1, "stop": ""}', "[" * 100_000])
def test_state_that_another_program_has_written_is_no_run(store, text):
    """A worker leaves the task of a run whose state cannot be read."""
    store._client.set("specimen:fleet:run:run:wanted", text)  # noqa: SLF001 - another program

    assert store.why_unwanted("run", "run.1") == RUN_GONE


def test_results_are_taken_once_and_nothing_stays_behind(store):
    """A result leaves Redis when it is taken; at the end of a run no key of it is left."""
    store.want("run", ["run.1"])
    store.reserve("run", 0.001)
    store.push_result("run", "one")
    store.push_result("run", "two")

    assert store.take_results("run", 1.0) == ("one", "two")
    assert store.take_results("run", 0.01) == ()

    store.push_result("run", "late")
    assert store._client.ttl("specimen:fleet:run:run:results") > 0  # noqa: SLF001 - see above
    store.end("run")

    assert store._client.keys("*") == []  # noqa: SLF001 - see above


def test_workers_of_a_run_share_one_pace(url, store):
    """Turns of two workers together are as far apart as the rate of the whole run allows."""
    other = FleetStore(parse_address(url, "--fleet"), SERVERS)

    waits = [each.reserve("run", 10.0) for each in (store, other, store, other)]

    assert waits[0] == 0
    assert all(10 * turn - 5 < waits[turn] <= 10 * turn for turn in (1, 2, 3))
    assert other.reserve("another run", 10.0) == 0
    other.close()


def test_server_that_is_away_is_an_error_without_the_password():
    """The password of the fleet is in no log because the server does not answer."""
    gone = FleetStore(parse_address("redis://me:s3cret@127.0.0.1:1/0", "--fleet"), SERVERS)

    with pytest.raises(UnreachableError) as error:
        gone.check()

    assert "redis://127.0.0.1:1/0" in str(error.value)
    assert "s3cret" not in str(error.value)
