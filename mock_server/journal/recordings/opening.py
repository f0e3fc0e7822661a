"""The recording of a server that runs: opened before it starts, complete when it has stopped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.errors import SettingsError
from mock_server.settings import Settings

if TYPE_CHECKING:
    from mock_server.journal.recordings.recorder import TrafficRecorder
    from mock_server.journal.recordings.recording import Recording

DEFAULT_RECORDING = Path("recording.har")  # of `proxy --record` without `--recording`


@contextmanager
def recorded(
    settings: Settings, notify: Callable[[str], object]
) -> "Iterator[TrafficRecorder | None]":
    """Record the exchanges of the proxy while the context lasts, if the settings say so.

    `notify` gets a sentence if the recording ends early.

    Raises:
        SettingsError: The recording cannot be written, or there is none to which an option applies.
    """
    if settings.played is None and (settings.is_recorded_only or settings.has_recording_times):
        option = "--recorded-only" if settings.is_recorded_only else "--recording-times"
        raise SettingsError(
            f"{option} is about a recording that is played, and there is none",
            hint="name it with --recording FILE",
        )
    if not settings.is_recorded:
        yield None
        return
    # Imported when it is needed: most mocks record nothing.
    from mock_server.journal.recordings.recorder import TrafficRecorder  # noqa: PLC0415

    recorder = TrafficRecorder(
        settings.recording or DEFAULT_RECORDING,
        mode=settings.record,
        max_bytes=settings.recording_bytes,
        notify=notify,
    )
    recorder.start()
    try:
        yield recorder
    finally:
        recorder.stop()


def recording_sentences(settings: Settings, recording: "Recording | None") -> Iterator[str]:
    """Yield what is said at the start about a recording that is played or written."""
    if recording is not None:
        yield from recording.sentences()
    if settings.is_recorded:
        which = "every exchange" if settings.record == "all" else "new requests"
        yield f"Recording {which} to {settings.recording or DEFAULT_RECORDING}"
