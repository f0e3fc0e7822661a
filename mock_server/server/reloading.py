"""Reloads documents and scenario files when they change.

The mock is replaced as a whole, between two requests; a request that is being answered is finished
by the old one. If a file cannot be loaded, the last good mock stays, and the error is reported on
stderr and by `/__admin/health`.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from mock_server.asgi.app import Mock, create_mock
from mock_server.clock import ClockError, TimeSource, system_time
from mock_server.errors import MockServerError
from mock_server.server.document_options import load_documents
from mock_server.settings import Settings
from openapi.errors import ContractError
from openapi.loading.complaints import summary
from openapi.loading.references.options import BUNDLE
from openapi.process.open_files import is_out_of_files
from openapi.process.standard_streams import write_stderr

if TYPE_CHECKING:
    from watchfiles import Change

    from mock_server.journal.shared.stream import Operations

_SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_DEBOUNCE_MS = 200
_STEP_MS = 20


class ReloadableApp:
    """An ASGI application whose mock can be replaced while it runs."""

    def __init__(self, mock: Mock) -> None:
        self.mock = mock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to the current mock."""
        await self.mock.app(scope, receive, send)

    def operations(self) -> "Operations":
        """Return the operations that are served, by API and id."""
        contracts = self.mock.controls.contracts
        return {(each.api, each.id): each for one in contracts for each in one.operations}

    async def join(self, seconds: float) -> None:
        """Share with other replicas from now on, if there are some.

        It waits until the store was read, so that the first answers have the choices that were made
        before, but not longer than some seconds.
        """
        state = self.mock.controls.state
        if state.link is not None:
            await state.link.start(seconds)
        if state.shared is not None and state.shared.replicas is not None:
            await state.shared.replicas.start(state.replica.name, self.operations)

    async def read_others(self) -> None:
        """Read the exchanges of other replicas."""
        state = self.mock.controls.state
        if state.shared is not None:
            # Imported when it is needed: most mocks are alone.
            from mock_server.admin.sharing import refresh_journal  # noqa: PLC0415

            await refresh_journal(state)

    async def leave(self) -> None:
        """Give other replicas the rest of what they share."""
        state = self.mock.controls.state
        if state.shared is not None and state.shared.replicas is not None:
            await state.shared.replicas.stop()
        if state.link is not None:
            await state.link.stop()

    def end_streams(self) -> None:
        """End the streams of events, which would go on as long as their clients want."""
        self.mock.controls.state.streams.is_closed = True


_HEAD_START = 0.05
"""Seconds for requests that wait since before the start; imports would hold them up."""


_TIDY_SECONDS = 0.5
WARM_UP = "mock-server-prepare"  # the name of the thread


class WarmUpThread(Thread):
    """Creates the deferred parts of a mock in the background, so that clients need not wait.

    Only for a process of its own: the imports change settings of the whole process for a moment,
    such as which warnings are shown.
    """

    def __init__(
        self, live: ReloadableApp, *, afterwards: Callable[[], None] | None = None
    ) -> None:
        """Warm up the mock of `live`; `afterwards` is called at the end."""
        super().__init__(name=WARM_UP, daemon=True)
        self._live = live
        self._afterwards = afterwards
        self._is_warm = Event()

    def run(self) -> None:
        """Warm up the mock; if no file can be opened, leave it to the first request."""
        Event().wait(_HEAD_START)
        try:
            self._live.mock.warm_up()
        except OSError as error:
            if not is_out_of_files(error):
                raise
            return
        finally:
            self._is_warm.set()
        if self._afterwards is not None:
            self._afterwards()

    def finish(self) -> None:
        """Wait until the thread is idle; what follows the warm-up is not awaited for long."""
        # The interpreter must not end while the thread is importing.
        self._is_warm.wait()
        self.join(_TIDY_SECONDS)


class Reloader:
    """Loads changed files, and replaces the mock if they can be served."""

    def __init__(
        self,
        live: ReloadableApp,
        settings: Settings,
        *,
        ticker: TimeSource = system_time,
        notify: Callable[[str], None] = write_stderr,
    ) -> None:
        self._live = live
        self._settings = settings
        self._ticker = ticker
        self._notify = notify
        # The watcher and a change of a reading may want to load at the same time.
        self._lock = Lock()

    def reload(self) -> bool:
        """Load the files again; return whether they are served now."""
        with self._lock:
            return self._reload()

    def offer_readings(self) -> None:
        """Let the admin API choose readings while the server runs."""

        def reread() -> str:
            self.reload()
            return self._live.mock.controls.state.reloads.error

        self._live.mock.controls.state.readings.reload = reread

    def _reload(self) -> bool:
        settings, state = self._settings, self._live.mock.controls.state
        try:
            contracts = load_documents(settings, state.readings.chosen)
            mock = create_mock(contracts, settings, ticker=self._ticker, state=state)
            mock.warm_up()
            self._live.mock = mock
        except Exception as error:  # noqa: BLE001 - otherwise the watcher would end
            shown = reason = str(error)
            if not isinstance(error, MockServerError | ContractError | ClockError):
                reason = f"internal error: {type(error).__name__}"
                shown = f"{reason}: {error}"
            state.reloads.error = reason
            self._notify(f"mock-server: not reloaded, the last good state is served: {shown}")
        else:
            state.reloads.error = ""
            self._notify("mock-server: reloaded")
            if warnings := summary(contracts, settings.overlays):
                self._notify(f"mock-server: {warnings}")
        state.reloads.at = self._ticker()
        is_good = not state.reloads.error
        state.metrics.count_reload("good" if is_good else "bad")
        return is_good

    def folders(self) -> frozenset[Path]:
        """Return the folders of all files; empty if only packaged ones are served."""
        settings = self._settings
        found = {path if path.is_dir() else path.parent for path in settings.scenario_files}
        found |= {path.parent for path in (*settings.specs, *settings.overlays)}
        if settings.specs:
            for contract in self._live.mock.controls.contracts:
                home = Path(contract.file).parent
                found |= {(home / name).parent for name in contract.tree.get(BUNDLE, {})}
        return frozenset(folder.resolve() for folder in found)


class FileWatcher:
    """Watches folders in its own thread, and reloads on a change."""

    def __init__(self, reloader: Reloader) -> None:
        self._reloader = reloader
        self._stop = Event()
        self._thread = Thread(target=self._run, name="mock-server-reload", daemon=True)

    def start(self) -> None:
        """Start watching."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching; returns when the thread has ended."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            folders = self._reloader.folders()
            if not folders:
                return
            self._watch(folders)

    def _watch(self, folders: frozenset[Path]) -> None:
        """Watch until the set of folders changes, or until the end."""
        # Imported when it is needed: most mocks watch no files.
        from watchfiles import watch  # noqa: PLC0415

        for _ in watch(
            *folders,
            watch_filter=is_document,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=self._stop,
            recursive=False,
            raise_interrupt=False,
        ):
            self._reloader.reload()
            if self._reloader.folders() != folders:
                return


def is_document(_: "Change", path: str) -> bool:
    """Whether a change may be one of a document: of a file of its kind, or of a link.

    In a Kubernetes volume the documents are links through the folder `..data`, and an update
    replaces that link.
    """
    place = Path(path)
    return place.suffix.lower() in _SUFFIXES or place.is_symlink()
