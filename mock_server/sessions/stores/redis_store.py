"""The store in Redis or Valkey; the only module that imports redis-py.

Each owner is a hash, so that one script compares and sets its fields, keeps it alive, and publishes
them. A change travels with its message, not as an invalidation that each replica would answer with
a read: replicas keep every choice in memory anyway, and the caching of clients (RESP3) is bound to
one connection, which a cluster has many of.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from secrets import token_hex
from typing import Any, TypeVar

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode
from redis.exceptions import RedisClusterException, RedisError, ResponseError

from mock_server.sessions.stores.address import Kind, StoreAddress
from mock_server.sessions.stores.messages import MessageError, message_of, parse_message
from mock_server.sessions.stores.store import (
    KEEP_SECONDS,
    KEPT_FOR_EVER,
    MAX_VALUE,
    Fields,
    Receive,
    StoreGoneError,
    Swap,
)
from openapi.text.printable import printable

T = TypeVar("T")
Client = Any  # a client of redis-py: of one server, or of a cluster

ANSWER_SECONDS = 2.0  # how long an answer of the store may take

_QUIET_SECONDS = 2.0
"""How long no message is waited for before the connection is tried, and how often it is checked
that the server still has what was written."""

_WRONG_TYPE = "WRONGTYPE"

_GONE = (RedisError, RedisClusterException, OSError, TimeoutError, LookupError)
"""What redis-py raises; the last one if a cluster has no node for a key. The error of a cluster
that cannot be reached, or is none, is no RedisError."""

_MAX_REASON = 200
_LOADED_AT_ONCE = 200

_SWAP = """
local fields = tonumber(ARGV[1])
local values, is_same = {}, true
for i = 1, fields do
  local at = 5 + (i - 1) * 3
  local known = redis.pcall('HGET', KEYS[1], ARGV[at])
  if type(known) == 'table' then
    if string.sub(known.err, 1, 9) ~= 'WRONGTYPE' then return known end
    redis.call('EXPIRE', KEYS[1], -1)
    return 'removed'
  end
  values[i] = known
  local digest = known and redis.sha1hex(known) or ''
  if digest ~= ARGV[at + 1] then is_same = false end
end
if not is_same then return values end
for i = 1, fields do
  local at = 5 + (i - 1) * 3
  redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 2])
end
if ARGV[2] ~= '0' then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1
"""
"""Compares the digests of fields and sets them. Arguments: the number of fields, the seconds to
keep them (0: for ever), the channel, the message; then of each field its name, the digest of the
expected value or an empty text, and the new value.

A key of another type is none of ours: it is removed (by EXPIRE, so that no further right is
needed), and the swap has to be repeated."""


_EPOCH = """
local known = redis.pcall('HGET', KEYS[1], 'epoch')
if type(known) == 'table' then
  if string.sub(known.err, 1, 9) ~= 'WRONGTYPE' then return known end
  redis.call('EXPIRE', KEYS[1], -1)
elseif known then
  return known
