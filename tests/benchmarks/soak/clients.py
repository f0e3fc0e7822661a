"""The clients of a soak: patient ones, slow ones, and ones that send thousands of requests at once.

When the mock is killed, they connect to the next one.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

_JOBS = b"GET /subscriptions/imports HTTP/1.1\r\nHost: mock\r\n\r\n"
_IMPORT = (
    b"GET /v3/infinity-mall/members/imports/1 HTTP/1.1\r\nHost: mock\r\n"
    b"X-Loyalty-Club-Slug: infinity-mall\r\n\r\n"
)
_UNKNOWN = b"GET /nothing HTTP/1.1\r\nHost: mock\r\n\r\n"
_GOODS = b"GET /api/v1/depots/7/goods HTTP/1.1\r\nHost: mock\r\n\r\n"
_LIST = (
    b"GET /subscriptions/imports?__scenario=250-jobs&page[limit]=100 HTTP/1.1\r\nHost: mock\r\n\r\n"
)
ASKED = ((_JOBS, b"200"), (_IMPORT, b"200"), (_UNKNOWN, b"404"), (_GOODS, b"200"))
"""Requests with the status of their answers."""

_AT_ONCE = 2_000
_PATIENCE = 60.0
_PAUSE = 0.05


@dataclass(slots=True)
class Crowd:
    """The state that all clients share.

    Attributes:
        port: Port of the mock; 0 while none runs.
        is_over: Set when all clients must stop.
        seen: Number of answers by status.
        wrong: Number of wrong answers by what is wrong.
        bodies: The bodies that each request may get; grows while a document is saved.
    """

    port: int = 0
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    seen: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    bodies: dict[bytes, set[bytes]] = field(default_factory=dict)


Talk = Callable[[Crowd, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def stay(crowd: Crowd, talk: Talk) -> None:
    """Run a client over one connection after the other until the end."""
    while not crowd.is_over.is_set():
        with suppress(OSError, EOFError, TimeoutError):
            if crowd.port:
                reader, writer = await asyncio.open_connection("127.0.0.1", crowd.port)
                try:
                    await talk(crowd, reader, writer)
                finally:
                    writer.transport.abort()
        await asyncio.sleep(_PAUSE)


async def ask_patiently(
    crowd: Crowd, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Send one request after the other, and check each answer."""
    while not crowd.is_over.is_set():
        for request, status in ASKED:
            writer.write(request)
            await _take(crowd, reader, request, status)
        await asyncio.sleep(_PAUSE)


async def read_slowly(
    crowd: Crowd, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Send a hundred requests for long pages at once, and read the answers slowly."""
    writer.write(_LIST * 100)
    while await reader.read(1024):
        await asyncio.sleep(_PAUSE)
        if crowd.is_over.is_set():
            return


async def flood(crowd: Crowd, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send two thousand requests at once, and check each answer."""
    writer.write(_JOBS * _AT_ONCE)
    for _ in range(_AT_ONCE):
        await _take(crowd, reader, _JOBS, b"200")


async def break_off(
    _crowd: Crowd, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Send half a request, and close."""
    writer.write(_JOBS + _JOBS[:30])
    await writer.drain()


async def _take(crowd: Crowd, reader: asyncio.StreamReader, request: bytes, status: bytes) -> None:
    """Read one answer; count its status, and check it."""
    async with asyncio.timeout(_PATIENCE):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.partition(b"\r\ncontent-length: ")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
    found = head[9:12]
    crowd.seen[found.decode("ascii", "replace")] += 1
    if found != status:
        crowd.wrong[f"{found!r} in place of {status!r}"] += 1
    known = crowd.bodies.setdefault(request, set())
    if body not in known:
        # The served document has two versions; all else has one answer.
        if len(known) >= (2 if request is _GOODS else 1):
            crowd.wrong[f"another body for {request.split()[1]!r}"] += 1
        else:
            known.add(body)
