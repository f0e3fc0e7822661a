"""Records the exchanges of the proxy: takes them on the event loop, writes them in a thread."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from mock_server.journal.recordings.archive_file import ArchiveFile, ChangedFileError
from mock_server.journal.recordings.entries import PARTIAL, read_entry
from mock_server.journal.recordings.exchange import Exchange, value_of
from mock_server.journal.recordings.keys import RequestKey, digest_of, key_of
from mock_server.journal.recordings.secrets import without_secrets
from mock_server.journal.recordings.writing import recorded_entry
from mock_server.journal.redaction import Redaction
from openapi.json.types import JSON

MAX_BODY = 8 * 1024 * 1024  # bytes of one body that are recorded; the rest is cut and marked
MAX_WAITING = 64 * 1024 * 1024  # bytes of exchanges to be written; later ones are left out
REST = 20  # times the last writing, in which nothing is written: a twentieth at most
LEAST_REST = 0.3  # seconds between two writings at least

NEW, ALL = "new", "all"
_WITHOUT_WHOLE = frozenset({PARTIAL, 304})  # another client cannot be given these

_Known = tuple[RequestKey, str, bool]  # request, hash of its body, whether others may have it too


class TrafficRecorder:
    """Adds exchanges to an archive; one thread records, another writes."""

    def __init__(
        self,
        path: Path,
        *,
        mode: str,
        max_bytes: int,
        notify: Callable[[str], object],
        timer: Callable[[], float] = monotonic,
    ) -> None:
        """Open the archive; nothing is written before `start`.

        The mode is `new` or `all`; `notify` gets a sentence if the recording ends early.

        Raises:
            SettingsError: The archive cannot be used.
        """
        self._mode = mode
        self._max_bytes = max_bytes
        self._notify = notify
        self._timer = timer
        self._redaction = Redaction()
        self._known: set[_Known] = set()
        self._waiting: deque[Exchange] = deque()
        self._waiting_bytes = 0
        self._skipped = 0
        self._wake, self._stop = Event(), Event()
        self._is_ended = False
        self._file = ArchiveFile(path, self._add_known, max_bytes=max_bytes)
        self._thread = Thread(target=self._run, name="mock-server-record", daemon=True)

    def set_redaction(self, redaction: Redaction) -> None:
        """Redact other secrets from now on."""
        self._redaction = redaction

    def start(self) -> None:
        """Start to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what is waiting; returns when it is written."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def add(self, exchange: Exchange) -> None:
        """Record an exchange, without its secrets."""
        if self._is_ended:
            return
        if self._waiting_bytes > MAX_WAITING:
            self._skipped += 1
            return
        self._waiting_bytes += exchange.size
        self._waiting.append(exchange)
        self._wake.set()

    def write(self) -> None:
        """Write what is waiting."""
        lines, size = [], self._file.size
        while self._waiting and not self._is_ended:
            exchange = self._waiting.popleft()
            self._waiting_bytes -= exchange.size
            line = self._line(exchange)
            if line is None:
                continue
            size += len(line) + 2
            if size > self._max_bytes:
                self._end(f"has reached {self._max_bytes} bytes (--recording-bytes)")
                break
            lines.append(line)
        try:
            if lines:
                self._file.add(lines)
        except ChangedFileError:
            self._end("was changed by another program")
        except OSError as error:
            self._end(f"cannot be written ({error.strerror or type(error).__name__})")
        if self._skipped:
            skipped, self._skipped = self._skipped, 0
            self._notify(
                f"mock-server: {skipped} exchanges came faster than {self._file.path} could be "
                "written; they are not recorded"
            )

    def _line(self, exchange: Exchange) -> str | None:
        """Return the entry of an exchange; None if it is not to be recorded."""
        plain = without_secrets(exchange, self._redaction, MAX_BODY)
        if self._mode == NEW:
            key = _known(
                key_of(plain.method, plain.path, plain.query),
                digest_of(plain.body, value_of(plain.headers, b"content-type")),
                plain.status,
            )
            if key in self._known:
                return None
            self._known.add(key)
        return recorded_entry(plain)

    def _add_known(self, entry: JSON, number: int) -> None:
        """Note a request that the archive has already."""
        found = read_entry(entry, number) if self._mode == NEW else None
        if found is not None and not found.obstacle:
            # An archive of another program may have secrets, which no request is compared with.
            query = self._redaction.query(found.query)
            digest = digest_of(self._redaction.body(found.sent or b""), found.sent_type)
            key = key_of(found.method, found.path, query)
            self._known.add(_known(key, digest, found.status))

    def _end(self, why: str) -> None:
        self._is_ended = True
        self._waiting.clear()
        self._notify(f"mock-server: {self._file.path} {why}; nothing more is recorded")

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._wake.wait()
                self._wake.clear()
                began = self._timer()
                self.write()
                self._stop.wait(max(LEAST_REST, REST * (self._timer() - began)))
            self.write()
        except Exception as error:  # noqa: BLE001 - a thread that ends without a word looks alive
            self._end(f"had an internal error ({type(error).__name__})")


def _known(key: RequestKey, digest: str, status: int) -> _Known:
    return key, digest, status not in _WITHOUT_WHOLE
