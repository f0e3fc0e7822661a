"""An ASGI application that is created when it is first needed."""

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from openapi.process.once import once


class LazyApp:
    """Defers the creation of an application until its first request, or until `load`."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        """Defer `make`, which may be called in any thread."""
        self._make = once(make)
        self._app: ASGIApp | None = None

    def load(self) -> ASGIApp:
        """Return the application, created once; may be called from any thread."""
        self._app = self._make()
        return self._app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to the application."""
        app = self._app
        if app is None:
            app = await asyncio.to_thread(self.load)
        await app(scope, receive, send)
