"""The archives of a run: every exchange is written while it is sent."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.http.client.transport import Transport
from contracts.http.messages.exchange import Exchange
from contracts.http.messages.redaction import Redactor

if TYPE_CHECKING:
    from contracts.http.archive.writing import ArchiveWriter


@contextmanager
def archived(paths: Iterable[Path], transport: Transport) -> Iterator[Callable[[Redactor], None]]:
    """Write every exchange of a run to files; yields a function that hides one more API's secrets.

    Raises:
        ReportError: A file cannot be written.
    """
    with ExitStack() as stack:
        writers = [stack.enter_context(writer) for writer in _writers(paths)]

        def hide(redactor: Redactor) -> None:
            for writer in writers:
                writer.hide(redactor)

        def add(recorder: int, exchange: Exchange) -> None:
            for writer in writers:
                writer.add(recorder, exchange)

        transport.on_exchange = add
        yield hide


def _writers(paths: Iterable[Path]) -> "Iterator[ArchiveWriter]":
    for path in paths:
        # Imported when it is needed: most runs write no archive.
        from contracts.http.archive.writing import ArchiveWriter  # noqa: PLC0415

        yield ArchiveWriter(path)
