"""A recording in memory, as far as its file can be read, and its size limits."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mock_server.errors import SettingsError
from mock_server.journal.recordings.entries import RecordedAnswer, read_entry
from openapi.archives.attached import ReadAttached, opened_archive, with_attached
from openapi.archives.parts import MAX_BODY_BYTES
from openapi.archives.reading import BrokenArchiveError, read_entries
from openapi.text.listing import counted

MAX_ENTRIES = 200_000  # entries of a recording that is played

FORMAT = "an HTTP archive (HAR 1.2), as browsers, Playwright, mitmproxy and `mock-server proxy "
FORMAT += "--record` write it"

_NO_REQUEST = "no HTTP request"
_MANY = 1000  # bytes that an answer takes in memory beside its body


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What was read of a file."""

    name: str  # the name of the file
    answers: tuple[RecordedAnswer, ...]  # what can be played, in the order of the file
    left_out: dict[str, int]  # why other entries cannot be played, with their number
    problem: str = ""  # why the file was not read to its end, one clause; empty if it was

    def sentences(self) -> Iterator[str]:
        """Yield what people must know about the recording at the start."""
        requests = {(each.method, each.path, each.query) for each in self.answers}
        count = f"{counted(len(self.answers), 'answer')} to {counted(len(requests), 'request')}"
        yield f"Playing {self.name}: {count}."
        if self.left_out:
            kinds = ", ".join(f"{count} {why}" for why, count in self.left_out.items())
            yield f"Entries that are not played: {kinds}."
        if self.problem:
            yield f"{self.name} was not read to its end: {self.problem}."


def load_recording(path: Path, max_bytes: int) -> Recording:
    """Read a recording as far as it can be read.

    The answers may take `max_bytes` in memory.

    Raises:
        SettingsError: The file cannot be opened, or is no recording.
    """
    try:
        with opened_archive(path) as (stream, attached):
            return _load(stream, attached, path, max_bytes)
    except OSError as error:
        raise SettingsError(
            "this recording cannot be opened",
            where=str(path),
            found=error.strerror or str(error) or type(error).__name__,
            hint="check the path and its permissions",
        ) from error


def _load(stream: BinaryIO, attached: ReadAttached, path: Path, max_bytes: int) -> Recording:
    def whole(name: str) -> bytes | None:
        data = attached(name)
        return data if data is None or len(data) <= MAX_BODY_BYTES else None

    answers: list[RecordedAnswer] = []
    left_out: Counter[str] = Counter()
    problem, room, number = "", max_bytes, 0
    try:
        for number, entry in enumerate(read_entries(stream), 1):
            found = read_entry(with_attached(entry, whole), number)
            obstacle = _NO_REQUEST if found is None else found.obstacle
            if found is None or obstacle:
                left_out[obstacle] += 1
                continue
            room -= _MANY + len(found.body) + len(found.sent or b"")
            if room < 0 or number > MAX_ENTRIES:
                problem = _limit(number, max_bytes, is_long=room >= 0)
                break
            answers.append(found)
    except BrokenArchiveError as error:
        if not error.is_archive:
            raise SettingsError(
                "this file is no recording", where=str(path), found=error.reason, allowed=FORMAT
            ) from error
        problem = f"after entry {number} ({error.place}) {error.reason}"
    return Recording(
        name=path.name, answers=tuple(answers), left_out=dict(left_out), problem=problem
    )


def _limit(number: int, max_bytes: int, *, is_long: bool) -> str:
    if is_long:
        return f"it has more than {MAX_ENTRIES} entries"
    return f"its entries from {number} on exceed {max_bytes} bytes (--recording-bytes)"
