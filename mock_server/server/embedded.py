"""A mock server in a thread of this process, for tests."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self, TypeVar

from mock_server.admin.controls import MockControl
from mock_server.asgi.app import create_mock
from mock_server.clock import system_time
from mock_server.errors import SettingsError
from mock_server.journal.recordings.opening import recorded
from mock_server.server.document_options import beside_documents, load_documents
from mock_server.server.handles import ClockHandle, JournalHandle, SessionHandle, learn_fault
from mock_server.server.made_certificate import MadeCertificate, certified
from mock_server.server.reloading import FileWatcher, ReloadableApp, Reloader
from mock_server.server.uvicorn_server import UvicornServer, check_certificate, listen, url_of
from mock_server.sessions.sessions import DEFAULT
from mock_server.settings import Settings
from openapi.contract import Contract
from openapi.process.standard_streams import write_stderr

T = TypeVar("T")

_START_SECONDS = 30.0


class MockServer:
    """Serves in a thread while a `with` block runs.

    >>> with MockServer() as server:  # doctest: +SKIP
    ...     requests.get(f"{server.url}/some/path")

    Attributes:
        contracts: The APIs that are served.
        settings: How they are served; while the server runs, `port` is the real one.
    """

    def __init__(
        self, settings: Settings | None = None, *, contracts: Sequence[Contract] | None = None
    ) -> None:
        """Create a server that does not run yet.

        By default it is on a free port of the loopback, and serves the documents of the settings.
        """
        self.settings = settings or Settings(port=0)
        self._has_documents = contracts is None
        self.contracts = load_documents(self.settings) if contracts is None else tuple(contracts)
        self.settings = beside_documents(self.settings, self.contracts)[0]
        self._files = ExitStack()
        self._made: MadeCertificate | None = None
        self._server: UvicornServer | None = None
        self._thread: Thread | None = None
        self._live: ReloadableApp | None = None
        self._watch: FileWatcher | None = None

    @property
    def url(self) -> str:
        """The server's URL, without a slash at the end."""
        return url_of(self.settings)

    @property
    def authority(self) -> Path | None:
        """The PEM file that clients have to trust, if the certificate was made for this run."""
        return None if self._made is None else self._made.authority

    @property
    def journal(self) -> JournalHandle:
        """The exchanges of all sessions."""
        return JournalHandle(call=self._call)

    @property
    def clock(self) -> ClockHandle:
        """The server's clock, which sessions follow unless they have their own."""
        return ClockHandle(call=self._call)

    def session(self, name: str) -> SessionHandle:
        """Return a session, which is created when it is first used."""
        return SessionHandle(name=name, server_url=self.url, call=self._call)

    def select_scenario(self, scenario: str) -> None:
        """Select a scenario for clients that name no session."""
        self.session(DEFAULT).select_scenario(scenario)

    play = select_scenario

    def arm(self, fault: str) -> None:
        """Arm a fault for all sessions."""
        learn_fault(self._call, fault)
        self._call(lambda controls: controls.arm(fault))

    def reset(self) -> None:
        """Return the server to its state at the start."""
        self._call(lambda controls: controls.reset())

    def start(self) -> None:
        """Serve from another thread; returns when requests are answered.

        Raises:
            SettingsError: The server cannot listen on the host and port, or has no certificate.
        """
        recorder = self._files.enter_context(recorded(self.settings, write_stderr))
        mock = create_mock(self.contracts, self.settings, recorder=recorder)
        mock.warm_up()
        self._live = ReloadableApp(mock)
        certain, self._made = self._files.enter_context(certified(self.settings, system_time()))
        try:
            check_certificate(certain)
            listeners = listen(certain)
        except SettingsError:
            self._files.close()
            raise
        self.settings = replace(self.settings, port=listeners[0].getsockname()[1])
        self._server = UvicornServer(self._live, settings=replace(certain, port=self.settings.port))
        self._thread = Thread(
            target=self._server.run, kwargs={"sockets": listeners}, name="mock-server", daemon=True
        )
        self._thread.start()
        self._server.wait_until_started(_START_SECONDS)
        if self._has_documents:
            # A program's standard error is its own: the answer of the admin API has the outcome.
            Reloader(self._live, self.settings, notify=lambda _: None).offer_readings()
        if self.settings.is_reloaded:
            self._watch = FileWatcher(Reloader(self._live, self.settings))
            self._watch.start()

    def stop(self) -> None:
        """Finish open requests, then stop; returns when the thread has ended."""
        if self._server is not None and self._thread is not None:
            self._server.stop()
            self._thread.join()
            self._server = self._thread = None
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        self._files.close()

    def _call(self, do: Callable[[MockControl], T]) -> T:
        live, server = self._live, self._server
        if server is None or live is None:
            raise SettingsError("the server does not run", hint="use it inside its `with` block")
        return server.call(lambda: do(live.mock.controls))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
