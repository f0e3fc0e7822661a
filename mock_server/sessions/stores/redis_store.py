"""The store in Redis or Valkey.

Each owner is a hash, so that one script compares and sets its fields, keeps it alive, and publishes
them. A change travels with its message, not as an invalidation that each replica would answer with
a read: replicas keep every choice in memory anyway, and the caching of clients (RESP3) is bound to
one connection, which a cluster has many of.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from secrets import token_hex
from typing import TypeVar

from mock_server.sessions.stores.address import StoreAddress
from mock_server.sessions.stores.messages import MessageError, message_of, parse_message
from mock_server.sessions.stores.redis_clients import (
    ANSWER_SECONDS,
    GONE,
    Client,
    clients_of,
    close_client,
    is_wrong_type,
)
from mock_server.sessions.stores.scripts import APPEND, EPOCH, SWAP
from mock_server.sessions.stores.store import (
    KEEP_SECONDS,
    KEPT_FOR_EVER,
    MAX_VALUE,
    Addition,
    Fields,
    Receive,
    StoreGoneError,
    StreamNews,
    StreamPart,
    Swap,
)
from openapi.text.printable import printable

T = TypeVar("T")

_QUIET_SECONDS = 2.0
"""How long no message is waited for before the connection is tried, and how often it is checked
that the server still has what was written."""

_MAX_REASON = 200
_LOADED_AT_ONCE = 200
_READ_AT_ONCE = 16


class RedisStore:
    """The store of one replica."""

    informs_writer = True

    def __init__(self, address: StoreAddress) -> None:
        """Use the server at an address, which is connected to later."""
        self._address = address
        self._prefix = f"{address.namespace}:owner:"
        self._channel = f"{address.namespace}:changes"
        self._announcements = f"{address.namespace}:announcements"
        self._reports = f"{address.namespace}:report:"
        # One part of their names is the same, so that one node of a cluster has both.
        stream = f"{address.namespace}:{{journal}}"
        self._stream = (stream, f"{stream}:state")
        self._epoch = b""
        self._client: Client = None
        self._sentinels: Sequence[Client] = ()
        self._reader: asyncio.Task[str] | None = None
        self.note: Callable[[str], None] = lambda _: None
        self.hear: Callable[[bytes], None] = lambda _: None

    async def connect(self, receive: Receive) -> None:
        """Subscribe to changes (StoreGoneError: the server cannot be reached, or refuses)."""
        await self.close()
        self._client, self._sentinels = clients_of(self._address)
        client = self._client
        # A cluster has to be known before it is clear which node has the channel.
        await self._answer(client.initialize())
        messages = client.pubsub()
        try:
            await self._answer(self._subscribe(messages))
            self._epoch = await self._epoch_now()
        except BaseException:
            await close_client(messages)
            raise
        self._reader = asyncio.create_task(self._read(messages, receive))

    async def wait_until_lost(self) -> str:
        """Return why no changes are received any more."""
        return "it is not connected" if self._reader is None else await self._reader

    async def load(self) -> AsyncIterator[tuple[str, Fields]]:
        """Yield the fields of every owner (StoreGoneError: the connection is lost)."""
        keys = self._client_now().scan_iter(match=f"{self._prefix}*", count=1000)
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
        answer = await self._answer(self._client_now().eval(SWAP, 1, key, *arguments))
        if isinstance(answer, bytes):
            self.note(f"the key {printable(key)} was no hash: it is replaced")
            return {}
        if not isinstance(answer, list):
            return None
        return {
            name: value for name, value in zip(swaps, answer, strict=False) if value is not None
        }

    async def announce(self, text: bytes) -> None:
        """Publish on the channel of announcements (StoreGoneError: the connection is lost)."""
        await self._answer(self._client_now().publish(self._announcements, text))

    async def append(self, addition: Addition) -> int:
        """Append entries to the stream (StoreGoneError: the connection is lost)."""
        first: int = await self._answer(
            self._client_now().eval(
                APPEND,
                len(self._stream),
                *self._stream,
                f"of {addition.writer}",
                addition.sequence,
                addition.count,
                addition.known,
                int(addition.is_clearing),
                addition.keep,
                addition.max_bytes,
                addition.data,
                token_hex(8),
                KEEP_SECONDS,
            )
        )
        return first

    async def read(self, after: int) -> StreamNews:
        """Return what was appended after a position (StoreGoneError: the connection is lost)."""
        stream, state = self._stream
        pipeline = self._client_now().pipeline(transaction=False)
        pipeline.hmget(state, ["epoch", "floor"])
        pipeline.xrange(stream, min=f"({after}-0", count=_READ_AT_ONCE)
        (epoch, floor), found = await self._answer(pipeline.execute())
        parts = [
            StreamPart(
                position=int(place.partition(b"-")[0]),
                first=int(each[b"first"]),
                data=each[b"data"],
            )
            for place, each in found
        ]
        return StreamNews(epoch=_text(epoch or b""), floor=int(floor or 1), parts=parts)

    async def keep_report(self, replica: str, report: bytes | None) -> None:
        """Keep a report in a hash of its own (StoreGoneError: the connection is lost)."""
        key = f"{self._reports}{replica}"
        if report is not None:
            await self._answer(self._client_now().hset(key, "report", report))
        await self._answer(self._client_now().expire(key, -1 if report is None else KEEP_SECONDS))

    async def reports(self) -> Mapping[str, bytes]:
        """Return the latest reports (StoreGoneError: the connection is lost)."""
        keys = self._client_now().scan_iter(match=f"{self._reports}*", count=1000)
        found: dict[str, bytes] = {}
        while (key := await self._answer(anext(keys, None))) is not None:
            report = await self._answer(self._client_now().hget(key, "report"))
            if report is not None:
                found[_text(key)[len(self._reports) :]] = report
        return found

    async def close(self) -> None:
        """Close all connections."""
        reader, clients = self._reader, [self._client, *self._sentinels]
        self._reader = self._client = None
        if reader is not None:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
        for client in clients:
            if client is not None:
                await close_client(client)

    async def _subscribe(self, messages: Client) -> None:
        channels = (self._channel, self._announcements)
        await messages.subscribe(*channels)
        for _ in channels:
            # The confirmation: from here on no change is missed.
            await messages.get_message(timeout=ANSWER_SECONDS)

    async def _epoch_now(self) -> bytes:
        key = f"{self._address.namespace}:epoch"
        found: bytes = await self._answer(self._client_now().eval(EPOCH, 1, key, token_hex(8)))
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
                        is_change = message["channel"] == self._channel.encode()
                        if is_change:
                            await self._take(message["data"], receive)
                        else:
                            self.hear(message["data"])
                elif is_tried:
                    return "it does not answer"
                else:
                    is_tried = True
                    await messages.ping()
                if loop.time() - checked_at >= _QUIET_SECONDS:
                    checked_at = loop.time()
                    if await self._epoch_now() != self._epoch:
                        return f"{self._address}: it was emptied, and is filled again"
        except StoreGoneError as error:
            return str(error)
        except GONE as error:
            return self._reason(error)
        finally:
            await close_client(messages)

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
                values = await self._answer(self._client_now().hmget(key, list(message.names)))
            except StoreGoneError as error:
                if not is_wrong_type(error.__cause__):
                    raise
                self._note_no_hash(key)
                return
            pairs = zip(message.names, values, strict=False)
            fields = {name: value for name, value in pairs if value is not None}
        receive(message.owner, fields)

    async def _owners(self, keys: Sequence[bytes]) -> Iterable[tuple[str, Fields]]:
        if not keys:
            return []
        pipeline = self._client_now().pipeline(transaction=False)
        for key in keys:
            pipeline.hgetall(key)
        found = await self._answer(pipeline.execute(raise_on_error=False))
        for key, each in zip(keys, found, strict=False):
            if is_wrong_type(each):
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

    def _client_now(self) -> Client:
        if self._client is None:
            raise StoreGoneError("it is not connected")
        return self._client

    async def _answer(self, call: Awaitable[T]) -> T:
        """Return the answer of the server."""
        try:
            return await call
        except GONE as error:
            raise StoreGoneError(self._reason(error)) from error

    def _reason(self, error: Exception) -> str:
        """Return why the store cannot be reached, without secrets."""
        text = " ".join(str(error).split()) or type(error).__name__
        for secret in (self._address.password, self._address.options.get("sentinel_password")):
            text = text.replace(secret, "…") if secret else text
        return printable(f"{self._address}: {text.rstrip('.')}"[:_MAX_REASON])


def _digest(value: bytes | None) -> str:
    """Return what the script compares with: the digest of a value, or an empty text."""
    return "" if value is None else hashlib.sha1(value, usedforsecurity=False).hexdigest()


def _fields(values: Mapping[bytes, bytes]) -> Fields:
    return {_text(name): each for name, each in values.items() if len(each) <= MAX_VALUE}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