end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
return ARGV[1]
"""
"""Returns the epoch of the namespace; without one, the argument becomes it. A server that was
emptied (FLUSHALL) has none, or a later one, although no connection was lost."""


class RedisStore:
    """The store of one replica."""

    informs_writer = True

    def __init__(self, address: StoreAddress) -> None:
        """Use the server at an address, which is connected to later."""
        self._address = address
        self._prefix = f"{address.namespace}:owner:"
        self._channel = f"{address.namespace}:changes"
        self._epoch = b""
        self._client: Client = None
        self._sentinels: Sequence[Client] = ()
        self._reader: asyncio.Task[str] | None = None
        self.note: Callable[[str], None] = lambda _: None

    async def connect(self, receive: Receive) -> None:
        """Subscribe to changes (StoreGoneError: the server cannot be reached, or refuses)."""
        await self.close()
        self._client, self._sentinels = _clients(self._address)
        client = self._client
        # A cluster has to be known before it is clear which node has the channel.
        await self._answer(client.initialize())
        messages = client.pubsub()
        try:
            await self._answer(self._subscribe(messages))
            self._epoch = await self._epoch_now()
        except BaseException:
            await _close(messages)
            raise
        self._reader = asyncio.create_task(self._read(messages, receive))

    async def wait_until_lost(self) -> str:
        """Return why no changes are received any more."""
        return "it is not connected" if self._reader is None else await self._reader

    async def load(self) -> AsyncIterator[tuple[str, Fields]]:
        """Yield the fields of every owner (StoreGoneError: the connection is lost)."""
        keys = self._client.scan_iter(match=f"{self._prefix}*", count=1000)
        batch: list[bytes] = []
        while (key := await self._answer(anext(keys, None))) is not None:
            batch.append(key)
            if len(batch) == _LOADED_AT_ONCE:
                for each in await self._owners(batch):
                    yield each
                batch.clear()
        for each in await self._owners(batch):
            yield each

    async def swap(self, owner: str, swaps: Mapping[str, Swap]) -> Fields | None:
        """Write fields of an owner, or return those that it has.

        Raises:
            StoreGoneError: The connection is lost.
        """
        message = message_of(owner, {name: swap.value for name, swap in swaps.items()})
        seconds = 0 if owner in KEPT_FOR_EVER else KEEP_SECONDS
        arguments: list[bytes | str | int] = [len(swaps), seconds, self._channel, message]
        for name, swap in swaps.items():
            arguments += [name.encode(), _digest(swap.expected), swap.value]
        key = self._key(owner)
        answer = await self._answer(self._client.eval(_SWAP, 1, key, *arguments))
        if isinstance(answer, bytes):
            self.note(f"the key {printable(key)} was no hash: it is replaced")
            return {}
        if not isinstance(answer, list):
            return None
        return {
            name: value for name, value in zip(swaps, answer, strict=False) if value is not None
        }

    async def append(self, stream: str, entries: Sequence[bytes], *, keep: int) -> None:
        """Append entries to a stream of Redis (StoreGoneError: the connection is lost)."""
        key = f"{self._address.namespace}:stream:{stream}"
        pipeline = self._client.pipeline(transaction=False)
        for entry in entries:
            pipeline.xadd(key, {"e": entry}, maxlen=keep, approximate=True)
        await self._answer(pipeline.execute())

    async def entries(
        self, stream: str, *, after: str = "", limit: int = 1000
    ) -> Sequence[tuple[str, bytes]]:
        """Return entries of a stream of Redis (StoreGoneError: the connection is lost)."""
        key = f"{self._address.namespace}:stream:{stream}"
        first = f"({after}" if after else "-"
        found = await self._answer(self._client.xrange(key, min=first, count=limit))
        return [(place.decode(), fields.get(b"e", b"")) for place, fields in found]

    async def close(self) -> None:
        """Close all connections."""
        reader, clients = self._reader, [self._client, *self._sentinels]
        self._reader = self._client = None
        if reader is not None:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
        for client in clients:
            if client is not None:
                await _close(client)

    async def _subscribe(self, messages: Client) -> None:
        await messages.subscribe(self._channel)
        # The confirmation: from here on no change is missed.
        await messages.get_message(timeout=ANSWER_SECONDS)

    async def _epoch_now(self) -> bytes:
        key = f"{self._address.namespace}:epoch"
        found: bytes = await self._answer(self._client.eval(_EPOCH, 1, key, token_hex(8)))
        return found

    async def _read(self, messages: Client, receive: Receive) -> str:
        """Receive changes until the connection is lost, or the server was emptied; return why."""
        loop = asyncio.get_running_loop()
        is_tried, checked_at = False, loop.time()
        try:
            while True:
                message = await messages.get_message(timeout=_QUIET_SECONDS)
                if message is not None:
                    is_tried = False
                    if message["type"] == "message":
                        await self._take(message["data"], receive)
                elif is_tried:
                    return "it does not answer"
                else:
                    is_tried = True
                    await messages.ping()
                if loop.time() - checked_at >= _QUIET_SECONDS:
                    checked_at = loop.time()
                    if await self._epoch_now() != self._epoch:
                        return f"{self._address}: it was emptied, and is filled again"
        except (*_GONE, StoreGoneError) as error:
            return self._reason(error)
        finally:
            await _close(messages)

    async def _take(self, data: bytes, receive: Receive) -> None:
        """Receive the change of a message, which is read from the server if it is a long one."""
        try:
            message = parse_message(data)
        except MessageError:
            return  # of another program: it is no change of ours
        fields = message.fields
        if message.names:
            key = self._key(message.owner)
            try:
                values = await self._answer(self._client.hmget(key, list(message.names)))
            except StoreGoneError as error:
                if not _is_wrong_type(error.__cause__):
                    raise
                self._note_no_hash(key)
                return
            pairs = zip(message.names, values, strict=False)
            fields = {name: value for name, value in pairs if value is not None}
        receive(message.owner, fields)

    async def _owners(self, keys: Sequence[bytes]) -> Iterable[tuple[str, Fields]]:
        if not keys:
            return []
        pipeline = self._client.pipeline(transaction=False)
        for key in keys:
            pipeline.hgetall(key)
        found = await self._answer(pipeline.execute(raise_on_error=False))
        for key, each in zip(keys, found, strict=False):
            if _is_wrong_type(each):
                self._note_no_hash(_text(key))
        return [
            (_text(key)[len(self._prefix) :], _fields(each))
            for key, each in zip(keys, found, strict=False)
            if isinstance(each, dict)
        ]

    def _note_no_hash(self, key: str) -> None:
        self.note(f"the key {printable(key)} of the store is ignored: it is no hash")

    def _key(self, owner: str) -> str:
        return f"{self._prefix}{owner}"

    async def _answer(self, call: Awaitable[T]) -> T:
        """Return the answer of the server."""
        if self._client is None:
            raise StoreGoneError("it is not connected")
        try:
            return await call
        except _GONE as error:
            raise StoreGoneError(self._reason(error)) from error

    def _reason(self, error: Exception) -> str:
        """Return why the store cannot be reached, without secrets."""
        text = " ".join(str(error).split()) or type(error).__name__
        for secret in (self._address.password, self._address.options.get("sentinel_password")):
            text = text.replace(secret, "…") if secret else text
        return printable(f"{self._address}: {text.rstrip('.')}"[:_MAX_REASON])


async def _close(connected: Client) -> None:
    """Close a client or a subscription, whatever its server does."""
    with suppress(*_GONE):
        await connected.aclose()


def _clients(address: StoreAddress) -> tuple[Client, Sequence[Client]]:
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
        case Kind.SOCKET:
            return redis.Redis(unix_socket_path=address.path, db=address.database, **common), ()
        case Kind.CLUSTER:
            make: Any = ClusterNode  # untyped
            nodes = [make(host, port) for host, port in address.hosts]
            # A node may be the wrong one at first; a swap that is repeated changes nothing.
            return redis.RedisCluster(startup_nodes=nodes, **common | {"retry": _retry(3)}), ()
        case Kind.SENTINEL:
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
        case Kind.SINGLE:
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


def _is_wrong_type(answer: object) -> bool:
    """Whether an answer is the error that a key has another type than its command is for."""
    return isinstance(answer, ResponseError) and str(answer).startswith(_WRONG_TYPE)


def _digest(value: bytes | None) -> str:
    """Return what the script compares with: the digest of a value, or an empty text."""
    return "" if value is None else hashlib.sha1(value, usedforsecurity=False).hexdigest()


def _fields(values: Mapping[bytes, bytes]) -> Fields:
    return {_text(name): each for name, each in values.items() if len(each) <= MAX_VALUE}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
