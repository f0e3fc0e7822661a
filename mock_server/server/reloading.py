"""Reload on save: documents and scenario files are read again when they change.

The mock is exchanged whole, between two requests; one that is being answered ends as it began.
What cannot be read leaves the last good mock in place, and is told on stderr and by the admin
side's health.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from starlette.types import Receive, Scope, Send
from watchfiles import Change, watch

from mock_server.asgi.app import Mock, create_mock
from mock_server.clock import ClockError, TimeSource, system_time
from mock_server.errors import MockServerError
from mock_server.server.document_options import load_options
from mock_server.settings import Settings
from openapi.errors import ContractError
from openapi.loading.complaints import summary
from openapi.loading.document import load_contracts
from openapi.loading.references.files import BUNDLE
from openapi.process.open_files import is_out_of_files
from openapi.text.printable import printable_lines

_SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_DEBOUNCE_MS = 200
_STEP_MS = 20


class ReloadableApp:
    """An ASGI application that can be exchanged while it runs.

    Attributes:
        mock: What answers the next request.
    """

    def __init__(self, mock: Mock) -> None:
        """Begin with `mock`."""
        self.mock = mock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the request answered by the mock as it is by now."""
        await self.mock.app(scope, receive, send)


class WarmUpThread(Thread):
    """Makes what a mock put off, beside the first answers, so that hardly a client waits for it.

    Only for a process of its own: what is imported on the way changes settings of the whole
    process for a moment, such as which warnings are shown.
    """

    def __init__(
        self, live: ReloadableApp, *, afterwards: Callable[[], None] | None = None
    ) -> None:
        """Prepare the mock of `live`; `afterwards` is called when that is done."""
        super().__init__(name="mock-server-prepare", daemon=True)
        self._live = live
        self._afterwards = afterwards

    def run(self) -> None:
        """Prepare; where no file can be opened, leave it to the first request that needs it."""
        try:
            self._live.mock.warm_up()
        except OSError as error:
            if not is_out_of_files(error):
                raise
            return
        if self._afterwards is not None:
            self._afterwards()


def print_to_stderr(text: str) -> None:
    """Tell whoever looks at the terminal."""
    sys.stderr.write(f"{printable_lines(text)}\n")
    sys.stderr.flush()


class Reloader:
    """Reads the files again, and puts what they say in place if it can be served."""

    def __init__(
        self,
        live: ReloadableApp,
        settings: Settings,
        *,
        ticker: TimeSource = system_time,
        say: Callable[[str], None] = print_to_stderr,
    ) -> None:
        """Prepare to exchange the mock of `live`.

        Args:
            live: What answers requests.
            settings: Name the files.
            ticker: Real time.
            say: Is told how it went.
        """
        self._live = live
        self._settings = settings
        self._ticker = ticker
        self._say = say

    def reload(self) -> bool:
        """Read the files again; return whether what they say is served from here on."""
        settings, memory = self._settings, self._live.mock.controls.memory
        try:
            contracts = load_contracts(
                settings.specs,
                readings=settings.readings,
                base_paths=settings.base_paths,
                options=load_options(settings),
            )
            mock = create_mock(contracts, settings, ticker=self._ticker, memory=memory)
            mock.warm_up()
            self._live.mock = mock
        except (MockServerError, ContractError, ClockError) as error:
            memory.reloads.error = str(error)
            self._say(f"mock-server: not reloaded, the last good state is served: {error}")
        except Exception as error:  # noqa: BLE001 - or no later save would be seen
            memory.reloads.error = f"a fault of the mock's own: {type(error).__name__}"
            self._say(
                "mock-server: not reloaded, the last good state is served: "
                f"{memory.reloads.error}: {error}"
            )
        else:
            memory.reloads.error = ""
            self._say("mock-server: reloaded")
            if warnings := summary(contracts):
                self._say(f"mock-server: {warnings}")
        memory.reloads.at = self._ticker()
        is_good = not memory.reloads.error
        memory.metrics.count_reload("good" if is_good else "bad")
        return is_good

    def folders(self) -> frozenset[Path]:
        """Return the folders in which the files lie; none where only packaged ones are served."""
        settings = self._settings
        found = {path if path.is_dir() else path.parent for path in settings.scenario_files}
        found |= {path.parent for path in settings.specs}
        if settings.specs:
            for contract in self._live.mock.controls.contracts:
                home = Path(contract.file).parent
                found |= {(home / name).parent for name in contract.tree.get(BUNDLE, {})}
        return frozenset(folder.resolve() for folder in found)


class FileWatcher:
    """Looks after folders from a thread of its own, and has them read again on a change."""

    def __init__(self, reloader: Reloader) -> None:
        """Prepare to call `reloader`; nothing is watched yet."""
        self._reloader = reloader
        self._stop = Event()
        self._thread = Thread(target=self._run, name="mock-server-reload", daemon=True)

    def start(self) -> None:
        """Watch from here on."""
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
        """Watch until other folders are to be watched, or until the end."""
        for _ in watch(
            *folders,
            watch_filter=_is_document,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=self._stop,
            recursive=False,
            raise_interrupt=False,
        ):
            self._reloader.reload()
            if self._reloader.folders() != folders:
                return


def _is_document(_: Change, path: str) -> bool:
    return Path(path).suffix.lower() in _SUFFIXES
