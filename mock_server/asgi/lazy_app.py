"""An ASGI application that is made when it is first needed, or when somebody has the time."""

import asyncio
from collections.abc import Callable
from threading import Lock

from starlette.types import ASGIApp, Receive, Scope, Send


class LazyApp:
    """Stands where an application will be that takes long to make."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        """Put off calling `make`."""
        self._make = make
        self._app: ASGIApp | None = None
        self._lock = Lock()

    def load(self) -> ASGIApp:
        """Return the application, made once, whichever thread asks first."""
        with self._lock:
            if self._app is None:
                self._app = self._make()
            return self._app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the request answered."""
        app = self._app
        if app is None:
            app = await asyncio.to_thread(self.load)
        await app(scope, receive, send)
