"""The queue of a fleet: what Celery is allowed to do."""

import json

import pytest
import redis

from contracts.errors import UnreachableError
from contracts.run.parallel.fleet.address import parse_address, queue_of
from contracts.run.parallel.fleet.engine import FleetQueue
from tests.redis_server import needs_redis, redis_server

SERVERS = ("http://a", "http://b")


@needs_redis
def test_messages_are_json_with_a_prefix_of_their_own(tmp_path):
    """What is sent can be read by people, is no pickle, and leaves other keys alone."""
    with redis_server(tmp_path) as server:
        queue = FleetQueue(parse_address(server.url, "--fleet"), SERVERS)
        queue.send("run.1", {"words": ["--strict"]})
        queue.close()
        client = redis.Redis.from_url(server.url, decode_responses=True)
        keys = client.keys("*")
        [message] = client.lrange(f"specimen:fleet:{queue_of(SERVERS[0])}", 0, -1)
        client.close()

    assert all(key.startswith("specimen:fleet:") for key in keys)
    assert json.loads(message)["content-type"] == "application/json"
    assert json.loads(message)["headers"]["task"] == "specimen.unit"


def test_worker_reads_no_pickle_and_takes_no_commands():
    """A client of the Redis server cannot run code of its own in a worker, nor steer it."""
    queue = FleetQueue(parse_address("redis://127.0.0.1:1/0", "--fleet"), SERVERS)
    conf = queue._app.conf  # noqa: SLF001 - what Celery was set to

    assert conf.accept_content == ["json"]
    assert conf.worker_enable_remote_control is False
    assert conf.worker_send_task_events is False


def test_encrypted_address_is_verified():
    """With `rediss` the certificate of the server is checked."""
    queue = FleetQueue(parse_address("rediss://127.0.0.1:1/0", "--fleet"), SERVERS)

    assert queue._app.conf.broker_use_ssl["ssl_cert_reqs"].name == "CERT_REQUIRED"  # noqa: SLF001 - see above


def test_queue_that_is_away_is_an_error_without_the_password():
    """A Redis server that does not answer is named without user and password."""
    queue = FleetQueue(parse_address("redis://me:s3cret@127.0.0.1:1/0", "--fleet"), SERVERS)

    with pytest.raises(UnreachableError) as error:
        queue.send("run.1", {})

    assert "redis://127.0.0.1:1/0" in str(error.value)
    assert "s3cret" not in str(error.value)
