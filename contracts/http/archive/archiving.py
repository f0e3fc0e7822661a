"""The archives of a run: every exchange is written while it is sent."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.http.client.transport import Transport
from contracts.http.messages.exchange import Exchange
from contracts.http.messages.redaction import Redactor

if TYPE_CHECKING:
    from contracts.http.archive.writing import ArchiveWriter


class Archives:
    """The archives of a run, while it sends requests."""

    def __init__(self, paths: Iterable[Path], stack: ExitStack) -> None:
        """Open the archives, which the stack closes."""
        self._writers = [stack.enter_context(writer) for writer in _writers(paths)]
        self._entries = 0

    def hide(self, redactor: Redactor) -> None:
        """Hide the secrets of one more API."""
        for writer in self._writers:
            writer.hide(redactor)

    def add(self, recorder: int, exchange: Exchange) -> None:
        """Write an exchange."""
        self._entries += 1
        for writer in self._writers:
            writer.add(recorder, exchange)

    def notes(self, sent: int) -> Iterator[str]:
        """Yield why fewer exchanges were written than requests were sent."""
        if self._writers and sent > self._entries:
            yield (
                f"The recording has {self._entries} of the {sent} requests: none that only ask "
                f"whether a server is there, and one entry for a request that was repeated."
            )


@contextmanager
def archived(paths: Iterable[Path], transport: Transport) -> Iterator[Archives]:
    """Write every exchange of a run to files.

    Raises:
        ReportError: A file cannot be written.
    """
    with ExitStack() as stack:
        archives = Archives(paths, stack)
        transport.on_exchange = archives.add
        yield archives


def _writers(paths: Iterable[Path]) -> "Iterator[ArchiveWriter]":
    for path in paths:
        # Imported when it is needed: most runs write no archive.
        from contracts.http.archive.writing import ArchiveWriter  # noqa: PLC0415

        yield ArchiveWriter(path)
