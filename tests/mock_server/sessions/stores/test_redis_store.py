"""Promises of the store in Redis: every way to reach it, and no secret in what it says."""

import asyncio

import pytest
import trustme

from mock_server.sessions.stores.address import parse_address
from mock_server.sessions.stores.redis_store import RedisStore
from mock_server.sessions.stores.store import Addition, StoreGoneError, Swap
from tests.redis_server import free_port, needs_redis, redis_server

pytestmark = needs_redis

CHANGE = {"clock": Swap(expected=None, value=b"1")}


def exchange(url):
    """Return what a second replica receives and loads when the first one changes a clock.

    It is asked for all else that replicas share, too.
    """

    async def run():
        received = asyncio.Event()
        one, other = RedisStore(parse_address(url)), RedisStore(parse_address(url))
        try:
            await one.connect(lambda *_: None)
            await other.connect(lambda *_: received.set())
            assert await one.swap("session:a", CHANGE) is None
            assert await one.swap("session:a", CHANGE) == {"clock": b"1"}
            async with asyncio.timeout(30):
                await received.wait()
            said = asyncio.Event()
            other.hear = lambda _: said.set()
            await one.announce(b"hello")
            async with asyncio.timeout(30):
                await said.wait()
            added = Addition(writer="a", sequence=1, data=b"x", count=2, keep=10, max_bytes=1000)
            assert [await one.append(added), await one.append(added)] == [1, 1]
            assert [part.data for part in (await other.read(0)).parts] == [b"x"]
            await one.keep_report("a", b"1")
            assert await other.reports() == {"a": b"1"}
            return {owner: dict(fields) async for owner, fields in other.load()}
        finally:
            await one.close()
            await other.close()

    return asyncio.run(run())


def test_a_socket_reaches_it(tmp_path):
    """`unix://` names the socket of a server on the same machine."""
    path = tmp_path / "s"
    with redis_server(tmp_path, "--unixsocket", str(path)):
        assert exchange(f"unix://{path}?db=3") == {"session:a": {"clock": b"1"}}


def test_an_acl_user_with_few_rights_is_enough(tmp_path):
    """The rights that the documentation names suffice; a wrong password is not repeated."""
    with redis_server(tmp_path) as server:
        server.command(
            "ACL", "SETUSER", "mock", "on", ">p@ss/word", "~mock-server:*", "&mock-server:*",
            "-@all", "+eval", "+scan", "+hget", "+hset", "+hgetall", "+hmget", "+expire",
            "+publish", "+subscribe", "+ping", "+xadd", "+xrange",
        )  # fmt: skip
        address = f"127.0.0.1:{server.port}"
        assert exchange(f"redis://mock:p%40ss%2Fword@{address}") == {"session:a": {"clock": b"1"}}

        with pytest.raises(StoreGoneError) as refused:
            exchange(f"redis://mock:hunter22@{address}")

    assert "hunter22" not in str(refused.value)
    assert f"redis://{address}/0" in str(refused.value)


