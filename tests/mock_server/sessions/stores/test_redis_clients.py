"""The clients of Redis: none connects before it is used, or again by itself."""

import asyncio

import pytest
import redis

from mock_server.sessions.stores.address import parse_address
from mock_server.sessions.stores.redis_clients import GONE, clients_of, close_client, is_wrong_type
from tests.redis_server import free_port


@pytest.mark.parametrize(
    "url",
    [
        "redis://127.0.0.1:{}",
        "rediss://127.0.0.1:{}",
        "redis+sentinel://127.0.0.1:{}/main",
        "redis+cluster://127.0.0.1:{}",
        "unix:///nowhere/{}",
    ],
)
def test_a_server_that_is_not_there_is_an_error_that_is_expected(url):
    """Each kind of client fails with what the store takes for a lost connection."""

    async def run():
        client, sentinels = clients_of(parse_address(url.format(free_port())))
        try:
            await client.initialize()
            await client.ping()
        finally:
            for each in (client, *sentinels):
                await close_client(each)

    with pytest.raises(GONE):
        asyncio.run(run())


def test_the_error_of_another_type_is_recognized():
    """Other errors of a server, and answers, are not."""
    assert is_wrong_type(redis.ResponseError("WRONGTYPE Operation against a key"))
    assert not is_wrong_type(redis.ResponseError("NOPERM this user"))
    assert not is_wrong_type(b"WRONGTYPE")
