"""Delivery of a response plan to the client.

A plain answer is sent through ASGI. To close or reset the connection, the server must provide it in
the ASGI scope; in process there is none, and the client's call fails with a connection error.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.types import Receive, Scope, Send

from mock_server.faults.model.response_plan import ConnectionEnding, ResponsePlan
from mock_server.http.problems import ConnectionTorn
from mock_server.http.requests import EXTENSION

Sleep = Callable[[float], Awaitable[None]]


class AbortableConnection(Protocol):
    """A connection that can be closed or reset in the middle of an answer."""

    def write(self, data: bytes) -> None:
        """Send bytes unchanged."""

    def close(self) -> None:
        """Close the connection after all bytes are sent."""

    def reset(self) -> None:
        """Reset the connection at once."""


async def deliver(
    plan: ResponsePlan, scope: Scope, receive: Receive, send: Send, *, sleep: Sleep = asyncio.sleep
) -> None:
    """Carry out a plan.

    The scope may have a connection among its extensions.

    Raises:
        ConnectionTorn: The plan closes or resets the connection, and the scope has none.
    """
    if plan.delay_seconds:
        await sleep(plan.delay_seconds)
    if plan.answer is not None:
        status, headers = plan.answer.status, [*plan.answer.headers]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await _send_body(plan, len(plan.answer.body), send, sleep)
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
    # If the application returned before the disconnect, the server would send its own answer.
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_body(plan: ResponsePlan, promised: int, send: Send, sleep: Sleep) -> None:
    last = len(plan.chunks) - 1
    for i, chunk in enumerate(plan.chunks):
        if chunk.pause_seconds:
            await sleep(chunk.pause_seconds)
        more = i < last or len(plan.body) < promised
        await send({"type": "http.response.body", "body": chunk.data, "more_body": more})
