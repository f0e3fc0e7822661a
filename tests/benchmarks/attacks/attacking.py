"""The clients of one attack, which run until their time is up."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from contextlib import suppress

from tests.benchmarks.attacks.catalogue import Attack
from tests.benchmarks.reliability import read_answer

_PATIENCE = 60.0


async def attack_mock(attack: Attack, port: int, seconds: float) -> int:
    """Have all clients of an attack do what they do; return how many answers they have read."""
    numbers = itertools.count()
    until = time.monotonic() + seconds
    clients = (_client(attack, port, numbers, until) for _ in range(attack.clients))
    return sum(await asyncio.gather(*clients))


async def _client(attack: Attack, port: int, numbers: Iterator[int], until: float) -> int:
    """Be one client, on a new connection whenever the mock has closed the last one."""
    answers = 0
    while time.monotonic() < until:
        with suppress(OSError, EOFError, TimeoutError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                while time.monotonic() < until:
                    answers += await _round(attack, reader, writer, numbers, until)
            finally:
                writer.transport.abort()
    return answers


async def _round(
    attack: Attack,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    numbers: Iterator[int],
    until: float,
) -> int:
    """Send what is sent at once, and read the answers; return how many came."""
    sent = b"".join(attack.request(next(numbers)) for _ in range(attack.at_once))
    if attack.pause:
        await _drip(writer, sent, attack.pause, until)
        return 0
    sending = asyncio.ensure_future(_send(writer, sent))
    answers = 0
    try:
        if not attack.reads:
            await asyncio.sleep(max(0.0, until - time.monotonic()))
        while attack.reads and answers < attack.at_once and time.monotonic() < until:
            await asyncio.wait_for(read_answer(reader), _PATIENCE)
            answers += 1
    finally:
        sending.cancel()
    return answers


async def _send(writer: asyncio.StreamWriter, sent: bytes) -> None:
    with suppress(OSError):
        writer.write(sent)
        await writer.drain()


async def _drip(writer: asyncio.StreamWriter, sent: bytes, pause: float, until: float) -> None:
    for start in range(len(sent)):
        if time.monotonic() > until:
            return
        writer.write(sent[start : start + 1])
        await writer.drain()
        await asyncio.sleep(pause)
