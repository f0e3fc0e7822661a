"""The clients of Redis or Valkey for an address; the only module that imports redis-py."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode
from redis.exceptions import RedisClusterException, RedisError, ResponseError

from mock_server.sessions.stores.address import AddressKind, StoreAddress

Client = Any  # a client of redis-py: of one server, or of a cluster

ANSWER_SECONDS = 2.0  # how long an answer of the store may take

GONE = (RedisError, RedisClusterException, OSError, TimeoutError, LookupError)
"""What redis-py raises; the last one if a cluster has no node for a key. The error of a cluster
that cannot be reached, or is none, is no RedisError."""

_WRONG_TYPE = "WRONGTYPE"


async def close_client(connected: Client) -> None:
    """Close a client or a subscription, whatever its server does."""
    with suppress(*GONE):
        await connected.aclose()


def clients_of(address: StoreAddress) -> tuple[Client, Sequence[Client]]:
    """Return a client that has not connected yet, and those of the sentinels that it asks.

    None of them connects again by itself.
    """
    common: dict[str, Any] = {
        "username": address.username or None,
        "password": address.password or None,
        "socket_timeout": ANSWER_SECONDS,
        "socket_connect_timeout": ANSWER_SECONDS,
        "protocol": 2,
        "retry": _retry(0),
        **_encryption(address),
    }
    match address.kind:
        case AddressKind.SOCKET:
            return redis.Redis(unix_socket_path=address.path, db=address.database, **common), ()
        case AddressKind.CLUSTER:
            make: Any = ClusterNode  # untyped
            nodes = [make(host, port) for host, port in address.hosts]
            # A node may be the wrong one at first; a swap that is repeated changes nothing.
            return redis.RedisCluster(startup_nodes=nodes, **common | {"retry": _retry(3)}), ()
        case AddressKind.SENTINEL:
            watch: Any = Sentinel  # untyped
            sentinel = watch(
                address.hosts,
                sentinel_kwargs={
                    **common,
                    "username": address.options.get("sentinel_username") or None,
                    "password": address.options.get("sentinel_password") or None,
                },
                **common,
            )
            client = sentinel.master_for(address.service, db=address.database)
            return client, sentinel.sentinels
        case AddressKind.SINGLE:
            (host, port), *_ = address.hosts
            return redis.Redis(host=host, port=port, db=address.database, **common), ()


def _retry(times: int) -> Retry:
    return Retry(NoBackoff(), times)


def _encryption(address: StoreAddress) -> dict[str, Any]:
    if not address.is_encrypted:
        return {}
    options = address.options
    is_verified = options.get("verify", "yes") != "no"
    return {
        "ssl": True,
        "ssl_ca_certs": options.get("ca"),
        "ssl_certfile": options.get("cert"),
        "ssl_keyfile": options.get("key"),
        "ssl_cert_reqs": "required" if is_verified else "none",
        "ssl_check_hostname": is_verified,
    }


def is_wrong_type(answer: object) -> bool:
    """Whether an answer is the error that a key has another type than its command is for."""
    return isinstance(answer, ResponseError) and str(answer).startswith(_WRONG_TYPE)