def test_a_cluster_reaches_it(tmp_path):
    """One node of a cluster is named, and the others are found."""
    bus = ("--cluster-port", str(free_port()))
    with redis_server(tmp_path, "--cluster-enabled", "yes", *bus) as server:
        server.command("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
        url = f"redis+cluster://127.0.0.1:{server.port}"
        for _ in range(100):  # the cluster is up a moment after its slots are assigned
            try:
                assert exchange(url) == {"session:a": {"clock": b"1"}}
            except StoreGoneError as error:
                reason = str(error)
            else:
                break
        else:
            raise AssertionError(reason)


@pytest.mark.parametrize("credentials", ["", "u:hunter22@"])
def test_a_server_that_is_no_cluster_is_refused_in_one_line(tmp_path, credentials):
    """A cluster scheme for a plain server, or with a wrong password, is a reason like any other."""
    with redis_server(tmp_path) as server, pytest.raises(StoreGoneError) as refused:
        exchange(f"redis+cluster://{credentials}127.0.0.1:{server.port}")

    assert f"redis+cluster://127.0.0.1:{server.port}: " in str(refused.value)
    assert "hunter22" not in str(refused.value)


def test_sentinels_reach_it(tmp_path):
    """The sentinels are asked which server is the primary one of a service."""
    port = free_port()
    with redis_server(tmp_path) as server:
        configuration = tmp_path / "sentinel.conf"
        configuration.write_text(
            f"port {port}\nsentinel monitor main 127.0.0.1 {server.port} 1\n", encoding="utf-8"
        )
        with redis_server(tmp_path, str(configuration), "--sentinel", port=port):
            found = exchange(f"redis+sentinel://127.0.0.1:{port}/main")

    assert found == {"session:a": {"clock": b"1"}}


def test_tls_reaches_it_and_an_unknown_certificate_is_refused(tmp_path):
    """The authority of the URL is trusted, and no other one."""
    authority = trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    ca, pem, key = (tmp_path / name for name in ("ca.pem", "cert.pem", "key.pem"))
    authority.cert_pem.write_to_path(ca)
    certificate.cert_chain_pems[0].write_to_path(pem)
    certificate.private_key_pem.write_to_path(key)
    port = free_port()
    options = ("--tls-port", str(port), "--tls-cert-file", str(pem), "--tls-key-file", str(key))
    with redis_server(tmp_path, "--port", "0", *options, "--tls-auth-clients", "no", port=port):
        assert exchange(f"rediss://127.0.0.1:{port}?ca={ca}") == {"session:a": {"clock": b"1"}}
        assert exchange(f"rediss://127.0.0.1:{port}/1?verify=no") == {"session:a": {"clock": b"1"}}
        with pytest.raises(StoreGoneError, match="CERTIFICATE_VERIFY_FAILED"):
            exchange(f"rediss://127.0.0.1:{port}")


def test_two_namespaces_share_nothing(tmp_path):
    """Mocks of other documents may use the same server."""
    with redis_server(tmp_path) as server:
        exchange(f"{server.url}?namespace=one")

        assert exchange(f"{server.url}?namespace=two") == {"session:a": {"clock": b"1"}}


def test_a_key_of_another_type_is_named_and_replaced(tmp_path):
    """It costs its own session nothing but a line in the log, and other sessions nothing."""

    async def run(url):
        lines = []
        store = RedisStore(parse_address(url))
        store.note = lines.append
        try:
            await store.connect(lambda *_: None)
            loaded = {owner async for owner, _ in store.load()}
            swapped = [await store.swap(f"session:{name}", CHANGE) for name in ("a", "b", "b")]
            return lines, loaded, swapped
        finally:
            await store.close()

    with redis_server(tmp_path) as server:
        server.command("SET", "mock-server:owner:session:b", "hello")
        server.command("HSET", "mock-server:owner:session:c", "clock", "1")
        lines, loaded, swapped = asyncio.run(run(server.url))

    assert loaded == {"session:c"}
    assert swapped == [None, {}, None]
    assert lines == [
        "the key mock-server:owner:session:b of the store is ignored: it is no hash",
        "the key mock-server:owner:session:b was no hash: it is replaced",
    ]


def test_a_long_change_whose_key_has_another_type_is_ignored(tmp_path):
    """The connection outlives the message about such a key, and the next change is received."""

    async def run(server):
        received, lines = asyncio.Event(), []
        store = RedisStore(parse_address(server.url))
        store.note = lines.append
        try:
            await store.connect(lambda *_: received.set())
            message = '{"o": "session:b", "n": ["clock"]}'
            server.command("PUBLISH", "mock-server:changes", message)
            await store.swap("session:a", CHANGE)
            async with asyncio.timeout(30):
                await received.wait()
            return lines
        finally:
            await store.close()

    with redis_server(tmp_path) as server:
        server.command("SET", "mock-server:owner:session:b", "hello")
        lines = asyncio.run(run(server))

    assert lines == ["the key mock-server:owner:session:b of the store is ignored: it is no hash"]


def test_a_server_that_was_emptied_is_connected_to_again_by_all(tmp_path, monkeypatch):
    """FLUSHALL loses no connection, but each replica finds out, also after another one has."""
    monkeypatch.setattr("mock_server.sessions.stores.redis_store._QUIET_SECONDS", 0.05)

    async def run(server):
        one, other = (RedisStore(parse_address(server.url)) for _ in range(2))
        try:
            await one.connect(lambda *_: None)
            await other.connect(lambda *_: None)
            server.command("FLUSHALL")
            async with asyncio.timeout(30):
                reasons = [await one.wait_until_lost()]
                await one.connect(lambda *_: None)
                reasons.append(await other.wait_until_lost())
            await other.connect(lambda *_: None)
            with pytest.raises(TimeoutError):  # it is not lost again
                await asyncio.wait_for(one.wait_until_lost(), 0.3)
            return reasons
        finally:
            await one.close()
            await other.close()

    with redis_server(tmp_path) as server:
        server.command("SET", "mock-server:epoch", "of another type")
        reasons = asyncio.run(run(server))

    assert all("it was emptied" in each for each in reasons)
