"""Holds back the answer to a request that has chosen something until other replicas will know it.

A request chooses by `?__scenario`, `?__clock`, `/__setup` and the like. An answer of a recorded
sequence, or one that a fault has changed, waits as well, so that the client's next request gets the
next one; without the store it is sent all the same. All other requests pass without waiting.
"""

from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.http.problems import ToolProblem
from mock_server.sessions.replication.link import StoreLink


class Settling:
    """Answers once the store has what the request has chosen; with a problem if it is lost."""

    def __init__(self, app: ASGIApp, link: StoreLink) -> None:
        self._app = app
        self._link = link

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        await self._app(scope, receive, _Outlet(send, self._link))


class _Outlet:
    """Sends a response, or in its place the problem that the store is lost."""

    __slots__ = ("_choices", "_is_replaced", "_link", "_progressed", "_send", "_since")

    def __init__(self, send: Send, link: StoreLink) -> None:
        self._send = send
        self._link = link
        sessions = link.sessions
        self._choices, self._progressed = sessions.choices, sessions.progressed
        self._since = sessions.written
        self._is_replaced = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._settle()
        if not self._is_replaced:
            await self._send(message)

    async def _settle(self) -> None:
        """Wait until the store has what the request has changed."""
        sessions = self._link.sessions
        if sessions.choices != self._choices:
            try:
                await self._link.settle(self._since)
            except ToolProblem as error:
                self._is_replaced = True
                await error.response().send(self._send)
        elif sessions.progressed != self._progressed:
            with suppress(ToolProblem):
                await self._link.settle(self._since)
