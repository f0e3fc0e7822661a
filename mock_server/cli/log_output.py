"""Where the log of requests goes, and in which style."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from mock_server.journal.log_lines import LineFormat


class LogStyle(StrEnum):
    """How requests are logged."""

    PRETTY = "pretty"
    JSON = "json"
    OFF = "off"


def default_style(stream: TextIO) -> LogStyle:
    """Return the style for an output: lines for people on a terminal, else none."""
    return LogStyle.PRETTY if stream.isatty() else LogStyle.OFF


def line_format(style: LogStyle, stream: TextIO, environ: Mapping[str, str]) -> "LineFormat":
    """Return the format of lines; in colour on a terminal, unless `NO_COLOR` is set."""
    # Imported when it is needed: many mocks write no log.
    from mock_server.journal.log_lines import json_lines, pretty_lines  # noqa: PLC0415

    if style is LogStyle.JSON:
        return json_lines()
    is_plain = environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    return pretty_lines(has_colour=stream.isatty() and not is_plain)


def writer(stream: TextIO) -> Callable[[str], None]:
    """Return a function that writes whole lines at once, in the encoding of the stream."""
    encoding = stream.encoding or "utf-8"

    def write(text: str) -> None:
        # Below the text layer, which would encode again; what it holds comes first.
        stream.flush()
        stream.buffer.write(text.encode(encoding, "backslashreplace"))
        stream.buffer.flush()

    return write
