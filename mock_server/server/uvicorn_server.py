"""A mock server on a real socket, run in this thread or in another.

uvicorn serves; this module configures it, and reports when it is ready.
"""

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Event
from types import FrameType
from typing import TypeVar

import uvicorn.server
from starlette.types import ASGIApp
from uvicorn.config import Config

from mock_server.errors import SettingsError
from mock_server.server.http_protocol import MockProtocol
from mock_server.server.reloading import ReloadableApp
from mock_server.settings import Settings
from openapi.process.watchdog import Watchdog

T = TypeVar("T")

BACKLOG = 2048
"""Connections that may wait in the queue of one listening socket."""

_LISTENING_SOCKETS = 16
"""Connections that are accepted per turn of the loop: libuv accepts one for each listening socket,
and then serves all that are open, so that the last of a thousand would wait for seconds."""

_MAX_ACCEPT_ROUNDS = 2 * BACKLOG // _LISTENING_SOCKETS
_IDLE_ROUNDS = 3
"""Limits of the turns of the loop in which queued connections are accepted before a stop."""

_DRAIN_SECONDS = 5
_QUIET_SECONDS = 0.3
_LOOK_SECONDS = 0.01
"""How long the end of requests is awaited at the stop, how long of it without a word, and how often
it is looked for."""

_END_SECONDS = 9.5
_NOW_SECONDS = 1.0
"""Within which a signal ends the process, whatever it does, and a second signal; container engines
kill it after 10 s."""

_STORE_SECONDS = 30.0
_CALL_SECONDS = 60.0
_LARGEST_PORT = 65535


class UvicornServer(uvicorn.server.Server):
    """uvicorn, configured for a mock, which reports when it is ready."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings | None = None,
        on_started: Callable[[], None] | None = None,
        on_stopping: Callable[[], Awaitable[None]] | None = None,
        warn: Callable[[str], object] | None = None,
    ) -> None:
        """Serve `app`.

        `on_started` is called when the server is ready, `on_stopping` at its end, `warn` with a
        sentence about requests that the end has to wait for.
        """
        settings = settings or Settings()
        logging.getLogger("uvicorn.error").addFilter(is_unexpected_error)
        super().__init__(
            Config(
                app,
                http=MockProtocol,
                loop="auto",
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                log_level="error",
                access_log=False,
                server_header=False,
                date_header=False,  # ours shows the time of the session's clock
                proxy_headers=False,  # `forwarding` reads them
                ssl_certfile=settings.tls_certificate,
                ssl_keyfile=settings.tls_key,
            )
        )
        self._on_started = on_started
        self._on_stopping = on_stopping
        self._warn = warn
        self._watchdog = Watchdog(lambda: self._report("ended while it was computing"))
        self._is_up = Event()
        self._is_stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until a signal or `stop`."""
        try:
            super().run(sockets)
        finally:
            self._watchdog.disarm()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then report that the server is ready."""
        if (live := self._live) is not None:
            await live.join(_STORE_SECONDS)
        # The server closes them all.
        copies = [each.dup() for each in sockets or () for _ in range(_LISTENING_SOCKETS - 1)]
        listeners = [*(sockets or ()), *copies]
        await super().startup(listeners or None)
        self._loop = asyncio.get_running_loop()
        self._is_up.set()
        if self._on_started is not None:
            self._on_started()
        if self.should_exit:
            # A signal came meanwhile; uvicorn would leave everything open.
            await self.shutdown(listeners)

    async def main_loop(self) -> None:
        """Serve until `stop`; uvicorn would look ten times a second whether it was called."""
        await self._is_stopping.wait()

    def stop(self) -> None:
        """Begin to stop, and return; may be called from any thread, and by a signal's handler."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._is_stopping.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop after a signal; end at once after a second Ctrl-C.

        It ends, too, if the event loop hears nothing of it.
        """
        super().handle_exit(sig, frame)
        self._watchdog.arm(_NOW_SECONDS if self.force_exit else _END_SECONDS)
        self.stop()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept connections that are queued already, finish open requests, then stop."""
        live = self._live
        if live is not None:
            live.end_streams()
        connections = self.server_state.connections
        idle_rounds = 0
        for _ in range(_MAX_ACCEPT_ROUNDS):
            before = len(connections)
            await asyncio.sleep(0)
            idle_rounds = idle_rounds + 1 if len(connections) == before else 0
            if idle_rounds == _IDLE_ROUNDS:
                break
        report = asyncio.ensure_future(self._report_waiting())
        await self._drain(sockets or ())
        report.cancel()
        if self.server_state.tasks:
            self._report(f"{_requests(len(self.server_state.tasks))} not answered")
        if live is not None:
            await live.leave()
        if self._on_stopping is not None:
            await self._on_stopping()

    async def _drain(self, sockets: Sequence[socket.socket]) -> None:
        """Accept no connection any more, and wait until open requests are answered.

        uvicorn would take a tenth of a second for it if there are none.
        """
        state = self.server_state
        for server in self.servers:
            server.close()
        for listener in sockets:
            listener.close()
        for connection in list(state.connections):
            connection.shutdown()
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                while (state.connections or state.tasks) and not self.force_exit:  # noqa: ASYNC110 - uvicorn's own sets
                    await asyncio.sleep(_LOOK_SECONDS)
                for server in self.servers:
                    await server.wait_closed()
        except TimeoutError:
            for task in state.tasks:
                task.cancel()

    async def _report_waiting(self) -> None:
        """Report what the end waits for, unless it is over soon."""
        await asyncio.sleep(_QUIET_SECONDS)
        if connections := self.server_state.connections:
            count = _requests(len(connections))
            wait = f"still being answered, at most {_DRAIN_SECONDS} s; Ctrl-C again ends it now"
            self._report(f"{count} {wait}")

    def _report(self, sentence: str) -> None:
        if self._warn is not None:
            self._warn(f"mock-server: {sentence}")

    @property
    def _live(self) -> ReloadableApp | None:
        """The mock; None if another application is served."""
        return self.config.app if isinstance(self.config.app, ReloadableApp) else None

    def call(self, do: Callable[[], T]) -> T:
        """Run a function in the server's thread, between two requests; return its result.

        Raises:
            SettingsError: The server does not run.
        """
        if self._loop is None:
            raise SettingsError("the server does not run")

        async def done() -> T:
            if self._live is not None:
                await self._live.read_others()
            return do()

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(_CALL_SECONDS)

    def wait_until_started(self, timeout: float) -> None:
        """Wait until the server is ready.

        Raises:
            SettingsError: It takes longer than `timeout` seconds.
        """
        if not self._is_up.wait(timeout):
            raise SettingsError(f"the server did not start within {timeout:g} s")


