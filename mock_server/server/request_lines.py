"""Detects request lines of RTSP and ICE, which the HTTP parser accepts.

The parser does not report the protocol of a request line. So if one of these names is in the bytes,
they are parsed line by line, and each request line is checked; lines of headers and bodies are not.
"""

import re
from collections.abc import Callable

_NAMES = (b"RTSP/", b"ICE/")
_LINE = re.compile(rb"[^\n]++\n?|\n")
_OTHER_PROTOCOL = re.compile(rb" (?:RTSP|ICE)/[0-9.]{1,9}[ \r]*\n")


class RequestLines:
    """Checks the request lines of one connection.

    Attributes:
        is_other_protocol: Whether the last request line names another protocol.
    """

    __slots__ = ("_feed", "_has_begun", "_line", "is_other_protocol")

    def __init__(self, feed: Callable[[bytes], None]) -> None:
        """Check a connection whose bytes `feed` parses."""
        self._feed = feed
        self._has_begun = False
        self._line = bytearray()
        self.is_other_protocol = False

    def begin(self) -> None:
        """Note that a request begins in the bytes that are being parsed."""
        self._has_begun, self.is_other_protocol = True, False

    def read(self, data: bytes) -> None:
        """Parse bytes, and note a request line of another protocol."""
        if self._line or any(name in data for name in _NAMES):
            for line in data.splitlines(keepends=True):
                self._read_line(line)
            return
        # The last line may be the beginning of a request line that names another protocol.
        end = data.rfind(b"\n") + 1
        if end:
            self._feed(data[:end])
        if end < len(data):
            self._read_line(data[end:])

    def _read_line(self, line: bytes) -> None:
        self._has_begun = False
        self._feed(line)
        if not self._has_begun and not self._line:
            return
        self._line += line
        if line.endswith(b"\n"):
            end = self._line[-40:]
            self.is_other_protocol = _OTHER_PROTOCOL.search(end) is not None
            self._line.clear()
