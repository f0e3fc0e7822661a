"""Reads bodies of answers as JSON, and keeps a bounded number of bytes' worth of what it read.

A body as values takes up to thirty times the memory of its bytes, and every check wants the values
of every answer. Those of the latest bodies are kept; equal bodies share theirs. A body that has
been let go is read again when it is asked for.
"""

import threading
from collections import OrderedDict

from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON

KEPT_BYTES = 32 * 1024 * 1024
"""Bytes of the bodies whose values are kept."""

Reading = tuple[JSON, JsonError | None]
"""The value, and what is wrong with the text; None where it is fine."""


class BodyReader:
    """Reads JSON and remembers the latest of it; safe to use from several threads."""

    def __init__(self, most: int = KEPT_BYTES) -> None:
        """Remember nothing yet.

        Args:
            most: Bytes of the bodies whose values are kept; the latest one is kept in any case.
        """
        self._most = most
        self._kept: OrderedDict[bytes, Reading] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def kept_bytes(self) -> int:
        """Bytes of the bodies whose values are kept now."""
        return self._bytes

    def read(self, body: bytes) -> Reading:
        """Return a body as JSON, or why it is none. The value is shared: it must not be changed."""
        with self._lock:
            if body in self._kept:
                self._kept.move_to_end(body)
                return self._kept[body]
        reading = _read(body)
        with self._lock:
            if body not in self._kept:
                self._kept[body] = reading
                self._bytes += len(body)
            while self._bytes > self._most and len(self._kept) > 1:
                gone, _ = self._kept.popitem(last=False)
                self._bytes -= len(gone)
        return reading


def _read(body: bytes) -> Reading:
    try:
        return parse_json(body), None
    except JsonError as error:
        return None, error