def is_unexpected_error(record: logging.LogRecord) -> bool:
    """Return whether a log record is not only about requests that were cancelled at the stop."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


def _requests(count: int) -> str:
    return f"{count} request{' is' if count == 1 else 's are'}"


def check_certificate(settings: Settings) -> None:
    """Check the certificate of the settings.

    Raises:
        SettingsError: It cannot be used, or its key is missing.
    """
    certificate, key = settings.tls_certificate, settings.tls_key
    if certificate is None:
        if key is not None:
            raise SettingsError(
                "there is a TLS key without a certificate", hint="give --tls-cert as well"
            )
        return
    try:
        # With an empty password, an encrypted key is an error, not a prompt on the terminal.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        raise SettingsError(
            "the TLS certificate or its key cannot be used",
            found=f"{certificate}{f' with {key}' if key else ''}: {error}",
            hint="give a certificate and its key without a passphrase, both as PEM",
        ) from error


def listen(settings: Settings) -> list[socket.socket]:
    """Return sockets that listen on the host of the settings, all on the same port.

    `localhost` has an IPv4 and an IPv6 address, and clients may try either one first. A family
    that the machine does not support is left out.

    Raises:
        SettingsError: The server cannot listen on the host and port.
    """
    first = _listener(settings)
    listeners = [first]
    if settings.host.lower().rstrip(".") == "localhost":
        port = first.getsockname()[1]
        other = "::1" if first.family == socket.AF_INET else "127.0.0.1"
        try:
            listeners.append(_listener(replace(settings, host=other, port=port)))
        except SettingsError as error:
            if not isinstance(error.__cause__, OSError) or not _is_taken(error.__cause__):
                return listeners
            first.close()
            if settings.port:
                raise
            # A port that is free for one family may be in use for the other: try another one.
            return listen(settings)
    return listeners


def _is_taken(error: OSError) -> bool:
    return error.errno == errno.EADDRINUSE


def _listener(settings: Settings) -> socket.socket:
    host, port = settings.host, settings.port
    if not 0 <= port <= _LARGEST_PORT:
        raise SettingsError(
            "the port is not valid", found=str(port), hint=f"choose one from 0 to {_LARGEST_PORT}"
        )
    listener: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6 and host.lower() != "::":
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except (OSError, UnicodeError) as error:
        if listener is not None:
            listener.close()
        raise _not_listening(settings, error) from error
    listener.settimeout(0)
    return listener


def url_of(settings: Settings) -> str:
    """Return the URL for clients on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(settings.host, settings.host)  # noqa: S104
    is_https = settings.tls_certificate or settings.has_made_certificate
    scheme = "https" if is_https else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _not_listening(settings: Settings, error: Exception) -> SettingsError:
    where = f"{settings.host}:{settings.port}"
    if isinstance(error, OSError) and _is_taken(error):
        return SettingsError(
            f"port {settings.port} is in use",
            found=where,
            hint="stop the other program, or choose another port with --port (0: a free one)",
        )
    text = getattr(error, "strerror", None) or str(error)
    return SettingsError(
        f"cannot listen: {text}", found=where, hint="choose another --host or --port"
    )
