"""The clients of a soak: patient ones, slow ones, and ones that send thousands of requests at once.

All of them outlive the mock: when it is killed they connect again, to wherever it is by then.
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
    """What all clients share.

    Attributes:
        port: Where the mock is; 0 while it is nowhere.
        is_over: Set when all of them are to stop.
        seen: How many answers there were, by status.
        wrong: What was wrong with answers, by how often.
        bodies: The bodies that each request may get; grows while a document is saved.
    """

    port: int = 0
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    seen: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    bodies: dict[bytes, set[bytes]] = field(default_factory=dict)


Talk = Callable[[Crowd, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def stay(crowd: Crowd, talk: Talk) -> None:
    """Talk over one connection after the other until all is over."""
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
    """Ask for one after the other, and look at each answer."""
    while not crowd.is_over.is_set():
        for request, status in ASKED:
            writer.write(request)
            await _take(crowd, reader, request, status)
        await asyncio.sleep(_PAUSE)


async def read_slowly(
    crowd: Crowd, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Ask for a hundred long pages at once, and read a kilobyte now and then."""
    writer.write(_LIST * 100)
    while await reader.read(1024):
        await asyncio.sleep(_PAUSE)
        if crowd.is_over.is_set():
            return


async def flood(crowd: Crowd, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ask two thousand times at once, and look at each answer."""
    writer.write(_JOBS * _AT_ONCE)
    for _ in range(_AT_ONCE):
        await _take(crowd, reader, _JOBS, b"200")


async def break_off(
    _crowd: Crowd, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Begin a request, and go."""
    writer.write(_JOBS + _JOBS[:30])
    await writer.drain()


async def _take(crowd: Crowd, reader: asyncio.StreamReader, request: bytes, status: bytes) -> None:
    """Read one answer; note its status, and whether it is the one that is expected."""
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
