"""Holds back the answer to a request that has chosen something until other replicas will know it.

A request chooses by `?__scenario`, `?__clock`, `/__setup` and the like. All other requests pass
without waiting.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.http.problems import ToolProblem
from mock_server.sessions.replication.link import Link


class Settling:
    """Answers once the store has what the request has chosen; with a problem if it is lost."""

    def __init__(self, app: ASGIApp, link: Link) -> None:
        self._app = app
        self._link = link

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        await self._app(scope, receive, _Outlet(send, self._link))


class _Outlet:
    """Sends a response, or in its place the problem that the store is lost."""

    __slots__ = ("_choices", "_is_replaced", "_link", "_send", "_since")

    def __init__(self, send: Send, link: Link) -> None:
        self._send = send
        self._link = link
        self._choices, self._since = link.sessions.choices, link.sessions.written
        self._is_replaced = False

    async def __call__(self, message: Message) -> None:
        is_start = message["type"] == "http.response.start"
        if is_start and self._link.sessions.choices != self._choices:
            try:
                await self._link.settle(self._since)
            except ToolProblem as error:
                self._is_replaced = True
                await error.response().send(self._send)
        if not self._is_replaced:
            await self._send(message)
