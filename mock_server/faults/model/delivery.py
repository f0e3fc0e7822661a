"""Delivery: a plan carried out on the wire.

What is just an answer goes through ASGI like any other. Torn connections need the server's help
(`connection`); without it, in process, the client's call ends in an error as it would on a socket.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.types import Receive, Scope, Send

from mock_server.faults.model.response_plan import ConnectionEnding, ResponsePlan

EXTENSION = "mock_server.connection"
"""Key of the connection among a scope's extensions."""

Sleep = Callable[[float], Awaitable[None]]


class ConnectionTorn(ConnectionError):
    """The plan tears the connection, and there is none to tear."""


class AbortableConnection(Protocol):
    """A connection that can be torn."""

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""

    def close(self) -> None:
        """Close once everything is sent."""

    def reset(self) -> None:
        """Reset at once."""


async def deliver(
    plan: ResponsePlan, scope: Scope, receive: Receive, send: Send, *, sleep: Sleep = asyncio.sleep
) -> None:
    """Carry out a plan.

    Args:
        plan: What is to happen.
        scope: The request's ASGI scope, which may carry a connection.
        receive: The request's ASGI channel.
        send: The answer's ASGI channel.
        sleep: Waits for some seconds.

    Raises:
        ConnectionTorn: The connection must be torn, and the server gives none to do it with.
    """
    if plan.delay_seconds:
        await sleep(plan.delay_seconds)
    if plan.answer is not None:
        await _start(plan, send)
        await _send_body(plan, send, sleep)
    if plan.is_plain:
        return
    connection: AbortableConnection | None = (scope.get("extensions") or {}).get(EXTENSION)
    if connection is None:
        message = f"the connection is {plan.ending} by a fault"
        raise ConnectionTorn(message)
    if plan.raw:
        connection.write(plan.raw)
    if plan.ending is ConnectionEnding.RESET:
        connection.reset()
    else:
        connection.close()
    # The server must see that the connection is gone, or it would answer in our place.
    while (await receive())["type"] != "http.disconnect":
        pass


async def _start(plan: ResponsePlan, send: Send) -> None:
    if plan.answer is not None:
        headers = [*plan.answer.headers]
        start = {"type": "http.response.start", "status": plan.answer.status, "headers": headers}
        await send(start)


async def _send_body(plan: ResponsePlan, send: Send, sleep: Sleep) -> None:
    promised = len(plan.answer.body) if plan.answer is not None else 0
    last = len(plan.chunks) - 1
    for i, chunk in enumerate(plan.chunks):
        if chunk.pause_seconds:
            await sleep(chunk.pause_seconds)
        is_broken_off = len(plan.body) < promised
        more = i < last or is_broken_off
        await send({"type": "http.response.body", "body": chunk.data, "more_body": more})
